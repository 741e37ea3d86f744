package io.stagger.core.plugin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Finds threads that plugins started and did not end. Daemon threads are left alone: they keep no
 * process from ending, and libraries start them without being asked.
 */
final class LeftThreads {
  /** A thread that was told to end may still be about to. */
  private static final long PATIENCE_NANOSECONDS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final Comparator<Thread> BY_NAME = Comparator.comparing(Thread::getName);

  private LeftThreads() {}

  /**
   * A thread that went on.
   *
   * @param pluginId whose it is
   * @param problem a sentence
   */
  record Left(String pluginId, String problem) {}

  /**
   * Interrupts what is left.
   *
   * @param ids the id of each closed plugin by its class loader
   * @return what was left
   */
  static List<Left> end(Map<ClassLoader, String> ids) {
    long deadline = System.nanoTime() + PATIENCE_NANOSECONDS;
    List<Left> all = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet().stream().sorted(BY_NAME).toList()) {
      String id = ids.get(thread.getClass().getClassLoader());
      if (id == null) {
        id = ids.get(thread.getContextClassLoader());
      }
      if (id != null
          && !thread.isDaemon()
          && !thread.equals(Thread.currentThread())
          && outlasts(thread, deadline)) {
        thread.interrupt();
        all.add(
            new Left(
                id,
                "The plugin '%s' left its thread '%s' running, which was interrupted: its entry class has to end the thread in close."
                    .formatted(id, Printable.of(thread.getName()))));
      }
    }
    return all;
  }

  private static boolean outlasts(Thread thread, long deadline) {
    try {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left > 0) {
        thread.join(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return thread.isAlive();
  }
}
