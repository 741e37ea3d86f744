package io.stagger.planning.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.Exporter;
import io.stagger.planning.Trajectory;
import io.stagger.testkit.ExporterConformance;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TestTrajectoryCsvExporter implements ExporterConformance<Trajectory> {
  @Override
  public Exporter<Trajectory> exporter() {
    return new TrajectoryCsvExporter();
  }

  @Override
  public List<Trajectory> samples() {
    return List.of(
        new Trajectory(
            2, 1, new float[] {1, 2, 3, 4, 5, 6}, new float[] {.5f, -.25f}, new float[] {0, 1}, 2),
        new Trajectory(
            2, 1, new float[] {1, 2, 7, 8, 9, 1e-3f}, new float[] {0, 1}, new float[] {1, 0}, 2));
  }

  @Override
  public int knownLength() {
    return 1;
  }

  private static String written(int knownLength, Trajectory... samples) throws IOException {
    StringWriter out = new StringWriter();
    new TrajectoryCsvExporter().write(List.of(samples), knownLength, out);
    return out.toString();
  }

  @Test
  void writesOneLineForEachSampleAndStep() throws IOException {
    assertThat(written(1, samples().toArray(Trajectory[]::new)))
        .isEqualTo(
            """
            sample,step,known,o0,o1,a0,reward
            0,0,true,1.0,2.0,0.5,0.0
            0,1,false,3.0,4.0,-0.25,1.0
            0,2,false,5.0,6.0,,
            1,0,true,1.0,2.0,0.0,1.0
            1,1,false,7.0,8.0,1.0,0.0
            1,2,false,9.0,0.001,,
            """);
  }

  @Test
  void leavesOutPadding() throws IOException {
    Trajectory cut =
        new Trajectory(
            1, 2, new float[] {1, 2, 2}, new float[] {3, 4, 0, 0}, new float[] {5, 0}, 1);
    assertThat(written(1, cut))
        .isEqualTo(
            """
            sample,step,known,o0,a0,a1,reward
            0,0,true,1.0,3.0,4.0,5.0
            0,1,false,2.0,,,
            """);
  }

  @Test
  void withoutActionsThereIsNoColumnForThem() throws IOException {
    Trajectory passive =
        new Trajectory(1, 0, new float[] {1, 2}, new float[0], new float[] {0.5f}, 1);
    assertThat(written(2, passive))
        .isEqualTo(
            """
            sample,step,known,o0,reward
            0,0,true,1.0,0.5
            0,1,true,2.0,
            """);
  }

  @Test
  void aFileOfTrajectoriesIsCsv() {
    assertThat(new TrajectoryCsvExporter().fileExtension()).isEqualTo("csv");
    assertThat(new TrajectoryCsvExporter().sampleType()).isEqualTo(Trajectory.class);
  }
}
