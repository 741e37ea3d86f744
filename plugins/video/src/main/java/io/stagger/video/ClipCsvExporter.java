package io.stagger.video;

import io.stagger.api.data.Exporter;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/**
 * Writes clips as CSV, one line for each sample and frame: {@code sample,frame,known,p0,p1,...}.
 * Samples and frames count from 0; {@code known} says whether the frame was given rather than
 * predicted; pixels are from 0 to 1, row after row from the top, the channels of each together.
 */
public final class ClipCsvExporter implements Exporter<Clip> {
  @Override
  public Class<Clip> sampleType() {
    return Clip.class;
  }

  @Override
  public String fileExtension() {
    return "csv";
  }

  @Override
  public void write(List<Clip> samples, int knownLength, Writer out) throws IOException {
    int width = samples.get(0).frameWidth();
    StringBuilder line = new StringBuilder("sample,frame,known");
    for (int i = 0; i < width; i++) {
      line.append(",p").append(i);
    }
    out.append(line.append('\n'));
    for (int sample = 0; sample < samples.size(); sample++) {
      float[] pixels = samples.get(sample).pixels();
      for (int frame = 0; frame < samples.get(sample).length(); frame++) {
        line.setLength(0);
        line.append(sample).append(',').append(frame).append(',').append(frame < knownLength);
        for (int i = 0; i < width; i++) {
          line.append(',').append(pixels[frame * width + i]);
        }
        out.append(line.append('\n'));
      }
    }
  }
}
