package io.stagger.strokes;

import io.stagger.api.StaggerException;
import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.api.plugin.ExtensionContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Drawings of a file, each stroke by places at equal distances along it.
 *
 * <p>Which split a drawing is in is a function of its name: with the first eight bytes of the
 * SHA-256 of the name in UTF-8 as a number, from 0 on, modulo 100, it is 0 to 4 for test, 5 to 9
 * for validation and the others for training. So a character is held out as a whole, in every file,
 * at every seed. Within a split, drawings are in the order of those numbers, which mixes them.
 *
 * <p>Left out are drawings with fewer or more strokes than the settings allow, and those with no
 * stroke beyond the known ones.
 */
public final class StrokeSource implements DataSource<Drawing> {
  private static final int HUNDRED = 100;
  private static final int TEST = 5;
  private static final int VALIDATION = 10;

  private final StrokeSourceSettings settings;
  private final Map<Split, List<Drawing>> drawings;
  private final String fingerprint;

  private StrokeSource(
      StrokeSourceSettings settings, Map<Split, List<Drawing>> drawings, String fingerprint) {
    this.settings = settings;
    this.drawings = drawings;
    this.fingerprint = fingerprint;
  }

  /**
   * Reads the files.
   *
   * @throws StaggerException if one is missing or damaged, or leaves nothing to learn from
   */
  public static StrokeSource open(StrokeSourceSettings settings, ExtensionContext context) {
    StrokeSource source = of(settings, DrawingFile.read(settings.file(), context));
    source.drawings.get(Split.FUTURE).addAll(begun(settings, context));
    return source;
  }

  /**
   * Takes the drawings of a file that was read, without any that somebody began.
   *
   * @throws StaggerException if none is left to learn from
   */
  static StrokeSource of(StrokeSourceSettings settings, DrawingFile file) {
    Map<Split, List<Drawing>> drawings = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      drawings.put(split, new ArrayList<>());
    }
    int fewest = Math.max(settings.minStrokes(), settings.known() + 1);
    file.drawings().stream()
        .filter(drawing -> drawing.strokes().size() >= fewest)
        .filter(drawing -> drawing.strokes().size() <= settings.maxStrokes())
        .sorted(Comparator.comparingLong(StrokeSource::number).thenComparing(Drawing::name))
        .forEach(drawing -> drawings.get(split(drawing)).add(resampled(drawing, settings)));
    if (drawings.get(Split.TRAIN).isEmpty()) {
      throw new StaggerException(
          "The file '%s' leaves no drawing to learn from with at least %d and at most %d strokes; change 'minStrokes' and 'maxStrokes', or give another 'file'."
              .formatted(settings.file(), fewest, settings.maxStrokes()));
    }
    return new StrokeSource(settings, drawings, file.sha256());
  }

  private static List<Drawing> begun(StrokeSourceSettings settings, ExtensionContext context) {
    if (settings.begun().isEmpty()) {
      return settings.known() == 0 ? List.of(Drawing.blank()) : List.of();
    }
    List<Drawing> begun = DrawingFile.read(settings.begun().get(), context).drawings();
    for (Drawing drawing : begun) {
      int strokes = drawing.strokes().size();
      if (strokes < settings.known() || strokes > settings.maxStrokes()) {
        throw new StaggerException(
            "The drawing '%s' of 'begun' has %d strokes, but needs at least 'known', which is %d, and at most 'maxStrokes', which is %d."
                .formatted(drawing.name(), strokes, settings.known(), settings.maxStrokes()));
      }
    }
    return begun.stream().map(drawing -> resampled(drawing, settings)).toList();
  }

  private static Drawing resampled(Drawing drawing, StrokeSourceSettings settings) {
    return new Drawing(
        drawing.name(),
        drawing.strokes().stream().map(stroke -> stroke.resampled(settings.penSteps())).toList());
  }

  /** The split of a drawing, by its name alone. */
  static Split split(Drawing drawing) {
    long place = Long.remainderUnsigned(number(drawing), HUNDRED);
    return place < TEST ? Split.TEST : place < VALIDATION ? Split.VALIDATION : Split.TRAIN;
  }

  private static long number(Drawing drawing) {
    byte[] digest = DrawingFile.digest().digest(drawing.name().getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(digest).getLong();
  }

  @Override
  public Class<Drawing> sampleType() {
    return Drawing.class;
  }

  @Override
  public long size(Split split) {
    return drawings.get(split).size();
  }

  @Override
  public Drawing get(Split split, long index) {
    return drawings.get(split).get(Math.toIntExact(index));
  }

  @Override
  public int knownLength() {
    return settings.known();
  }

  @Override
  public int sampleLength() {
    return settings.maxStrokes();
  }

  @Override
  public String description() {
    return "%d drawings of %d to %d strokes of %d pen steps each, from %s"
        .formatted(
            size(Split.TRAIN) + size(Split.VALIDATION) + size(Split.TEST),
            settings.minStrokes(),
            settings.maxStrokes(),
            settings.penSteps(),
            settings.file());
  }

  /** The SHA-256 of the file. */
  @Override
  public String fingerprint() {
    return fingerprint;
  }
}
