package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Prediction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Metric} promises.
 *
 * <p>The subject says what it knows of each score: what a perfect prediction gets, whether lower is
 * better, and how it goes with the samples' unit. All of it is checked both ways, so a score that
 * is not declared as lower-is-better must not be.
 *
 * @param <S> a sample
 */
public interface MetricConformance<S> {
  /** The metric to check; asked for at each test. */
  Metric<S> metric();

  /**
   * At least three predictions of at least two samples each, no two alike, none of them perfect in
   * any score.
   */
  List<Prediction<S>> predictions();

  /**
   * The scores, in order, of predictions whose samples all equal the truth of {@link
   * #predictions()}.
   */
  Map<String, Double> perfectScores();

  /** The scores of which lower is better; all of them, unless overridden. */
  default Set<String> lowerIsBetter() {
    return perfectScores().keySet();
  }

  /**
   * How each score goes with the unit of the samples: 1 for metres where samples are in metres, 2
   * for their square, 0 for a share or a ratio.
   */
  Map<String, Integer> unitPowers();

  /**
   * A sample in another unit: with each number that was measured times a factor.
   *
   * @param factor a power of 2, so that nothing is rounded
   */
  S scaled(S sample, double factor);

  /** Names are lower-case words, the same ones in the same order whatever is predicted. */
  @Test
  default void scoresAreNamedByWords() {
    List<String> names = List.copyOf(perfectScores().keySet());
    assertThat(names)
        .as("names")
        .isNotEmpty()
        .allMatch(name -> name.matches("[a-z0-9]+(_[a-z0-9]+)*"));
    for (Prediction<S> prediction : predictions()) {
      assertThat(prediction.truth()).as("truth").isInstanceOf(metric().sampleType());
      assertThat(List.copyOf(scores(List.of(prediction)).keySet()))
          .as("names for one prediction")
          .isEqualTo(names);
    }
    assertThat(List.copyOf(scores(predictions()).keySet())).as("names for all").isEqualTo(names);
    assertThat(unitPowers().keySet()).as("scores whose unit is declared").hasSameElementsAs(names);
  }

  /** Scores are finite numbers. */
  @Test
  default void scoresAreFinite() {
    scores(predictions()).forEach((name, score) -> assertThat(score).as(name).isFinite());
  }

  /** A perfect prediction scores as declared, and is the best where lower is better. */
  @Test
  default void perfectPredictionsScoreAsDeclared() {
    List<Prediction<S>> perfect = new ArrayList<>();
    for (Prediction<S> prediction : predictions()) {
      perfect.add(
          new Prediction<>(
              prediction.truth(),
              Collections.nCopies(prediction.samples().size(), prediction.truth()),
              prediction.knownLength()));
    }
    assertScoresEqual(scores(perfect), perfectScores(), "a perfect prediction");
    scores(predictions())
        .forEach(
            (name, score) -> {
              double best = perfectScores().get(name);
              if (lowerIsBetter().contains(name)) {
                assertThat(score).as("%s, of which lower is better", name).isGreaterThan(best);
              } else {
                assertThat(score)
                    .as("%s, of which lower is not declared to be better", name)
                    .isLessThan(best);
              }
            });
  }

  /** The same predictions score the same to the last bit, whatever another scorer is doing. */
  @Test
  default void scoringIsRepeatable() {
    Metric<S> metric = metric();
    List<Prediction<S>> predictions = predictions();
    Map<String, Double> expected = scores(predictions);
    Metric.Scorer<S> other = metric.scorer();
    Metric.Scorer<S> scorer = metric.scorer();
    for (Prediction<S> prediction : predictions) {
      other.add(predictions.get(0));
      scorer.add(prediction);
    }
    assertThat(scorer.scores()).as("scores beside another scorer").isEqualTo(expected);
    assertThat(scorer.scores()).as("scores asked for again").isEqualTo(expected);
    assertThat(scores(predictions())).as("scores by another metric").isEqualTo(expected);
  }

  /** Scores are those of everything added, also of what is added after they were asked for. */
  @Test
  default void scoresAreThoseOfEverythingAdded() {
    List<Prediction<S>> predictions = predictions();
    Metric.Scorer<S> scorer = metric().scorer();
    for (int count = 1; count <= predictions.size(); count++) {
      scorer.add(predictions.get(count - 1));
      assertScoresEqual(
          scorer.scores(), scores(predictions.subList(0, count)), count + " predictions");
    }
    assertThat(scores(predictions))
        .as("scores of all, beside those of the first")
        .isNotEqualTo(scores(predictions.subList(0, 1)));
  }

  /** The order of predictions does not matter. */
  @Test
  default void theOrderOfPredictionsDoesNotMatter() {
    List<Prediction<S>> reversed = new ArrayList<>(predictions());
    Collections.reverse(reversed);
    assertScoresEqual(scores(reversed), scores(predictions()), "predictions in reversed order");
  }

  /** The order of a prediction's samples does not matter. */
  @Test
  default void theOrderOfSamplesDoesNotMatter() {
    assertScoresEqual(
        scores(
            predictions().stream()
                .map(
                    prediction -> {
                      List<S> samples = new ArrayList<>(prediction.samples());
                      Collections.reverse(samples);
                      return new Prediction<>(
                          prediction.truth(), samples, prediction.knownLength());
                    })
                .toList()),
        scores(predictions()),
        "samples in reversed order");
  }

  /** Scores don't grow with the number of predictions: all of them twice score like once. */
  @Test
  default void scoresDoNotGrowWithTheNumberOfPredictions() {
    List<Prediction<S>> twice = new ArrayList<>(predictions());
    twice.addAll(predictions());
    assertScoresEqual(scores(twice), scores(predictions()), "every prediction twice");
  }

  /** Scores are in the declared unit. */
  @Test
  default void scoresAreInTheDeclaredUnit() {
    for (double factor : new double[] {0.5, 4}) {
      UnaryOperator<S> change = sample -> scaled(sample, factor);
      Map<String, Double> changed =
          scores(
              predictions().stream()
                  .map(
                      prediction ->
                          new Prediction<>(
                              change.apply(prediction.truth()),
                              prediction.samples().stream().map(change).toList(),
                              prediction.knownLength()))
                  .toList());
      scores(predictions())
          .forEach(
              (name, score) ->
                  assertClose(
                      changed.get(name),
                      score * Math.pow(factor, unitPowers().get(name)),
                      "%s of samples times %s".formatted(name, factor)));
    }
  }

  /** Nothing has no score. */
  @Test
  default void nothingHasNoScore() {
    assertThat(catchThrowable(() -> metric().scorer().scores()))
        .as("answer where nothing was added")
        .isInstanceOf(IllegalStateException.class);
  }

  private Map<String, Double> scores(List<Prediction<S>> predictions) {
    Metric.Scorer<S> scorer = metric().scorer();
    predictions.forEach(scorer::add);
    return scorer.scores();
  }

  private static void assertScoresEqual(
      Map<String, Double> actual, Map<String, Double> expected, String what) {
    assertThat(List.copyOf(actual.keySet()))
        .as("names for %s", what)
        .isEqualTo(List.copyOf(expected.keySet()));
    actual.forEach((name, score) -> assertClose(score, expected.get(name), name + " for " + what));
  }

  private static void assertClose(double actual, double expected, String what) {
    assertThat(actual).as(what).isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
  }
}
