package io.stagger.core.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class TestGate {
  private final Gate gate = new Gate("The house");
  private final AtomicInteger closed = new AtomicInteger();

  private void close() {
    gate.close(() -> {}, closed::incrementAndGet);
  }

  @Test
  void letsNobodyInAfterItIsClosedOnce() {
    assertThat(gate.through(() -> gate.through(() -> 3))).isEqualTo(3);

    close();
    close();

    assertThat(closed).hasValue(1);
    assertThatThrownBy(() -> gate.through(() -> 3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The house is closed.");
  }

  @Test
  void canNotBeClosedFromInside() {
    assertThatThrownBy(() -> gate.through(this::close))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("The house can't be closed by what it calls meanwhile");
    assertThat(closed).hasValue(0);
    assertThat(gate.through(() -> 3)).isEqualTo(3);
  }

  @Test
  void waitsForWhoIsInsideAndHurriesThem() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch hurried = new CountDownLatch(1);
      Future<Integer> call =
          other.submit(
              () ->
                  gate.through(
                      () -> {
                        inside.countDown();
                        await(hurried);
                        return closed.get();
                      }));
      inside.await();

      gate.close(hurried::countDown, closed::incrementAndGet);

      assertThat(call.get()).isZero();
      assertThat(closed).hasValue(1);
    } finally {
      other.shutdown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
