package io.stagger.strokes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.stagger.api.StaggerException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads drawings from JSON as {@code hanzi-writer-data} writes a character: {@code {"medians":
 * [[[x, y], ...], ...]}}, a list of strokes, each a list of places; other keys are passed over.
 * There y grows upwards from -124 to 900; here it is turned over.
 */
final class MedianReader {
  /** The y of the box's upper edge in the file. */
  static final int TOP = 900;

  /** Its buffers end with the plugin: the default keeps them, and so the plugin, in each thread. */
  private static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.newConcurrentDequePool()).build();

  private final String file;

  /**
   * A reader of one file.
   *
   * @param file what messages call it
   */
  MedianReader(String file) {
    this.file = file;
  }

  /**
   * Reads the drawing that the file holds.
   *
   * @throws StaggerException if it holds no drawing
   */
  Drawing one(String name, byte[] json) {
    return read(
        json,
        parser -> {
          expect(parser, parser.nextToken(), JsonToken.START_OBJECT);
          return drawing(name, parser);
        });
  }

  /**
   * Reads all drawings of a file that holds one object with a drawing for each name.
   *
   * @throws StaggerException if it doesn't
   */
  List<Drawing> many(byte[] json) {
    return read(
        json,
        parser -> {
          expect(parser, parser.nextToken(), JsonToken.START_OBJECT);
          List<Drawing> drawings = new ArrayList<>();
          while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            expect(parser, parser.nextToken(), JsonToken.START_OBJECT);
            drawings.add(drawing(name, parser));
          }
          return drawings;
        });
  }

  /** Reads something and may fail at it. */
  private interface Reading<T> {
    T from(JsonParser parser) throws IOException;
  }

  private <T> T read(byte[] json, Reading<T> reading) {
    try (JsonParser parser = JSON.createParser(json)) {
      return reading.from(parser);
    } catch (IOException e) {
      throw new StaggerException(
          "%s is no JSON that can be read (%s); fetch it anew."
              .formatted(file, e.getMessage().lines().findFirst().orElse("")),
          e);
    }
  }

  private Drawing drawing(String name, JsonParser parser) throws IOException {
    List<Stroke> strokes = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      boolean medians = parser.currentName().equals("medians");
      parser.nextToken();
      if (medians) {
        strokes = strokes(name, parser);
      } else {
        parser.skipChildren();
      }
    }
    if (strokes == null) {
      throw new StaggerException(
          "%s holds no key 'medians' for '%s': give the strokes of each drawing as lists of [x, y]."
              .formatted(file, name));
    }
    return new Drawing(name, strokes);
  }

  private List<Stroke> strokes(String name, JsonParser parser) throws IOException {
    expect(parser, parser.currentToken(), JsonToken.START_ARRAY);
    List<Stroke> strokes = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      expect(parser, parser.currentToken(), JsonToken.START_ARRAY);
      List<Float> numbers = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        expect(parser, parser.currentToken(), JsonToken.START_ARRAY);
        numbers.add(number(parser));
        numbers.add(TOP - number(parser));
        expect(parser, parser.nextToken(), JsonToken.END_ARRAY);
      }
      if (numbers.size() < 4) {
        throw new StaggerException(
            "Stroke %d of '%s' in %s has %d places, but a stroke has 2 at least: where it begins and where it ends."
                .formatted(strokes.size() + 1, name, file, numbers.size() / 2));
      }
      float[] places = new float[numbers.size()];
      for (int i = 0; i < places.length; i++) {
        places[i] = numbers.get(i);
      }
      strokes.add(new Stroke(places));
    }
    return strokes;
  }

  private float number(JsonParser parser) throws IOException {
    JsonToken token = parser.nextToken();
    if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
      throw unexpected(parser);
    }
    return parser.getFloatValue();
  }

  private void expect(JsonParser parser, JsonToken actual, JsonToken expected) {
    if (actual != expected) {
      throw unexpected(parser);
    }
  }

  private StaggerException unexpected(JsonParser parser) {
    return new StaggerException(
        "%s, line %d, column %d, is not laid out as a drawing is: {\"medians\": [[[x, y], [x, y], ...], ...]}."
            .formatted(
                file,
                parser.currentTokenLocation().getLineNr(),
                parser.currentTokenLocation().getColumnNr()));
  }
}
