package io.stagger.cli.run;

import java.util.concurrent.CountDownLatch;

/**
 * Turns an interruption of the process (Ctrl-C, or a polite kill) into a request to stop, and keeps
 * the process alive until what it asked has been done. Closing it says so.
 */
public final class Interruption implements AutoCloseable {
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;

  /**
   * Listens from now on.
   *
   * @param requestStop called on another thread when the process is interrupted
   */
  public Interruption(Runnable requestStop) {
    this.hook =
        new Thread(
            () -> {
              requestStop.run();
              awaitEnd();
            },
            "stagger-interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void awaitEnd() {
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the process end. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already; the hook waits for the line below.
    }
    done.countDown();
  }
}
