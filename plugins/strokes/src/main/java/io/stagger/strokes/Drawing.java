package io.stagger.strokes;

import java.util.List;
import java.util.Objects;

/**
 * A drawing: strokes in the order in which they are drawn, the pen lifted between them. The sample
 * of this modality; a step of time is a stroke.
 *
 * @param name what is drawn, for instance a character
 * @param strokes none for a blank sheet
 */
public record Drawing(String name, List<Stroke> strokes) {
  /** Copies the list. */
  public Drawing {
    Objects.requireNonNull(name, "name");
    strokes = List.copyOf(strokes);
  }

  /** A sheet on which nothing is drawn yet. */
  public static Drawing blank() {
    return new Drawing("", List.of());
  }

  /**
   * The first strokes alone.
   *
   * @param count how many; all if there are no more
   */
  public Drawing first(int count) {
    return new Drawing(name, strokes.subList(0, Math.min(count, strokes.size())));
  }

  /**
   * What is left without the first strokes.
   *
   * @param count how many are left out; all if there are no more
   */
  public List<Stroke> after(int count) {
    return strokes.subList(Math.min(count, strokes.size()), strokes.size());
  }
}
