package io.stagger.strokes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TestDrawingExporters {
  private static final Drawing ONE =
      TestingDrawings.drawing(
          TestingDrawings.stroke(10, 20, 30.04f, 40),
          TestingDrawings.stroke(0, 900, 500, 900, 500, 100));

  @Test
  void jsonHoldsWhatTheSourceReads() throws IOException {
    StringWriter out = new StringWriter();
    new DrawingJsonExporter().write(List.of(ONE, Drawing.blank()), 1, out);

    assertThat(out)
        .hasToString(
            "{\"sample-0\":{\"known\":1,\"medians\":[[[10.0,880.0],[30.0,860.0]],[[0.0,0.0],[500.0,0.0],[500.0,800.0]]]},"
                + "\"sample-1\":{\"known\":1,\"medians\":[]}}\n");
    List<Drawing> read =
        new MedianReader("test").many(out.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(read.get(0).strokes())
        .containsExactly(TestingDrawings.stroke(10, 20, 30, 40), ONE.strokes().get(1));
    assertThat(read.get(1).strokes()).isEmpty();
  }

  @Test
  void svgDrawsWhatWasSampledAndShowsWhatWasGiven() throws IOException {
    StringWriter out = new StringWriter();
    new DrawingSvgExporter().write(List.of(ONE, ONE), 1, out);

    List<String> lines = out.toString().lines().toList();
    assertThat(lines.get(0)).startsWith("<svg ").contains("viewBox=\"0 0 2048 1024\"");
    assertThat(lines.get(1)).isEqualTo("<g transform=\"translate(0 0)\">");
    assertThat(lines.get(2)).isEqualTo("<path stroke=\"#222\" d=\"M10.0 20.0L30.0 40.0\"/>");
    assertThat(lines.get(3))
        .contains("d=\"M0.0 900.0L500.0 900.0L500.0 100.0\"")
        .contains("<animate attributeName=\"stroke-dasharray\"")
        .contains("dur=\"1.44s\"");
    assertThat(lines.get(5)).isEqualTo("<g transform=\"translate(1024 0)\">");
    assertThat(lines.get(lines.size() - 1)).isEqualTo("</svg>");
  }
}
