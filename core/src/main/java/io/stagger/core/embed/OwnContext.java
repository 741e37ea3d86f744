package io.stagger.core.embed;

import java.util.function.Supplier;

/**
 * Gives a thread of the application Stagger's own class loader as its context while it loads
 * configuration and makes what that names: some libraries look there, where an application may have
 * anything.
 */
final class OwnContext {
  private OwnContext() {}

  /** Calls, and puts the thread's own context class loader back. */
  static <T> T within(Supplier<T> call) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(OwnContext.class.getClassLoader());
    try {
      return call.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Calls, and puts the thread's own context class loader back. */
  static void within(Runnable call) {
    within(
        () -> {
          call.run();
          return null;
        });
  }
}
