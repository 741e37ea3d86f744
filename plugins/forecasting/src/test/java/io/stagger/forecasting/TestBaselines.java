package io.stagger.forecasting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Split;
import io.stagger.api.evaluation.Baseline;
import io.stagger.api.evaluation.Prediction;
import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TestBaselines {
  private static final CsvSeriesSource CHICAGO = TestingSettings.chicago();

  private static double crpsSum(Baseline<SeriesWindow> baseline) {
    SplittableRandom random = new SplittableRandom(1);
    Crps.CrpsScorer scorer = new Crps(new CrpsSettings(false)).scorer();
    for (long i = 0; i < CHICAGO.size(Split.TEST); i++) {
      SeriesWindow truth = CHICAGO.get(Split.TEST, i);
      int known = CHICAGO.knownLength();
      List<SeriesWindow> samples = baseline.predict(truth, known, 100, random);
      scorer.add(new Prediction<>(truth, samples, known));
    }
    return scorer.scores().get("crps_sum");
  }

  /** Rows that hold their own number, in one series. */
  private static SeriesWindow counting(int start, int length) {
    LocalDate first = LocalDate.of(2024, 1, 1);
    return SeriesWindow.of(
        SeriesTable.of(
            IntStream.range(0, 100).mapToObj(first::plusDays).toList(),
            List.of("row"),
            IntStream.range(0, 100).mapToObj(i -> new double[] {i}).toArray(double[][]::new)),
        start,
        length);
  }

  private static BlockBootstrap bootstrap(int period, int block, int history, int levelRows) {
    return new BlockBootstrap(new BlockBootstrapSettings(period, block, history, levelRows));
  }

  @Test
  void seasonalNaiveScoresOnTheBoardingsWhatOthersMeasured() {
    assertThat(crpsSum(new SeasonalNaive(new SeasonalNaiveSettings(7))))
        .isCloseTo(0.0869, within(0.00005));
  }

  @Test
  void blockBootstrapScoresOnTheBoardingsWhatOthersMeasured() {
    // Random: other seeds give 0.0605 to 0.0616.
    assertThat(crpsSum(bootstrap(7, 7, 728, 28))).isCloseTo(0.0612, within(0.001));
  }

  @Test
  void seasonalNaiveRepeatsTheLastSeason() {
    SeriesWindow predicted =
        new SeasonalNaive(new SeasonalNaiveSettings(3))
            .predict(counting(10, 7), 2, 1, new SplittableRandom(1))
            .get(0);
    // Rows 10 and 11 are known, so 9, 10, 11 repeat.
    assertThat(IntStream.range(0, 7).mapToDouble(t -> predicted.value(t, 0)))
        .containsExactly(10.0, 11.0, 9.0, 10.0, 11.0, 9.0, 10.0);
  }

  @Test
  void seasonalNaiveNeedsASeason() {
    assertThatThrownBy(
            () ->
                new SeasonalNaive(new SeasonalNaiveSettings(13))
                    .predict(counting(10, 7), 2, 1, new SplittableRandom(1)))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "'period' of seasonal-naive is 13, but only 12 rows come before the first forecast.");
  }

  @Test
  void blocksComeFromThePastAtTheSamePhase() {
    int known = 4;
    List<SeriesWindow> futures =
        bootstrap(7, 7, 42, 0).predict(counting(60, 18), known, 200, new SplittableRandom(1));
    assertThat(futures).hasSize(200);
    for (SeriesWindow future : futures) {
      for (int time = 0; time < known; time++) {
        assertThat(future.value(time, 0)).isEqualTo(60 + time);
      }
      for (int time = known; time < 18; time++) {
        double source = future.value(time, 0);
        assertThat(source).isBetween(64.0 - 42, 63.0);
        assertThat((60 + time - source) % 7).isZero();
        boolean begins = (time - known) % 7 == 0;
        assertThat(begins || source == future.value(time - 1, 0) + 1).isTrue();
      }
    }
    assertThat(futures.stream().mapToDouble(future -> future.value(4, 0)).distinct().count())
        .as("every one of the six weeks is drawn")
        .isEqualTo(6);
  }

  @Test
  void blocksAreScaledToTheLevelBeforeTheForecast() {
    SeriesWindow future =
        bootstrap(7, 7, 7, 2).predict(counting(60, 7), 0, 1, new SplittableRandom(1)).get(0);
    // The block is rows 53 to 59; the two rows before it average 51.5, those before 60 are 58.5.
    assertThat(future.value(0, 0)).isCloseTo(53 * 58.5 / 51.5, within(1e-9));
  }

  @Test
  void blocksNeedAPast() {
    assertThatThrownBy(
            () -> bootstrap(7, 7, 728, 0).predict(counting(2, 11), 4, 1, new SplittableRandom(1)))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "block-bootstrap can't draw blocks of 7 rows at a period of 7 from the 6 rows before the forecast; lower 'block', or raise 'history' here and in the data source.");
  }

  @Test
  void whatComesAfterTheKnownPartIsNotLookedAt() {
    SeriesWindow truth = counting(60, 18);
    double[] values = new double[18];
    java.util.Arrays.fill(values, 4, 18, Double.NaN);
    for (int time = 0; time < 4; time++) {
      values[time] = 60 + time;
    }
    SeriesWindow unknown = truth.withValues(values);
    for (Baseline<SeriesWindow> baseline :
        List.of(new SeasonalNaive(new SeasonalNaiveSettings(7)), bootstrap(7, 7, 42, 7))) {
      assertThat(baseline.predict(unknown, 4, 20, new SplittableRandom(5)))
          .isEqualTo(baseline.predict(truth, 4, 20, new SplittableRandom(5)));
    }
  }
}
