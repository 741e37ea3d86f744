package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.DataSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TestDataSourceConformance implements DataSourceConformance<float[]> {
  private final DataSourceConformance<float[]> sound = new Subject(Set.of());

  @Override
  public DataSource<float[]> openDataSource() {
    return sound.openDataSource();
  }

  @Override
  public DataSource<float[]> openOtherDataSource() {
    return sound.openOtherDataSource();
  }

  @Override
  public List<?> steps(float[] sample) {
    return sound.steps(sample);
  }

  @ParameterizedTest
  @EnumSource(TestingDefectiveSource.Defect.class)
  void noticesTheDefect(TestingDefectiveSource.Defect defect) {
    assertThat(KitFailures.of(DataSourceConformance.class, new Subject(Set.of(defect))))
        .contains(defect.noticedBy());
  }

  private static final class Subject implements DataSourceConformance<float[]> {
    private final Set<TestingDefectiveSource.Defect> defects;
    private int opened;

    Subject(Set<TestingDefectiveSource.Defect> defects) {
      this.defects = defects;
    }

    @Override
    public DataSource<float[]> openDataSource() {
      return new TestingDefectiveSource(defects, 1, opened++);
    }

    @Override
    public DataSource<float[]> openOtherDataSource() {
      return new TestingDefectiveSource(defects, 2, opened++);
    }

    @Override
    public List<?> steps(float[] sample) {
      List<Float> steps = new ArrayList<>();
      for (float step : sample) {
        steps.add(step);
      }
      return steps;
    }
  }
}
