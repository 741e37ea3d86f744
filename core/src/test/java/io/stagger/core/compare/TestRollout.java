package io.stagger.core.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.data.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

final class TestRollout {
  private static final int CONTEXT = 3;
  private static final int LENGTH = 40;

  private final List<Long> progress = new ArrayList<>();

  /** Each look at it takes half a second. */
  private final LongSupplier clock =
      new LongSupplier() {
        private long now;

        @Override
        public long getAsLong() {
          return now += 500_000_000;
        }
      };

  /** A sample of six tokens that counts up from a value, in both numbers. */
  private static Tokens sample(float from) {
    float[] values = new float[12];
    for (int t = 0; t < 6; t++) {
      values[2 * t] = from + t;
      values[2 * t + 1] = from + t;
    }
    return Tokens.ofReal(TestingTokenStream.SPEC, values, new float[0]);
  }

  private Optional<Rollout> roll(TestingTokenStream stream, List<Tokens> begun) {
    return Rollout.roll(stream, begun, CONTEXT, LENGTH, progress::add, () -> false, clock);
  }

  @Test
  void beginsWithTheObservedTokensAndGoesOnToTheLength() {
    TestingTokenStream stream = new TestingTokenStream(LENGTH, 1, 0.5f);

    Rollout rollout = roll(stream, List.of(sample(1), sample(14))).orElseThrow();

    assertThat(stream.observed).isEqualTo(CONTEXT);
    assertThat(stream.pulls).containsExactly(16, 16, 5);
    assertThat(progress).containsExactly(16L, 32L, 37L);
    float[] first = rollout.sequences().get(0);
    assertThat(first).hasSize(2 * LENGTH).startsWith(1, 1, 2, 2, 3, 3, 3, 3).endsWith(3, 3);
    assertThat(rollout.sequences().get(1)).startsWith(14, 14, 15, 15, 16, 16, 8, 8, 4, 4);
    assertThat(rollout.divergedAt()).isZero();
    assertThat(rollout.divergedSequences()).isZero();
  }

  @Test
  void saysWhereItIsNoLongerFinite() {
    List<Tokens> begun = List.of(sample(-1), sample(-1), sample(-1));
    TestingTokenStream stream = new TestingTokenStream(9999, 1, 2, 1024);

    Rollout rollout =
        Rollout.roll(stream, begun, CONTEXT, 300, progress::add, () -> false, clock).orElseThrow();

    // 1024^13 is the first of its powers beyond the greatest float.
    assertThat(rollout.divergedAt()).isEqualTo(CONTEXT + 13);
    assertThat(rollout.divergedSequences()).isEqualTo(2);
    assertThat(rollout.sequences().get(0)).endsWith(1, 1);
  }

  @Test
  void endsWhenNothingIsFiniteAnyMore() {
    TestingTokenStream stream = new TestingTokenStream(LENGTH, 1024, Float.NaN);

    Rollout rollout = roll(stream, List.of(sample(-1), sample(-1))).orElseThrow();

    assertThat(stream.pulls).containsExactly(16);
    assertThat(rollout.divergedAt()).isEqualTo(CONTEXT + 1);
    assertThat(rollout.divergedSequences()).isEqualTo(2);
    assertThat(rollout.sequences().get(0)).endsWith(Float.NaN);
  }

  @Test
  void countsTokensASecondWhileTheyArePulledAlone() {
    // 37 of two sequences in three pulls, each of half a second.
    assertThat(
            roll(new TestingTokenStream(LENGTH, 1, 1), List.of(sample(1), sample(2)))
                .orElseThrow()
                .tokensPerSecond())
        .isCloseTo(2 * 37 / 1.5, within(1e-9));
    // What is not generated because nothing is finite any more doesn't count.
    assertThat(
            roll(new TestingTokenStream(LENGTH, Float.NaN), List.of(sample(1)))
                .orElseThrow()
                .tokensPerSecond())
        .isCloseTo(16 / 0.5, within(1e-9));
  }

  @Test
  void comesToNothingWhenItIsCancelledOrStopped() {
    List<Tokens> begun = List.of(sample(1), sample(1));

    assertThat(roll(new TestingTokenStream(30, 1, 1), begun)).isEmpty();
    assertThat(progress).containsExactly(16L);

    TestingTokenStream stream = new TestingTokenStream(LENGTH, 1, 1);
    assertThat(
            Rollout.roll(
                stream, begun, CONTEXT, LENGTH, progress::add, () -> progress.size() == 3, clock))
        .isEmpty();
    assertThat(stream.pulls).containsExactly(16, 16);
  }

  @Test
  void comparesTheMeanOfFuturesWithTheTruth() {
    Tokens sample = sample(1);
    Rollout rollout =
        roll(
                new TestingTokenStream(LENGTH, 1, 2, 1, 1),
                List.of(sample, sample, sample(0), sample(0)))
            .orElseThrow();

    List<TokenError> errors =
        rollout.errors(List.of(sample, sample, sample(0), sample(0)), CONTEXT, 2);

    assertThat(errors).extracting(TokenError::token).containsExactly(4, 5, 6);
    // Means are 4.5, 7.5, 13.5 of the first and 2, 2, 2 of the second, whose truth is 3, 4, 5.
    assertThat(errors.get(0).meanAbsolute()).isCloseTo((0.5 + 1) / 2, within(1e-6));
    assertThat(errors.get(1).meanAbsolute()).isCloseTo((2.5 + 2) / 2, within(1e-6));
    assertThat(errors.get(2).rootMeanSquare())
        .isCloseTo(Math.sqrt((7.5 * 7.5 + 9) / 2), within(1e-6));
  }
}
