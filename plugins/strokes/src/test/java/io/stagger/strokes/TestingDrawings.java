package io.stagger.strokes;

import io.stagger.api.plugin.ExtensionContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The bundled characters, and what tests make of them. */
final class TestingDrawings {
  static final int MOST = 6;
  static final int STEPS = 8;

  private TestingDrawings() {}

  static StrokeSourceSettings settings(String file, int known) {
    return new StrokeSourceSettings(file, 1, MOST, STEPS, known, Optional.empty());
  }

  /** The bundled characters of at most 6 strokes, 8 steps each. */
  static StrokeSource source(int known) {
    return StrokeSource.open(settings(DrawingFile.INVENTED, known), in(Path.of(".")));
  }

  static StrokesTokenizer tokenizer() {
    return tokenizer(StrokesTokenizerSettings.Ending.EVERY);
  }

  static StrokesTokenizer tokenizer(StrokesTokenizerSettings.Ending ending) {
    return (StrokesTokenizer)
        new StrokesTokenizerFactory(new StrokesTokenizerSettings(2, ending)).fit(source(0));
  }

  /** A stroke by its places. */
  static Stroke stroke(float... places) {
    return new Stroke(places);
  }

  /** A straight stroke of 8 steps. */
  static Stroke line(float fromX, float fromY, float toX, float toY) {
    return stroke(fromX, fromY, toX, toY).resampled(STEPS);
  }

  static Drawing drawing(Stroke... strokes) {
    return new Drawing("made up", List.of(strokes));
  }

  /** Files count from a folder. */
  static ExtensionContext in(Path folder) {
    return new ExtensionContext() {
      @Override
      public Path resolve(String file) {
        return folder.resolve(file);
      }

      @Override
      public Optional<Path> runDirectory() {
        return Optional.empty();
      }
    };
  }
}
