package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.engine.GuidanceObjective;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link GuidanceObjective} promises. */
public interface GuidanceObjectiveConformance {
  /** An objective to check; asked for at each test. */
  GuidanceObjective guidanceObjective();

  /** How many numbers a token that it scores has. */
  int tokenWidth();

  /** How many tokens a sequence has; enough for the objective to score something. */
  default int tokens() {
    return 5;
  }

  /** How many of them are known. */
  default int knownTokens() {
    return 1;
  }

  /**
   * The standard deviation of the random predictions; such that the objective has a slope there.
   */
  default double spread() {
    return 1;
  }

  /**
   * The greatest error of the gradient, relative to the greatest slope of the sequence: 1e-6 for an
   * objective that computes in double precision, more for one in single precision.
   */
  default double tolerance() {
    return 1e-4;
  }

  /** The gradient is the slope of the value, by finite differences, and not 0 throughout. */
  @Test
  default void gradientIsTheSlopeOfTheValue() {
    for (long seed = 0; seed < 5; seed++) {
      List<Tokens> known = random(2, seed);
      float[] clean = predictions(2, seed);
      Scores scores = score(known, clean);
      for (int sequence = 0; sequence < 2; sequence++) {
        float[] gradient = scores.gradient(sequence);
        double greatest = 0;
        for (float slope : gradient) {
          greatest = Math.max(greatest, Math.abs(slope));
        }
        assertThat(greatest).as("the greatest slope of sequence %d", sequence).isPositive();
        for (int i = 0; i < gradient.length; i++) {
          int at = sequence * gradient.length + i;
          double wide = slope(known, clean, sequence, at, 0x1p-12f);
          double narrow = slope(known, clean, sequence, at, 0x1p-13f);
          // Richardson's extrapolation, in which the second derivative's error cancels.
          assertThat((4 * narrow - wide) / 3)
              .as("slope of sequence %d along number %d", sequence, i)
              .isCloseTo(gradient[i], within(tolerance() * greatest));
        }
      }
    }
  }

  private double slope(List<Tokens> known, float[] clean, int sequence, int at, float step) {
    float[] up = clean.clone();
    float[] down = clean.clone();
    up[at] += step;
    down[at] -= step;
    return (score(known, up).values[sequence] - score(known, down).values[sequence]) / (2.0 * step);
  }

  /** Value and gradient of a sequence don't depend on the others or on their order. */
  @Test
  default void sequencesAreScoredByThemselves() {
    int batch = 4;
    int size = tokens() * tokenWidth();
    List<Tokens> known = random(batch, 7);
    float[] clean = predictions(batch, 7);
    Scores together = score(known, clean);
    for (int sequence = 0; sequence < batch; sequence++) {
      Scores alone =
          score(
              known.subList(sequence, sequence + 1),
              Arrays.copyOfRange(clean, sequence * size, (sequence + 1) * size));
      together.assertSame(sequence, alone, 0);
    }
    List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3));
    Collections.rotate(order, 1);
    float[] rotated = new float[clean.length];
    for (int i = 0; i < batch; i++) {
      System.arraycopy(clean, order.get(i) * size, rotated, i * size, size);
    }
    Scores after = score(order.stream().map(known::get).toList(), rotated);
    for (int i = 0; i < batch; i++) {
      together.assertSame(order.get(i), after, i);
    }
  }

  /** Value and gradient are finite at 0, at great numbers, and where tokens equal known ones. */
  @Test
  default void scoresAreFinite() {
    int size = tokens() * tokenWidth();
    float[] zeros = new float[2 * size];
    float[] great = new float[2 * size];
    for (int i = 0; i < great.length; i++) {
      great[i] = i % 3 == 0 ? 1e4f : -1e4f;
    }
    List<Tokens> known = random(2, 3);
    float[] same = new float[2 * size];
    known.get(0).values().get(same, 0, size);
    known.get(1).values().get(same, size, size);
    for (float[] clean : List.of(zeros, great, same)) {
      Scores scores = score(known, clean);
      for (double value : scores.values) {
        assertThat(value).as("a score").isFinite();
      }
      for (float slope : scores.gradient) {
        assertThat(slope).as("a slope").isFinite();
      }
    }
  }

  /** Scoring the same again gives the same, wherever the buffers begin. */
  @Test
  default void scoringIsRepeatable() {
    List<Tokens> known = random(2, 11);
    float[] clean = predictions(2, 11);
    Scores once = score(known, clean);
    Scores again = score(known, clean);
    assertThat(again.values).isEqualTo(once.values);
    assertThat(again.gradient).isEqualTo(once.gradient);
    float[] shifted = new float[clean.length + 3];
    float[] gradient = new float[clean.length + 5];
    System.arraycopy(clean, 0, shifted, 3, clean.length);
    double[] values = new double[2];
    guidanceObjective()
        .forSequences(known, knownTokens())
        .evaluate(
            FloatBuffer.wrap(shifted).position(3).asReadOnlyBuffer(),
            2,
            tokens(),
            0,
            values,
            FloatBuffer.wrap(gradient).position(5));
    assertThat(values).isEqualTo(once.values);
    assertThat(Arrays.copyOfRange(gradient, 5, gradient.length)).isEqualTo(once.gradient);
  }

  /**
   * Values and gradients of a batch.
   *
   * @param values [batch]
   * @param gradient [batch, time, token width]
   */
  record Scores(double[] values, float[] gradient) {
    float[] gradient(int sequence) {
      int size = gradient.length / values.length;
      return Arrays.copyOfRange(gradient, sequence * size, (sequence + 1) * size);
    }

    void assertSame(int sequence, Scores other, int otherSequence) {
      assertThat(other.values[otherSequence])
          .as("value of sequence %d in another batch", sequence)
          .isEqualTo(values[sequence]);
      assertThat(other.gradient(otherSequence))
          .as("gradient of sequence %d in another batch", sequence)
          .isEqualTo(gradient(sequence));
    }

    @Override
    public boolean equals(Object object) {
      return object instanceof Scores that
          && Arrays.equals(that.values, values)
          && Arrays.equals(that.gradient, gradient);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(values) + Arrays.hashCode(gradient);
    }

    @Override
    public String toString() {
      return "values " + Arrays.toString(values);
    }
  }

  private Scores score(List<Tokens> known, float[] clean) {
    int batch = known.size();
    double[] values = new double[batch];
    float[] gradient = new float[clean.length];
    guidanceObjective()
        .forSequences(known, knownTokens())
        .evaluate(
            FloatBuffer.wrap(clean).asReadOnlyBuffer(),
            batch,
            tokens(),
            0,
            values,
            FloatBuffer.wrap(gradient));
    return new Scores(values, gradient);
  }

  private List<Tokens> random(int batch, long seed) {
    List<Tokens> sequences = new ArrayList<>();
    for (int sequence = 0; sequence < batch; sequence++) {
      sequences.add(
          Tokens.ofReal(
              TokenSpec.vector(tokenWidth(), 0),
              numbers(tokens() * tokenWidth(), 1000 + 31 * seed + sequence),
              new float[0]));
    }
    return sequences;
  }

  private float[] predictions(int batch, long seed) {
    return numbers(batch * tokens() * tokenWidth(), seed);
  }

  /** Random numbers to which the steps of the differences can be added without rounding. */
  private float[] numbers(int count, long seed) {
    Random random = new Random(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = Math.round(spread() * random.nextGaussian() * 0x1p13) * 0x1p-13f;
    }
    return numbers;
  }
}
