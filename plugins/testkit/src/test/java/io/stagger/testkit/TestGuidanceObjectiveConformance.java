package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.Tokens;
import io.stagger.api.engine.GuidanceObjective;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

final class TestGuidanceObjectiveConformance {
  private static final int WIDTH = 3;

  @Test
  void passesSoundObjectives() {
    assertThat(failures(sum(x -> -x * x, x -> -2 * x))).isEmpty();
    assertThat(failures(sum(Math::sin, Math::cos))).isEmpty();
  }

  @Test
  void noticesAGradientOfAnotherFunction() {
    assertThat(failures(sum(x -> -x * x, x -> 2 * x))).contains("gradientIsTheSlopeOfTheValue");
    assertThat(failures(sum(x -> -x * x, x -> -2.001 * x)))
        .containsExactly("gradientIsTheSlopeOfTheValue");
    assertThat(failures(sum(x -> -x * x, x -> 0))).contains("gradientIsTheSlopeOfTheValue");
  }

  @Test
  void noticesAMeanOverTheBatch() {
    assertThat(
            failures(
                (clean, batch, time, firstPosition, values, gradient) -> {
                  sum(x -> -x * x / batch, x -> -2 * x / batch)
                      .evaluate(clean, batch, time, firstPosition, values, gradient);
                }))
        .containsExactly("sequencesAreScoredByThemselves");
  }

  @Test
  void noticesWhatDependsOnThePlaceInTheBatch() {
    assertThat(
            failures(
                (clean, batch, time, firstPosition, values, gradient) -> {
                  int size = time * WIDTH;
                  for (int i = 0; i < batch * size; i++) {
                    double x = clean.get(clean.position() + i);
                    int weight = 1 + i / size;
                    values[i / size] += weight * x;
                    gradient.put(gradient.position() + i, weight);
                  }
                }))
        .containsExactly("sequencesAreScoredByThemselves");
  }

  @Test
  void noticesADivisionByZero() {
    assertThat(failures(sum(x -> -Math.abs(x), x -> -x / Math.abs(x))))
        .containsExactly("scoresAreFinite");
  }

  @Test
  void noticesAnOverflow() {
    assertThat(failures(sum(x -> Math.log(Math.cosh(x)), Math::tanh)))
        .containsExactly("scoresAreFinite");
  }

  @Test
  void noticesADivisionByZeroAtKnownTokens() {
    assertThat(
            failures(
                new GuidanceObjective() {
                  @Override
                  public GuidanceObjective forSequences(List<Tokens> sequences, int known) {
                    return (clean, batch, time, firstPosition, values, gradient) -> {
                      int size = time * WIDTH;
                      for (int i = 0; i < batch * size; i++) {
                        double x =
                            clean.get(clean.position() + i)
                                - sequences.get(i / size).values().get(i % size);
                        values[i / size] -= Math.abs(x);
                        gradient.put(gradient.position() + i, (float) (-x / Math.abs(x)));
                      }
                    };
                  }

                  @Override
                  public void evaluate(
                      FloatBuffer clean,
                      int batch,
                      int time,
                      int firstPosition,
                      double[] values,
                      FloatBuffer gradient) {
                    throw new AssertionError("The objective of the batch is asked.");
                  }
                }))
        .containsExactly("scoresAreFinite");
  }

  @Test
  void noticesBuffersReadFromTheirBeginning() {
    assertThat(
            failures(
                (clean, batch, time, firstPosition, values, gradient) -> {
                  int size = time * WIDTH;
                  for (int i = 0; i < batch * size; i++) {
                    values[i / size] += clean.get(i);
                    gradient.put(i, 1);
                  }
                }))
        .containsExactly("scoringIsRepeatable");
  }

  @Test
  void noticesWhatRemembersEarlierScores() {
    int[] calls = {0};
    assertThat(
            failures(
                (clean, batch, time, firstPosition, values, gradient) -> {
                  double slope = ++calls[0];
                  sum(x -> slope * x, x -> slope)
                      .evaluate(clean, batch, time, firstPosition, values, gradient);
                }))
        .contains("scoringIsRepeatable");
  }

  /** The sum over a sequence of a function of each number. */
  private static GuidanceObjective sum(DoubleUnaryOperator value, DoubleUnaryOperator slope) {
    return (clean, batch, time, firstPosition, values, gradient) -> {
      int size = time * WIDTH;
      for (int i = 0; i < batch * size; i++) {
        double x = clean.get(clean.position() + i);
        values[i / size] += value.applyAsDouble(x);
        gradient.put(gradient.position() + i, (float) slope.applyAsDouble(x));
      }
    };
  }

  private static Set<String> failures(GuidanceObjective objective) {
    return KitFailures.of(
        GuidanceObjectiveConformance.class,
        new GuidanceObjectiveConformance() {
          @Override
          public GuidanceObjective guidanceObjective() {
            return objective;
          }

          @Override
          public int tokenWidth() {
            return WIDTH;
          }
        });
  }
}
