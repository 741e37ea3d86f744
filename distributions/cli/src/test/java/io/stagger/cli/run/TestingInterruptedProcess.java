package io.stagger.cli.run;

import java.util.concurrent.CountDownLatch;

/**
 * A process that waits to be interrupted, and then takes its time to finish. With an argument, it
 * ends itself with that exit code instead.
 */
final class TestingInterruptedProcess {
  private TestingInterruptedProcess() {}

  public static void main(String[] arguments) throws InterruptedException {
    CountDownLatch stop = new CountDownLatch(1);
    try (Interruption interruption = new Interruption(stop::countDown)) {
      System.out.println("ready");
      if (arguments.length > 0) {
        System.exit(Integer.parseInt(arguments[0]));
      }
      stop.await();
      System.out.println("saving");
      System.out.println("saved");
    }
  }
}
