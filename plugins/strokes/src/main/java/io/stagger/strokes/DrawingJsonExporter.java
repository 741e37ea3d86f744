package io.stagger.strokes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.stagger.api.data.Exporter;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/**
 * Writes drawings as JSON that the data source {@code stroke-medians} reads: an object with a
 * drawing for each sample, {@code {"sample-0": {"known": 3, "medians": [[[x, y], ...], ...]},
 * ...}}. {@code known} says how many leading strokes were given. As in {@code hanzi-writer-data}, y
 * grows upwards there; numbers are rounded to tenths.
 */
public final class DrawingJsonExporter implements Exporter<Drawing> {
  /** Its buffers end with the plugin: the default keeps them, and so the plugin, in each thread. */
  private static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.newConcurrentDequePool()).build();

  @Override
  public Class<Drawing> sampleType() {
    return Drawing.class;
  }

  @Override
  public String fileExtension() {
    return "json";
  }

  @Override
  public void write(List<Drawing> samples, int knownLength, Writer out) throws IOException {
    JsonGenerator json = JSON.createGenerator(out);
    // The writer is its owner's to close.
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.writeStartObject();
    for (int sample = 0; sample < samples.size(); sample++) {
      json.writeObjectFieldStart("sample-" + sample);
      json.writeNumberField("known", knownLength);
      json.writeArrayFieldStart("medians");
      for (Stroke stroke : samples.get(sample).strokes()) {
        json.writeStartArray();
        for (int place = 0; place <= stroke.steps(); place++) {
          json.writeStartArray();
          json.writeNumber(tenths(stroke.x(place)));
          json.writeNumber(tenths(MedianReader.TOP - stroke.y(place)));
          json.writeEndArray();
        }
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndObject();
    json.close();
    out.write('\n');
  }

  private static double tenths(double number) {
    return Math.rint(number * 10) / 10;
  }
}
