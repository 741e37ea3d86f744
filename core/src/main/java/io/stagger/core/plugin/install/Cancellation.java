package io.stagger.core.plugin.install;

import io.stagger.api.StaggerException;
import java.util.concurrent.CompletableFuture;

/** Whether the user wants it all to stop. */
final class Cancellation {
  private final CompletableFuture<Void> requested = new CompletableFuture<>();

  void request() {
    requested.complete(null);
  }

  /**
   * Goes on unless it was requested.
   *
   * @throws StaggerException if it was
   */
  void check() {
    if (requested.isDone()) {
      throw stopped();
    }
  }

  /** Is done once it was requested. */
  CompletableFuture<Void> requested() {
    return requested;
  }

  static StaggerException stopped() {
    return new StaggerException("Stopped; nothing was changed.");
  }
}
