package io.stagger.video;

import static io.stagger.video.TestingClips.row;
import static io.stagger.video.TestingClips.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.Exporter;
import io.stagger.testkit.ExporterConformance;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TestClipCsvExporter implements ExporterConformance<Clip> {
  @Override
  public Exporter<Clip> exporter() {
    return new ClipCsvExporter();
  }

  @Override
  public List<Clip> samples() {
    return List.of(rows(row(0, 0.5), row(1, 0)), rows(row(0, 0.5), row(0.25, 0.125)));
  }

  @Override
  public int knownLength() {
    return 1;
  }

  @Test
  void writesALineForEachSampleAndFrame() throws IOException {
    StringWriter out = new StringWriter();
    new ClipCsvExporter().write(samples(), 1, out);
    assertThat(out)
        .hasToString(
            """
            sample,frame,known,p0,p1
            0,0,true,0.0,0.5
            0,1,false,1.0,0.0
            1,0,true,0.0,0.5
            1,1,false,0.25,0.125
            """);
  }
}
