package io.stagger.core.plugin.install;

import io.stagger.api.StaggerException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Whether the user wants it all to stop. */
final class Cancellation {
  private final AtomicBoolean isRequested = new AtomicBoolean();

  void request() {
    isRequested.set(true);
  }

  /**
   * Goes on unless it was requested.
   *
   * @throws StaggerException if it was
   */
  void check() {
    if (isRequested.get()) {
      throw new StaggerException("Stopped; nothing was changed.");
    }
  }
}
