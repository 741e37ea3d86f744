package io.stagger.core.run;

import io.stagger.api.StaggerException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Owns what has to be closed and closes it in reverse order. Not thread-safe. Closing twice is
 * harmless.
 */
final class Resources implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** Takes over a resource. */
  <T extends AutoCloseable> T own(T resource) {
    open.push(resource);
    return resource;
  }

  /** Takes over whatever can be closed, and leaves the rest. */
  <T> T ownIfCloseable(T object) {
    if (object instanceof AutoCloseable resource) {
      open.push(resource);
    }
    return object;
  }

  @Override
  public void close() {
    RuntimeException failure = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        if (failure == null) {
          failure =
              e instanceof StaggerException sentence
                  ? sentence
                  : new IllegalStateException("A part of the run could not be closed.", e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
