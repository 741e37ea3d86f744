package io.stagger.diffusion.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

/** What schedules promise for any shape; that a matrix is valid is held by its constructor. */
final class TestScheduleShapes {
  private static final int TRIES = 2000;
  private static final String SEED = "20240701";

  @Property(tries = TRIES, seed = SEED)
  void fullSequenceTakesEveryStepOnce(
      @ForAll @IntRange(min = 1, max = 40) int horizon,
      @ForAll @IntRange(min = 1, max = 60) int steps) {
    SchedulingMatrix matrix = takingEveryStep(new FullSequenceSchedule(), horizon, steps);
    assertThat(matrix.evaluations()).isEqualTo(steps);
    assertThat(pyramid(0).matrix(horizon, steps)).isEqualTo(matrix);
  }

  @Property(tries = TRIES, seed = SEED)
  void autoregressiveTakesStepsTimesHorizon(
      @ForAll @IntRange(min = 1, max = 40) int horizon,
      @ForAll @IntRange(min = 1, max = 60) int steps) {
    SchedulingMatrix matrix = takingEveryStep(new AutoregressiveSchedule(), horizon, steps);
    assertThat(matrix.evaluations()).isEqualTo(steps * horizon);
    assertThat(pyramid(steps).matrix(horizon, steps)).isEqualTo(matrix);
  }

  @Property(tries = TRIES, seed = SEED)
  void pyramidCostsWhatItSays(
      @ForAll @IntRange(min = 1, max = 40) int horizon,
      @ForAll @IntRange(min = 1, max = 60) int steps,
      @ForAll @DoubleRange(min = 0, max = 80) @Scale(4) double scale) {
    SchedulingMatrix matrix = takingEveryStep(pyramid(scale), horizon, steps);
    assertThat(matrix.evaluations()).isEqualTo(steps + lag(horizon, steps, scale));
  }

  @Property(tries = TRIES, seed = SEED)
  void trapezoidIsSymmetricAndEndsClean(
      @ForAll @IntRange(min = 1, max = 40) int horizon,
      @ForAll @IntRange(min = 1, max = 60) int steps,
      @ForAll @DoubleRange(min = 0, max = 80) @Scale(4) double scale) {
    SchedulingMatrix matrix =
        takingEveryStep(new TrapezoidSchedule(new TrapezoidSettings(scale)), horizon, steps);
    assertThat(matrix.evaluations()).isEqualTo(steps + lag((horizon + 1) / 2, steps, scale));
    for (int row = 0; row < matrix.rows(); row++) {
      for (int token = 0; token < horizon; token++) {
        int mirrored = horizon - 1 - token;
        if (matrix.level(row, token) != matrix.level(row, mirrored)) {
          throw new AssertionError("Row %d of %s is not symmetric.".formatted(row, matrix));
        }
        if (token > 0
            && token <= mirrored
            && matrix.level(row, token) < matrix.level(row, token - 1)) {
          throw new AssertionError("Row %d of %s falls inwards.".formatted(row, matrix));
        }
      }
    }
  }

  @Property(tries = TRIES, seed = SEED)
  void chunksFollowEachOtherAndTheRemainderIsSmaller(
      @ForAll @IntRange(min = 1, max = 40) int horizon,
      @ForAll @IntRange(min = 1, max = 60) int steps,
      @ForAll @IntRange(min = 1, max = 50) int chunk,
      @ForAll @DoubleRange(min = 0, max = 80) @Scale(4) double scale) {
    SchedulingMatrix matrix = takingEveryStep(chunked(chunk, scale), horizon, steps);
    int[][] expected = new int[matrix.rows()][horizon];
    int evaluations = 0;
    for (int first = 0; first < horizon; first += chunk) {
      int end = Math.min(first + chunk, horizon);
      // The block is noise until those before are clean, and inside it is a pyramid.
      SchedulingMatrix block = pyramid(scale).matrix(end - first, steps);
      for (int row = 0; row < matrix.rows(); row++) {
        int blockRow = Math.max(0, Math.min(block.evaluations(), row - evaluations));
        for (int token = first; token < end; token++) {
          expected[row][token] = block.level(blockRow, token - first);
        }
      }
      evaluations += block.evaluations();
    }
    assertThat(matrix.evaluations()).isEqualTo(evaluations);
    assertThat(matrix).isEqualTo(SchedulingMatrix.of(steps, expected));
  }

  @Property(tries = TRIES, seed = SEED)
  void chunksAreThePyramidOrAutoregressiveAtTheEnds(
      @ForAll @IntRange(min = 1, max = 40) int horizon,
      @ForAll @IntRange(min = 1, max = 60) int steps,
      @ForAll @IntRange(min = 0, max = 10) int more,
      @ForAll @DoubleRange(min = 0, max = 80) @Scale(4) double scale) {
    assertThat(chunked(horizon + more, scale).matrix(horizon, steps))
        .isEqualTo(pyramid(scale).matrix(horizon, steps));
    assertThat(chunked(Integer.MAX_VALUE, scale).matrix(horizon, steps))
        .isEqualTo(pyramid(scale).matrix(horizon, steps));
    assertThat(chunked(1, scale).matrix(horizon, steps))
        .isEqualTo(new AutoregressiveSchedule().matrix(horizon, steps));
  }

