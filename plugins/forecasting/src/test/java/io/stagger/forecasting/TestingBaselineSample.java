package io.stagger.forecasting;

import io.stagger.testkit.BaselineConformance;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;

/** A window of 18 rows with 60 before it, on which baselines are checked. */
interface TestingBaselineSample extends BaselineConformance<SeriesWindow> {
  @Override
  default SeriesWindow sample() {
    LocalDate first = LocalDate.of(2024, 1, 1);
    return SeriesWindow.of(
        SeriesTable.of(
            IntStream.range(0, 100).mapToObj(first::plusDays).toList(),
            List.of("row"),
            IntStream.range(0, 100)
                .mapToObj(row -> new double[] {10 + Math.sin(row)})
                .toArray(double[][]::new)),
        60,
        18);
  }

  @Override
  default SeriesWindow withOtherFuture() {
    SeriesWindow sample = sample();
    return sample.withValues(
        IntStream.range(0, sample.length())
            .mapToDouble(time -> sample.value(time, 0) + (time < knownLength() ? 0 : 5))
            .toArray());
  }

  @Override
  default int knownLength() {
    return 4;
  }

  @Override
  default List<?> steps(SeriesWindow sample) {
    return IntStream.range(0, sample.length()).mapToObj(time -> sample.value(time, 0)).toList();
  }
}
