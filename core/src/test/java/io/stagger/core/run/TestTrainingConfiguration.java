package io.stagger.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagger.api.StaggerException;
import io.stagger.api.engine.OptimizerSettings;
import io.stagger.core.config.RecordBinder;
import io.stagger.core.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TestTrainingConfiguration {
  @Test
  void hasTheseDefaults() {
    assertThat(configuration(Map.of()))
        .isEqualTo(
            new TrainingConfiguration(
                10_000,
                Optional.empty(),
                32,
                1,
                1e-3,
                0,
                TrainingConfiguration.WarmupOrder.CORRECT,
                TrainingConfiguration.Decay.CONSTANT,
                0,
                OptimizerSettings.Method.ADAMW,
                0,
                0.9,
                0.999,
                1e-8,
                Optional.empty(),
                0.999,
                true,
                1000,
                3,
                0,
                20,
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void warmsUpFromASmallRateAtTheFirstStep() {
    TrainingConfiguration training = configuration(Map.of("learningRate", 5e-4, "warmupSteps", 4));

    assertRates(training, 1.25e-4, 2.5e-4, 3.75e-4, 5e-4, 5e-4);
  }

  @Test
  void warmsUpInTheOrderOfTheOriginalWhenAsked() {
    TrainingConfiguration training =
        configuration(Map.of("learningRate", 5e-4, "warmupSteps", 4, "warmupOrder", "original"));

    assertRates(training, 5e-4, 1.25e-4, 2.5e-4, 3.75e-4, 5e-4, 5e-4);
  }

  @ParameterizedTest
  @EnumSource(TrainingConfiguration.WarmupOrder.class)
  void warmsUpAtTheRatesOfTheAuthorsRun(TrainingConfiguration.WarmupOrder order)
      throws IOException {
    JsonNode golden;
    try (InputStream in = getClass().getResourceAsStream("/golden/adamw_warmup.json")) {
      golden = new ObjectMapper().readTree(in);
    }
    TrainingConfiguration training =
        configuration(
            Map.of(
                "learningRate",
                golden.get("base_lr").asDouble(),
                "warmupSteps",
                golden.get("warmup_steps").asInt(),
                "warmupOrder",
                order.name().toLowerCase(Locale.ROOT)));

    // Theirs is one step late: it takes its first step at the full rate and only then begins.
    int late =
        switch (order) {
          case CORRECT -> 1;
          case ORIGINAL -> 0;
        };
    JsonNode rows = golden.get("rows");
    assertThat(rows).hasSize(7);
    for (int step = 0; step + late < rows.size(); step++) {
      assertThat(training.learningRate(step, 100))
          .as("step %d", step)
          .isCloseTo(rows.get(step + late).get("lr_used").asDouble(), within(1e-15));
    }
  }

  @Test
  void decaysAlongACosineOrALineToTheFinalFraction() {
    Map<String, Object> common =
        Map.of("learningRate", 1.0, "warmupSteps", 20, "finalLearningRate", 0.1);
    TrainingConfiguration cosine = configuration(with(common, "decay", "cosine"));
    TrainingConfiguration linear = configuration(with(common, "decay", "linear"));

    assertThat(cosine.learningRate(20, 120)).isEqualTo(1.0);
    assertThat(cosine.learningRate(70, 120)).isCloseTo(0.55, within(1e-12));
    assertThat(cosine.learningRate(120, 120)).isCloseTo(0.1, within(1e-12));
    assertThat(cosine.learningRate(45, 120))
        .isCloseTo(0.1 + 0.9 * (1 + Math.sqrt(0.5)) / 2, within(1e-12));
    assertThat(linear.learningRate(45, 120)).isCloseTo(0.775, within(1e-12));
    assertThat(linear.learningRate(500, 120)).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void keepsLessOfTheAverageInEarlySteps() {
    TrainingConfiguration training = configuration(Map.of());

    assertThat(training.averageDecay(0)).isEqualTo(0.1);
    assertThat(training.averageDecay(90)).isEqualTo(0.91);
    assertThat(training.averageDecay(1_000_000)).isEqualTo(0.999);
    assertThat(configuration(Map.of("averageWarmup", false)).averageDecay(0)).isEqualTo(0.999);
  }

  @Test
  void countsAWholeNumberOfBatchesForEpochs() {
    assertThat(configuration(Map.of("epochs", 3)).totalSteps(100)).isEqualTo(10);
    assertThat(configuration(Map.of("epochs", 1)).totalSteps(32)).isEqualTo(1);
    assertThat(configuration(Map.of("steps", 7)).totalSteps(32)).isEqualTo(7);
    assertThat(configuration(Map.of("epochs", 3, "accumulate", 4)).totalSteps(100)).isEqualTo(3);
    assertThat(configuration(Map.of("epochs", 1, "accumulate", 2)).totalSteps(65)).isEqualTo(2);
    assertThat(configuration(Map.of("steps", 7, "accumulate", 2)).totalSteps(32)).isEqualTo(7);
  }

  @Test
  void countsTheSamplesOfAllBatchesOfAStep() {
    assertThat(configuration(Map.of("accumulate", 4)).samplesPerStep()).isEqualTo(128);
    assertThatThrownBy(() -> configuration(Map.of("accumulate", 0)))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("accumulate");
  }

  @Test
  void refusesEarlyStoppingWithoutEvaluations() {
    assertThatThrownBy(() -> configuration(Map.of("earlyStop", Map.of("metric", "mae"))))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("evaluateEvery must be at least 1, not 0");
  }

  private static void assertRates(TrainingConfiguration training, double... rates) {
    for (int step = 0; step < rates.length; step++) {
      assertThat(training.learningRate(step, 100)).as("step " + step).isEqualTo(rates[step]);
    }
  }

  private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
    Map<String, Object> result = new java.util.LinkedHashMap<>(map);
    result.put(key, value);
    return result;
  }

  private static TrainingConfiguration configuration(Map<String, ?> settings) {
    return new RecordBinder().bind(TrainingConfiguration.class, Settings.of(settings, "test"));
  }
}
