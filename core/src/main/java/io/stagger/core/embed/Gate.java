package io.stagger.core.embed;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Lets any number of calls in until it is closed. Whoever closes it waits for those that are under
 * way.
 */
final class Gate {
  private static final long PATIENCE_MILLISECONDS = 20;

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final String name;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Opens a gate.
   *
   * @param name what messages call what is behind it
   */
  Gate(String name) {
    this.name = name;
  }

  /**
   * Calls.
   *
   * @throws IllegalStateException if it is closed
   */
  <T> T through(Supplier<T> call) {
    checkOpen();
    lock.readLock().lock();
    try {
      checkOpen();
      return call.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Calls.
   *
   * @throws IllegalStateException if it is closed
   */
  void through(Runnable call) {
    through(
        () -> {
          call.run();
          return null;
        });
  }

  private void checkOpen() {
    if (closed.get()) {
      throw new IllegalStateException(name + " is closed.");
    }
  }

  /**
   * Checks that the calling thread is not inside.
   *
   * @throws IllegalStateException if it is
   */
  void checkOutside() {
    if (lock.getReadHoldCount() > 0) {
      throw new IllegalStateException(
          name + " can't be closed by what it calls meanwhile: close it when the call is over.");
    }
  }

  /**
   * Lets nobody in any more, and then closes what is behind it, once.
   *
   * @param hurry asks those that are inside to come to an end; may be called several times
   * @param close closes what is behind it, when nobody is inside
   * @throws IllegalStateException if the calling thread is inside
   */
  void close(Runnable hurry, Runnable close) {
    checkOutside();
    boolean isFirst = closed.compareAndSet(false, true);
    hurry.run();
    // Who closes it a second time returns when it is closed, too.
    boolean interrupted = false;
    while (true) {
      try {
        if (lock.writeLock().tryLock(PATIENCE_MILLISECONDS, TimeUnit.MILLISECONDS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
      // Whoever had only just come in has not heard it.
      hurry.run();
    }
    try {
      if (isFirst) {
        close.run();
      }
    } finally {
      lock.writeLock().unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
