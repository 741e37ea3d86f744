package io.stagger.cli.run;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns an interruption of the process (Ctrl-C, or a polite kill) into a request to stop, and keeps
 * the process alive until what it asked has been done. Closing it says so.
 *
 * <p>If it is the thread that does the work which ends the process, nobody waits for it.
 */
public final class Interruption implements AutoCloseable {
  private static final long LOOK_MILLISECONDS = 100;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread worker = Thread.currentThread();
  private final Thread hook;
  private volatile OptionalInt exitCode = OptionalInt.empty();

  /**
   * Listens from now on. The thread that calls this does the work.
   *
   * @param requestStop called on another thread when the process is interrupted
   */
  public Interruption(Runnable requestStop) {
    this.hook =
        new Thread(
            () -> {
              requestStop.run();
              awaitEnd();
              // Ending the process in another way would wait for this thread.
              exitCode.ifPresent(Runtime.getRuntime()::halt);
            },
            "stagger-interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void awaitEnd() {
    try {
      while (!done.await(LOOK_MILLISECONDS, TimeUnit.MILLISECONDS)) {
        if (isEndingProcess(worker)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isEndingProcess(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(
            call ->
                call.getClassName().equals(Runtime.class.getName())
                    && call.getMethodName().equals("exit"));
  }

  /**
   * Says that the work came to its end after all, so that the process ends with its exit code even
   * if it is being ended already.
   */
  public void endWith(int code) {
    exitCode = OptionalInt.of(code);
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
