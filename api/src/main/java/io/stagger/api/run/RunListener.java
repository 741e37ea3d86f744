package io.stagger.api.run;

/**
 * Hears what a run does. Called on the thread that trains, so it must be quick; what it throws
 * stops the run.
 *
 * @since 0.1.0
 */
public interface RunListener extends AutoCloseable {
  /** Something happened. */
  void onEvent(RunEvent event);

  /** Releases what the listener holds. Closing twice is harmless. */
  @Override
  default void close() {}
}
