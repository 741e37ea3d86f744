package io.stagger.core.rollout;

import java.util.function.BooleanSupplier;

/** A pull that waits or is under way, and can be cancelled from any thread. */
final class Pull implements BooleanSupplier {
  private volatile boolean cancelled;

  void cancel() {
    cancelled = true;
  }

  /** Whether it was cancelled. */
  @Override
  public boolean getAsBoolean() {
    return cancelled;
  }
}
