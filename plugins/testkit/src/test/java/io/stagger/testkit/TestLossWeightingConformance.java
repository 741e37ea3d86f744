package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.LossWeighting;
import java.util.Arrays;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

final class TestLossWeightingConformance {
  @Test
  void passesASoundWeighting() {
    assertThat(failures(byLevel(level -> level < 0 ? 0 : 1.0 / (level + 1)))).isEmpty();
  }

  @Test
  void noticesWeightsThatAreNoNumbersOrNegative() {
    assertThat(failures(byLevel(level -> level < 0 ? 0 : 1.0 / level)))
        .contains("everyLevelWeighsSomething");
    assertThat(failures(byLevel(level -> level < 0 ? 0 : 500.0 - level)))
        .contains("weightsAreFiniteAndNotNegative", "everyLevelWeighsSomething");
  }

  @Test
  void noticesCleanTokensThatWeigh() {
    assertThat(failures(byLevel(level -> level + 2.0))).containsExactly("cleanTokensWeighNothing");
  }

  @Test
  void noticesWeightsThatAreNotWritten() {
    assertThat(failures((levels, schedule, parameterization, weights) -> weights[0] = 0))
        .contains("weightsAreFiniteAndNotNegative");
  }

  @Test
  void noticesWeightsThatFailWithoutASignal() {
    assertThat(
            failures(
                (levels, schedule, parameterization, weights) ->
                    Arrays.setAll(
                        weights,
                        i -> {
                          int level = levels.array()[i];
                          double snr = level < 0 ? 0 : schedule.snr(level);
                          return level < 0
                              ? 0
                              : snr * parameterization.cleanErrorPerOutputError(snr);
                        })))
        .containsExactly("weightsAreFiniteWithoutASignal");
  }

  @Test
  void noticesThatTheBatchIsNormalized() {
    assertThat(
            failures(
                (levels, schedule, parameterization, weights) -> {
                  byLevel(level -> level + 1.0).weigh(levels, schedule, parameterization, weights);
                  double sum = Math.max(1, Arrays.stream(weights).sum());
                  Arrays.setAll(weights, i -> weights[i] / sum);
                }))
        .containsExactly("sequencesAreWeighedApart");
  }

  private static LossWeighting byLevel(IntToDoubleFunction weight) {
    return (levels, schedule, parameterization, weights) ->
        Arrays.setAll(weights, i -> weight.applyAsDouble(levels.array()[i]));
  }

  private static Set<String> failures(LossWeighting weighting) {
    return KitFailures.of(LossWeightingConformance.class, () -> weighting);
  }
}
