package io.stagger.core.rollout;

import io.stagger.api.data.Tokens;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * A stream's tokens, sampled as they are requested, by the rules of Reactive Streams. It has one
 * subscriber at a time and refuses a second one; it never completes.
 */
final class TokenPublisher implements Flow.Publisher<List<Tokens>> {
  private final Function<Pull, List<Tokens>> source;
  private final Executor executor;
  private final AtomicReference<Subscription> current = new AtomicReference<>();

  /**
   * Publishes.
   *
   * @param source gives one token of every sequence, unless or until the pull is cancelled
   * @param executor runs the source and calls the subscriber
   */
  TokenPublisher(Function<Pull, List<Tokens>> source, Executor executor) {
    this.source = source;
    this.executor = Objects.requireNonNull(executor, "executor");
  }

  @Override
  public void subscribe(Flow.Subscriber<? super List<Tokens>> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    Subscription subscription = new Subscription(subscriber);
    if (current.compareAndSet(null, subscription)) {
      try {
        subscriber.onSubscribe(subscription);
      } catch (RuntimeException | Error e) {
        subscription.cancel();
        current.compareAndSet(subscription, null);
        throw e;
      }
      subscription.start();
    } else {
      subscriber.onSubscribe(new Refused());
      subscriber.onError(
          new IllegalStateException(
              "A publisher has one subscriber at a time; cancel the other subscription first, ask the stream for another publisher, which shares its tokens, or fork the stream."));
    }
  }

  /** The subscription of whoever is refused. */
  private static final class Refused implements Flow.Subscription {
    @Override
    public void request(long count) {}

    @Override
    public void cancel() {}
  }

  private final class Subscription implements Flow.Subscription, Runnable {
    /** How many tokens are asked for and not delivered. */
    private final AtomicLong demand = new AtomicLong();

    /** How often work turned up that nobody has looked at; above 0 while someone looks. */
    private final AtomicInteger work = new AtomicInteger(1);

    /** Forgotten when it hears nothing more. */
    private volatile Flow.Subscriber<? super List<Tokens>> subscriber;

    private volatile Throwable failure;
    private volatile Pull pull = new Pull();

    Subscription(Flow.Subscriber<? super List<Tokens>> subscriber) {
      this.subscriber = subscriber;
    }

    /** Begins, now that the subscriber has its subscription. */
    void start() {
      if (!work.compareAndSet(1, 0)) {
        execute();
      }
    }

    @Override
    public void request(long count) {
      if (count < 1) {
        failure = new IllegalArgumentException("At least 1 token is requested, not " + count + ".");
        pull.cancel();
      } else {
        demand.accumulateAndGet(count, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
      }
      if (subscriber != null && work.getAndIncrement() == 0) {
        execute();
      }
    }

    @Override
    public void cancel() {
      subscriber = null;
      pull.cancel();
      current.compareAndSet(this, null);
    }

    private void execute() {
      try {
        executor.execute(this);
      } catch (RuntimeException e) {
        fail(e);
      }
    }

    @Override
    public void run() {
      int seen = work.get();
      do {
        while (subscriber != null && (failure != null || demand.get() > 0)) {
          deliver();
        }
        seen = work.addAndGet(-seen);
      } while (seen != 0);
    }

    private void deliver() {
      Flow.Subscriber<? super List<Tokens>> receiver = subscriber;
      Pull own = new Pull();
      pull = own;
      // Whoever cancelled before has not seen this pull.
      if (receiver == null || subscriber == null) {
        return;
      }
      if (failure != null) {
        fail(failure);
        return;
      }
      List<Tokens> tokens;
      try {
        tokens = source.apply(own);
      } catch (CancellationException e) {
        // Without a reason of the subscriber's own, the stream was cancelled or closed.
        fail(failure == null ? e : failure);
        return;
      } catch (RuntimeException | Error e) {
        fail(e);
        return;
      }
      if (demand.get() != Long.MAX_VALUE) {
        demand.decrementAndGet();
      }
      try {
        // Even if it has cancelled just now, because the token is past now and would be lost.
        receiver.onNext(tokens);
      } catch (RuntimeException | Error e) {
        cancel();
        throw e;
      }
    }

    private void fail(Throwable cause) {
      Flow.Subscriber<? super List<Tokens>> receiver = subscriber;
      if (receiver != null) {
        cancel();
        receiver.onError(cause);
      }
    }
  }
}
