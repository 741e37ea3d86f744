package io.stagger.strokes;

import io.stagger.api.config.Setting;
import java.util.Optional;

/**
 * Settings of the data source {@code stroke-medians}.
 *
 * @param file where the drawings are
 * @param minStrokes the fewest strokes of a drawing that is taken
 * @param maxStrokes the most strokes of one
 * @param penSteps steps of the pen in each stroke
 * @param known strokes that are known when a drawing is completed
 * @param begun where drawings are that somebody began
 */
public record StrokeSourceSettings(
    @Setting(
            "the package hanzi-writer-data as 'npm pack' fetches it, a JSON file of drawings by name, or builtin:invented")
        String file,
    @Setting(
            value = "the fewest strokes of a drawing that is taken",
            defaultValue = "2",
            min = 1,
            max = 1000)
        int minStrokes,
    @Setting(
            value = "the most strokes of a drawing that is taken; as many tokens has a sequence",
            defaultValue = "16",
            min = 1,
            max = 1000)
        int maxStrokes,
    @Setting(
            value = "how many steps the pen takes in each stroke, at equal distances along it",
            defaultValue = "16",
            min = 2,
            max = 1000)
        int penSteps,
    @Setting(
            value =
                "how many leading strokes are known when a drawing is completed; 0 to draw from nothing",
            defaultValue = "0",
            min = 0,
            max = 999)
        int known,
    @Setting(
            "a JSON file with drawings that somebody began, to be completed as the split 'future'; without it, that is a blank sheet where nothing is known")
        Optional<String> begun) {
  /** Checks what ranges can't say. */
  public StrokeSourceSettings {
    if (minStrokes > maxStrokes) {
      throw new IllegalArgumentException(
          "'minStrokes' is %d, but must be at most 'maxStrokes', which is %d."
              .formatted(minStrokes, maxStrokes));
    }
    if (known >= maxStrokes) {
      throw new IllegalArgumentException(
          "'known' is %d, but must be less than 'maxStrokes', which is %d, so that there is something to draw."
              .formatted(known, maxStrokes));
    }
    if (begun.isPresent() && known == 0) {
      throw new IllegalArgumentException(
          "'begun' is given, but 'known' is 0, so that nothing of it would be kept; say with 'known' how many strokes are known.");
    }
  }
}
