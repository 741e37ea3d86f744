package io.stagger.strokes;

import io.stagger.api.data.Exporter;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;

/**
 * Writes drawings as one SVG in which they draw themselves side by side, stroke by stroke. What was
 * given is black and there from the start, what was sampled is blue. Viewers that don't animate
 * show the finished drawings.
 */
public final class DrawingSvgExporter implements Exporter<Drawing> {
  private static final int COLUMNS = 8;
  private static final int PEN = 36;

  /** How fast the pen goes, in units of the box a second. */
  private static final double SPEED = 900;

  /** How long it is up between strokes, in seconds. */
  private static final double LIFTED = 0.15;

  @Override
  public Class<Drawing> sampleType() {
    return Drawing.class;
  }

  @Override
  public String fileExtension() {
    return "svg";
  }

  @Override
  public void write(List<Drawing> samples, int knownLength, Writer out) throws IOException {
    int columns = Math.min(COLUMNS, samples.size());
    int rows = (samples.size() + columns - 1) / columns;
    out.write(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" fill=\"none\" stroke-width=\"%d\" stroke-linecap=\"round\" stroke-linejoin=\"round\">\n"
            .formatted(columns * Stroke.BOX, rows * Stroke.BOX, columns * 128, PEN));
    for (int sample = 0; sample < samples.size(); sample++) {
      out.write(
          "<g transform=\"translate(%d %d)\">\n"
              .formatted(sample % columns * Stroke.BOX, sample / columns * Stroke.BOX));
      double begin = 0;
      List<Stroke> strokes = samples.get(sample).strokes();
      for (int i = 0; i < strokes.size(); i++) {
        if (i < knownLength) {
          out.write("<path stroke=\"#222\" d=\"%s\"/>\n".formatted(path(strokes.get(i))));
        } else {
          double seconds = Math.max(0.05, strokes.get(i).length() / SPEED);
          write(strokes.get(i), begin, seconds, out);
          begin += seconds + LIFTED;
        }
      }
      out.write("</g>\n");
    }
    out.write("</svg>\n");
  }

  /** A dash as long as the stroke is pushed along it. */
  private static void write(Stroke stroke, double begin, double seconds, Writer out)
      throws IOException {
    out.write(
        String.format(
            Locale.ROOT,
            "<path stroke=\"#1769aa\" pathLength=\"1\" d=\"%s\"><set attributeName=\"opacity\" to=\"0\" begin=\"0s\" dur=\"%.2fs\"/><animate attributeName=\"stroke-dasharray\" from=\"0 1\" to=\"1 0\" begin=\"%.2fs\" dur=\"%.2fs\"/></path>\n",
            path(stroke),
            Math.max(0.01, begin),
            begin,
            seconds));
  }

  private static String path(Stroke stroke) {
    StringBuilder path = new StringBuilder();
    for (int place = 0; place <= stroke.steps(); place++) {
      path.append(
          String.format(
              Locale.ROOT,
              "%s%.1f %.1f",
              place == 0 ? "M" : "L",
              stroke.x(place),
              stroke.y(place)));
    }
    return path.toString();
  }
}
