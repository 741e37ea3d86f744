package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Prediction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TestMetricConformance implements MetricConformance<float[]> {
  private final MetricConformance<float[]> sound =
      new Subject(Set.of(), Set.of("error"), Map.of("error", 1, "within_range", 0), 1);

  @Override
  public Metric<float[]> metric() {
    return sound.metric();
  }

  @Override
  public List<Prediction<float[]>> predictions() {
    return sound.predictions();
  }

  @Override
  public Map<String, Double> perfectScores() {
    return sound.perfectScores();
  }

  @Override
  public Set<String> lowerIsBetter() {
    return sound.lowerIsBetter();
  }

  @Override
  public Map<String, Integer> unitPowers() {
    return sound.unitPowers();
  }

  @Override
  public float[] scaled(float[] sample, double factor) {
    return sound.scaled(sample, factor);
  }

  @ParameterizedTest
  @EnumSource(TestingMetric.Defect.class)
  void noticesTheDefect(TestingMetric.Defect defect) {
    assertThat(
            failures(
                new Subject(
                    Set.of(defect), Set.of("error"), Map.of("error", 1, "within_range", 0), 1)))
        .contains(defect.noticedBy());
  }

  @Test
  void noticesAShareThatIsDeclaredAsLowerIsBetter() {
    assertThat(
            failures(
                new Subject(
                    Set.of(),
                    Set.of("error", "within_range"),
                    Map.of("error", 1, "within_range", 0),
                    1)))
        .containsExactly("perfectPredictionsScoreAsDeclared");
  }

  @Test
  void noticesAnErrorThatIsNotDeclaredAsLowerIsBetter() {
    assertThat(failures(new Subject(Set.of(), Set.of(), Map.of("error", 1, "within_range", 0), 1)))
        .containsExactly("perfectPredictionsScoreAsDeclared");
  }

  @Test
  void noticesAWrongDeclarationOfTheUnit() {
    assertThat(
            failures(
                new Subject(Set.of(), Set.of("error"), Map.of("error", 0, "within_range", 0), 1)))
        .containsExactly("scoresAreInTheDeclaredUnit");
    assertThat(failures(new Subject(Set.of(), Set.of("error"), Map.of("error", 1), 1)))
        .contains("scoresAreNamedByWords");
  }

  @Test
  void noticesAWrongDeclarationOfThePerfectScore() {
    assertThat(
            failures(
                new Subject(Set.of(), Set.of("error"), Map.of("error", 1, "within_range", 0), 0.9)))
        .containsExactly("perfectPredictionsScoreAsDeclared");
  }

  private static Set<String> failures(MetricConformance<float[]> subject) {
    return KitFailures.of(MetricConformance.class, subject);
  }

  private record Subject(
      Set<TestingMetric.Defect> defects,
      Set<String> lowerIsBetter,
      Map<String, Integer> unitPowers,
      double perfectShare)
      implements MetricConformance<float[]> {
    @Override
    public Metric<float[]> metric() {
      return new TestingMetric(defects);
    }

    /** One known number, then two to predict. */
    @Override
    public List<Prediction<float[]>> predictions() {
      return List.of(
          prediction(new float[] {9, 1, 2}, new float[] {9, 0, 1}, new float[] {9, 3, 1.5f}),
          prediction(new float[] {9, -1, 5}, new float[] {9, 4, 4}, new float[] {9, 3, 6}),
          prediction(new float[] {9, 0, 7}, new float[] {9, -3, 9}, new float[] {9, 1, 2}));
    }

    private static Prediction<float[]> prediction(float[] truth, float[]... samples) {
      return new Prediction<>(truth, List.of(samples), 1);
    }

    @Override
    public Map<String, Double> perfectScores() {
      Map<String, Double> scores = new LinkedHashMap<>();
      scores.put("error", 0.0);
      scores.put("within_range", perfectShare);
      return scores;
    }

    @Override
    public float[] scaled(float[] sample, double factor) {
      float[] scaled = sample.clone();
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] *= (float) factor;
      }
      return scaled;
    }
  }
}
