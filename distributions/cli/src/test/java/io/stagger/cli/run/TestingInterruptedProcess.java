package io.stagger.cli.run;

import java.util.concurrent.CountDownLatch;

/** A process that waits to be interrupted, and then takes its time to finish. */
final class TestingInterruptedProcess {
  private TestingInterruptedProcess() {}

  public static void main(String[] arguments) throws InterruptedException {
    CountDownLatch stop = new CountDownLatch(1);
    try (Interruption interruption = new Interruption(stop::countDown)) {
      System.out.println("ready");
      stop.await();
      System.out.println("saving");
      System.out.println("saved");
    }
  }
}
