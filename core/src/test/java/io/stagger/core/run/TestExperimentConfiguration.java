package io.stagger.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.SamplingLevels;
import io.stagger.api.engine.StatePart;
import io.stagger.core.config.RecordBinder;
import io.stagger.core.config.Settings;
import io.stagger.core.config.SettingsLoader;
import io.stagger.core.rollout.RolloutConfiguration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TestExperimentConfiguration {
  private final ExperimentConfiguration defaults =
      new RecordBinder().bind(ExperimentConfiguration.class, Settings.empty());

  @Test
  void hasTheseDefaults() {
    assertThat(defaults.name()).isEqualTo("experiment");
    assertThat(defaults.seed()).isZero();
    assertThat(defaults.listeners()).isEmpty();
    assertThat(defaults.diffusion().noiseClip()).isEqualTo(20);
  }

  @Test
  void hasTheseDefaultsOfSampling() {
    SamplingConfiguration sampling = defaults.sampling();

    assertThat(sampling.steps()).isEqualTo(50);
    assertThat(sampling.stabilizationLevel()).isEqualTo(9);
    assertThat(sampling.stabilizationNoise()).isFalse();
    assertThat(sampling.cleanClip()).isEqualTo(Optional.empty());
    assertThat(sampling.rounding()).isEqualTo(SamplingLevels.Rounding.TRUNCATE);
    assertThat(sampling.weights().part()).isEqualTo(StatePart.AVERAGE);
    assertThat(sampling.batchSize()).isEqualTo(256);
    assertThat(sampling.window()).isEmpty();
    assertThat(sampling.guidance()).isEmpty();
    assertThat(sampling.guidanceLevel()).isEqualTo(GuidanceLevel.CURRENT);
    assertThat(sampling.monteCarlo()).isEqualTo(new MonteCarloConfiguration(1, FutureRule.FUTURE));
    assertThat(sampling.rollout()).isEqualTo(RolloutConfiguration.DEFAULT);
  }

  @Test
  void hasTheseDefaultsOfEvaluation() {
    EvaluationConfiguration evaluation = defaults.evaluation();

    assertThat(evaluation.samples()).isEqualTo(100);
    assertThat(evaluation.windows()).isEmpty();
    assertThat(evaluation.ways()).isEmpty();
    assertThat(evaluation.metrics()).isEmpty();
    assertThat(evaluation.baselines()).isEmpty();
    assertThat(evaluation.renderers()).isEmpty();
    assertThat(evaluation.environment()).isEmpty();
    assertThat(evaluation.trials()).isEmpty();
  }

  @Test
  void hasTheseDefaultsOfComparing() {
    CompareConfiguration compare = defaults.compare();

    assertThat(compare.seeds()).isEqualTo(3);
    assertThat(compare.length()).isEqualTo(2000);
    assertThat(compare.sequences()).isEqualTo(16);
    assertThat(compare.futures()).isEqualTo(1);
    assertThat(compare.context()).isEmpty();
    assertThat(compare.context(32)).isEqualTo(16);
    assertThat(compare.window()).isEqualTo(4);
    assertThat(compare.spectrumWindow()).isEmpty();
    assertThat(compare.spectrumWindow(24)).isEqualTo(24);
    assertThat(compare.spectrumWindow(64)).isEqualTo(32);
    assertThat(compare.regimes()).isEmpty();
    assertThat(compare.regimesOrUsual())
        .extracting(RegimeConfiguration::name)
        .containsExactly("diffusion-forcing", "teacher-forcing", "full-sequence");
  }

  @Test
  void refusesRegimesThatCannotBeTold() {
    assertRefused("{name: a/b}", "The regime's name is 'a/b', but it names a folder");
    assertRefused(
        "{name: a, set: ['data.file=x']}",
        "The regime 'a' sets 'data.file=x', but all regimes of a comparison share seed, data");
    assertRefused("{name: a}, {name: a}", "Two regimes have the name 'a'");
  }

  @Test
  void refusesGroupsOfFuturesThatDoNotComeOutEven() {
    assertThatThrownBy(() -> bind(List.of("compare.sequences=6", "compare.futures=4")))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("6 roll-outs can't be divided into groups of 4 futures");
  }

  private static void assertRefused(String regimes, String sentence) {
    assertThatThrownBy(() -> bind(List.of("compare.regimes=[" + regimes + "]")))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining(sentence);
  }

  private static ExperimentConfiguration bind(List<String> assignments) {
    return new RecordBinder()
        .bind(ExperimentConfiguration.class, new SettingsLoader(Map.of()).load(assignments));
  }

  @Test
  void leavesEverySelectionToTheHighestRanking() {
    assertThat(defaults.data().name()).isEmpty();
    assertThat(defaults.tokenizer().name()).isEmpty();
    assertThat(defaults.engine().name()).isEmpty();
    assertThat(defaults.backbone().name()).isEmpty();
    assertThat(defaults.diffusion().schedule().name()).isEmpty();
    assertThat(defaults.diffusion().parameterization().name()).isEmpty();
    assertThat(defaults.diffusion().levels().name()).isEmpty();
    assertThat(defaults.diffusion().weighting().name()).isEmpty();
    assertThat(defaults.sampling().solver().name()).isEmpty();
    assertThat(defaults.sampling().schedule().name()).isEmpty();
  }
}
