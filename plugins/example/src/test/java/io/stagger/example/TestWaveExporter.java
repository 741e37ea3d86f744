package io.stagger.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.Exporter;
import io.stagger.testkit.ExporterConformance;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TestWaveExporter implements ExporterConformance<Wave> {
  @Override
  public Exporter<Wave> exporter() {
    return new WaveExporter();
  }

  @Override
  public List<Wave> samples() {
    return List.of(new Wave(new float[] {1, 2}), new Wave(new float[] {1, -0.5f}));
  }

  @Override
  public int knownLength() {
    return 1;
  }

  @Test
  void writesAColumnForEachWave() throws IOException {
    StringWriter out = new StringWriter();
    Wave first = new Wave(new float[] {1, 2});
    Wave second = new Wave(new float[] {1, -0.5f});
    new WaveExporter().write(List.of(first, second), 1, out);
    assertThat(out).hasToString("step,known,wave_0,wave_1\n0,true,1.0,1.0\n1,false,2.0,-0.5\n");
  }
}