  @Property(tries = TRIES, seed = SEED)
  void rollingUpdatesATokenAsOftenAsTheWindowIsLong(
      @ForAll @IntRange(min = 1, max = 40) int horizon,
      @ForAll @IntRange(min = 1, max = 60) int steps,
      @ForAll @IntRange(min = 0, max = 59) int draw) {
    int window = 1 + draw % steps;
    SchedulingMatrix matrix =
        new RollingSchedule(new RollingSettings(Optional.of(window))).matrix(horizon, steps);
    assertThat(matrix.horizon()).isEqualTo(horizon);
    assertThat(matrix.steps()).isEqualTo(steps);
    assertThat(matrix.evaluations()).isEqualTo(horizon - 1 + window);
    assertThat(matrix.tokenUpdates()).isEqualTo((long) horizon * window);
    for (int token = 0; token < horizon; token++) {
      assertThat(matrix.level(token, token)).isEqualTo(steps);
      assertThat(matrix.level(token + window, token)).isZero();
      for (int row = token + 1; row <= token + window; row++) {
        int taken = matrix.level(row - 1, token) - matrix.level(row, token);
        if (taken < steps / window || taken > (steps + window - 1) / window) {
          throw new AssertionError("Token %d takes %d levels at once.".formatted(token, taken));
        }
      }
    }
    if (window == steps) {
      assertThat(matrix).isEqualTo(pyramid(1).matrix(horizon, steps));
    }
  }

  @Property(tries = TRIES, seed = SEED)
  void rollingWithAsManyTokensAsStepsIsThePyramid(
      @ForAll @IntRange(min = 1, max = 40) int horizon,
      @ForAll @IntRange(min = 1, max = 60) int steps) {
    SchedulingMatrix pyramid = pyramid(1).matrix(horizon, steps);
    for (Optional<Integer> window : List.of(Optional.of(steps), Optional.<Integer>empty())) {
      assertThat(new RollingSchedule(new RollingSettings(window)).matrix(horizon, steps))
          .isEqualTo(pyramid);
    }
  }

  @Property(tries = TRIES, seed = SEED)
  void keyframesAreCleanBeforeAnythingBetweenStarts(
      @ForAll @IntRange(min = 1, max = 40) int horizon,
      @ForAll @IntRange(min = 1, max = 60) int steps,
      @ForAll @IntRange(min = 1, max = 50) int stride,
      @ForAll @DoubleRange(min = 0, max = 80) @Scale(4) double scale) {
    SchedulingMatrix matrix = takingEveryStep(keyframes(stride, scale), horizon, steps);
    int keyframes = 0;
    for (int token = 0; token < horizon; token++) {
      keyframes += isKeyframe(token, stride, horizon) ? 1 : 0;
    }
    SchedulingMatrix outline = pyramid(scale).matrix(keyframes, steps);
    int between = keyframes < horizon ? steps : 0;
    assertThat(matrix.evaluations()).isEqualTo(outline.evaluations() + between);
    int[][] expected = new int[matrix.rows()][horizon];
    for (int row = 0; row < matrix.rows(); row++) {
      int outlineRow = Math.min(row, outline.evaluations());
      int filled = Math.max(0, row - outline.evaluations());
      int keyframe = 0;
      for (int token = 0; token < horizon; token++) {
        expected[row][token] =
            isKeyframe(token, stride, horizon)
                ? outline.level(outlineRow, keyframe++)
                : steps - filled;
      }
    }
    assertThat(matrix).isEqualTo(SchedulingMatrix.of(steps, expected));
  }

  @Property(tries = TRIES, seed = SEED)
  void keyframesAtEveryTokenAreThePyramid(
      @ForAll @IntRange(min = 1, max = 40) int horizon,
      @ForAll @IntRange(min = 1, max = 60) int steps,
      @ForAll @DoubleRange(min = 0, max = 80) @Scale(4) double scale) {
    assertThat(keyframes(1, scale).matrix(horizon, steps))
        .isEqualTo(pyramid(scale).matrix(horizon, steps));
  }

  private static boolean isKeyframe(int token, int stride, int horizon) {
    return token % stride == 0 || token == horizon - 1;
  }

  /** The matrix, in which every token takes each of its steps once. */
  private static SchedulingMatrix takingEveryStep(
      SamplingSchedule schedule, int horizon, int steps) {
    SchedulingMatrix matrix = schedule.matrix(horizon, steps);
    assertThat(matrix.horizon()).isEqualTo(horizon);
    assertThat(matrix.steps()).isEqualTo(steps);
    for (int row = 1; row < matrix.rows(); row++) {
      for (int token = 0; token < horizon; token++) {
        int taken = matrix.level(row - 1, token) - matrix.level(row, token);
        if (taken != 0 && taken != 1) {
          throw new AssertionError("Token %d takes %d steps at once.".formatted(token, taken));
        }
      }
    }
    assertThat(matrix.tokenUpdates()).isEqualTo((long) horizon * steps);
    return matrix;
  }

  /** {@code floor((count - 1) u)}, where a token waits for the one before it at most S rows. */
  private static int lag(int count, int steps, double scale) {
    int lag = 0;
    for (int t = 1; t < count; t++) {
      int wait = (int) Math.floor(t * scale) - (int) Math.floor((t - 1) * scale);
      lag += Math.min(wait, steps);
    }
    if (scale <= steps) {
      assertThat(lag).isBetween((int) ((count - 1) * scale) - 1, (int) ((count - 1) * scale));
    }
    return lag;
  }

  private static SamplingSchedule pyramid(double scale) {
    return new PyramidSchedule(new PyramidSettings(scale));
  }

  private static SamplingSchedule chunked(int chunk, double scale) {
    return new ChunkedSchedule(new ChunkedSettings(chunk, scale));
  }

  private static SamplingSchedule keyframes(int stride, double scale) {
    return new KeyframesSchedule(new KeyframesSettings(stride, scale));
  }
}
