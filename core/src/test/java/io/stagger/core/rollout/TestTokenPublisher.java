package io.stagger.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.SkipException;

final class TestTokenPublisher {
  private static final TokenSpec SPEC = TokenSpec.vector(1, 0);

  private static List<Tokens> token(float value) {
    return List.of(Tokens.ofReal(SPEC, new float[] {value}, new float[0]));
  }

  private static TokenPublisher counting(Executor executor) {
    AtomicReference<Float> next = new AtomicReference<>(0f);
    return new TokenPublisher(
        pull -> {
          if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("The test is over.");
          }
          return token(next.getAndUpdate(value -> value + 1));
        },
        executor);
  }

  /** The rules of Reactive Streams, as their technology compatibility kit checks them. */
  public static final class Rules extends FlowPublisherVerification<List<Tokens>> {
    private final Executor executor;

    Rules(Executor executor) {
      super(new TestEnvironment(500, 50));
      this.executor = executor;
    }

    @Override
    public Flow.Publisher<List<Tokens>> createFlowPublisher(long elements) {
      return counting(executor);
    }

    /** One that has a subscriber. */
    @Override
    public Flow.Publisher<List<Tokens>> createFailedFlowPublisher() {
      TokenPublisher taken = counting(executor);
      taken.subscribe(new Listener(0));
      return taken;
    }

    @Override
    public long maxElementsFromPublisher() {
      return publisherUnableToSignalOnComplete();
    }
  }

  @TestFactory
  Stream<DynamicTest> keepsTheRules() {
    return Arrays.stream(Rules.class.getMethods())
        .filter(method -> method.isAnnotationPresent(org.testng.annotations.Test.class))
        .sorted(Comparator.comparing(Method::getName))
        .map(method -> dynamicTest(method.getName(), () -> check(method)));
  }

  private static void check(Method rule) throws Throwable {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Rules rules = new Rules(threads);
      rules.setUp();
      rule.invoke(rules);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof SkipException skipped) {
        throw new TestAbortedException(skipped.getMessage(), skipped);
      }
      throw e.getCause();
    } finally {
      // Whoever asked for tokens without an end gets no more.
      threads.shutdownNow();
    }
  }

  /** Remembers what it hears. */
  private static class Listener implements Flow.Subscriber<List<Tokens>> {
    final List<Float> heard = new ArrayList<>();
    final List<Throwable> failures = new ArrayList<>();
    final long first;
    Flow.Subscription subscription;

    Listener(long first) {
      this.first = first;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      if (first > 0) {
        given.request(first);
      }
    }

    @Override
    public void onNext(List<Tokens> item) {
      heard.add(item.get(0).values().get(0));
    }

    @Override
    public void onError(Throwable throwable) {
      failures.add(throwable);
    }

    @Override
    public void onComplete() {
      throw new AssertionError("A stream has no end.");
    }
  }

  @Test
  void givesAsManyAsAreRequested() {
    Listener listener = new Listener(2);
    counting(Runnable::run).subscribe(listener);
    assertThat(listener.heard).containsExactly(0f, 1f);

    listener.subscription.request(3);

    assertThat(listener.heard).containsExactly(0f, 1f, 2f, 3f, 4f);
  }

  @Test
  void takesAnotherSubscriberWhenTheFirstHasCancelled() {
    TokenPublisher publisher = counting(Runnable::run);
    Listener first = new Listener(1);
    Listener refused = new Listener(1);
    Listener second = new Listener(1);

    publisher.subscribe(first);
    publisher.subscribe(refused);
    first.subscription.cancel();
    publisher.subscribe(second);

    assertThat(second.heard).containsExactly(1f);
    assertThat(refused.heard).isEmpty();
    assertThat(refused.failures)
        .singleElement()
        .isInstanceOfSatisfying(
            IllegalStateException.class,
            e -> assertThat(e).hasMessageContaining("one subscriber at a time"));
    assertThat(first.failures).isEmpty();
  }

  /** Whoever cancels while a token is sampled hears nothing of the cancelled pull. */
  @Test
  void cancelsThePullThatIsUnderWay() {
    AtomicReference<Listener> listener = new AtomicReference<>(new Listener(1));
    List<Pull> pulls = new ArrayList<>();
    Function<Pull, List<Tokens>> source =
        pull -> {
          pulls.add(pull);
          listener.get().subscription.cancel();
          assertThat(pull.getAsBoolean()).isTrue();
          throw new CancellationException("cancelled");
        };

    new TokenPublisher(source, Runnable::run).subscribe(listener.get());

    assertThat(pulls).hasSize(1);
    assertThat(listener.get().heard).isEmpty();
    assertThat(listener.get().failures).isEmpty();
  }

  /** A token that is past already must reach somebody. */
  @Test
  void losesNoTokenToACancellationThatComesTooLate() {
    AtomicReference<Listener> listener = new AtomicReference<>(new Listener(5));
    TokenPublisher publisher =
        new TokenPublisher(
            pull -> {
              listener.get().subscription.cancel();
              return token(7);
            },
            Runnable::run);

    publisher.subscribe(listener.get());

    assertThat(listener.get().heard).containsExactly(7f);
  }

  @Test
  void passesFailuresOn() {
    IllegalArgumentException broken = new IllegalArgumentException("broken");
    Listener listener = new Listener(1);
    new TokenPublisher(
            pull -> {
              throw broken;
            },
            Runnable::run)
        .subscribe(listener);
    assertThat(listener.failures).containsExactly(broken);

    RejectedExecutionException full = new RejectedExecutionException("full");
    Listener refused = new Listener(1);
    counting(
            task -> {
              throw full;
            })
        .subscribe(refused);
    assertThat(refused.failures).containsExactly(full);
  }
}
