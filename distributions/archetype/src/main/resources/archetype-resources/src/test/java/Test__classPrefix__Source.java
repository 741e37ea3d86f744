package ${package};

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.testkit.DataSourceConformance;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class Test${classPrefix}Source implements DataSourceConformance<${classPrefix}Sample> {
  private final ${classPrefix}Source source =
      new ${classPrefix}Source(new ${classPrefix}Settings(6, 4, 50, 1));

  @Override
  public DataSource<${classPrefix}Sample> openDataSource() {
    return new ${classPrefix}Source(new ${classPrefix}Settings(6, 4, 50, 1));
  }

  @Override
  public DataSource<${classPrefix}Sample> openOtherDataSource() {
    return new ${classPrefix}Source(new ${classPrefix}Settings(6, 4, 50, 2));
  }

  /** A position alone may occur in two samples by chance. */
  @Override
  public List<?> steps(${classPrefix}Sample sample) {
    return IntStream.range(0, sample.length()).mapToObj(t -> List.of(sample, t)).toList();
  }

  @Test
  void futurePositionsAreUnknownAndPushesAreKnown() {
    ${classPrefix}Sample sample = source.get(Split.FUTURE, 0);
    for (int t = 0; t < sample.length(); t++) {
      assertThat(Float.isNaN(sample.positions()[t])).isEqualTo(t >= 6);
    }
    assertThat(sample.pushes()).hasSize(10).doesNotContain(Float.NaN);
  }

  @Test
  void aPushAcceleratesTheWeight() {
    int pushed = 0;
    for (long index = 0; index < source.size(Split.TRAIN); index++) {
      ${classPrefix}Sample sample = source.get(Split.TRAIN, index);
      float[] positions = sample.positions();
      double stiffness = Double.NaN;
      for (int t = 1; t < 9; t++) {
        double before = (positions[t] - positions[t - 1]) / 0.25;
        double after = (positions[t + 1] - positions[t]) / 0.25;
        double force = (after - before) / 0.25 + 0.1 * before;
        if (Math.abs(positions[t]) > 0.1) {
          double measured = (sample.pushes()[t] - force) / positions[t];
          assertThat(measured).isBetween(0.49, 2.01);
          if (!Double.isNaN(stiffness)) {
            assertThat(measured).isCloseTo(stiffness, within(1e-2));
          }
          stiffness = measured;
        }
        pushed += sample.pushes()[t] == 0 ? 0 : 1;
      }
    }
    assertThat(pushed).isPositive();
  }
}
