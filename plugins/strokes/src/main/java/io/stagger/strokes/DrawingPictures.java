package io.stagger.strokes;

import io.stagger.api.evaluation.Picture;
import io.stagger.strokes.DrawingTrial.Sampled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** The pictures of a {@link DrawingTrial}. */
final class DrawingPictures {
  private static final int COLUMNS = 8;
  private static final int GENERATED = 64;

  /** How many rows of completions and compositions there are, and how often side by side. */
  private static final int ROWS = 8;

  private static final int BLOCKS = 2;
  private static final int MOVING = 16;

  private final int cell;

  /**
   * Creates pictures.
   *
   * @param cell the width and height of a drawing, in pixels
   */
  DrawingPictures(int cell) {
    this.cell = cell;
  }

  /** How many drawings the picture of the denoising shows. */
  int moving() {
    return MOVING;
  }

  Picture generated(List<Sampled> drawings) {
    int count = Math.min(GENERATED, drawings.size());
    Sheet sheet = new Sheet(COLUMNS, (count + COLUMNS - 1) / COLUMNS, cell, List.of());
    for (int i = 0; i < count; i++) {
      sheet.draw(i % COLUMNS, i / COLUMNS, drawings.get(i).strokes(), Sheet.GIVEN);
    }
    return Picture.png(
        "generated", "%d drawings, drawn from nothing.".formatted(count), sheet.png());
  }

  /**
   * Draws completions.
   *
   * @param drawings for each real drawing, all of its completions
   * @param futures how many those are
   */
  Picture completed(List<Sampled> drawings, int futures) {
    return Picture.png(
        "completed",
        "Drawings of the test split of which the first strokes were known (black): what was known, ways in which the model completes it (blue), and the real one.",
        sheet(drawings, futures, List.of("known"), List.of("real")).png());
  }

  /**
   * Draws compositions.
   *
   * @param drawings for each pair of real drawings, all of their compositions
   * @param futures how many those are
   */
  Picture composed(List<Sampled> drawings, int futures) {
    return Picture.png(
        "composed",
        "The first strokes of a drawing (black) and the last ones of another (orange), never seen together, and ways in which the model joins them (blue).",
        sheet(drawings, futures, List.of("one", "other"), List.of()).png());
  }

  private Sheet sheet(List<Sampled> drawings, int futures, List<String> left, List<String> right) {
    int width = left.size() + futures + right.size();
    List<String> titles = new ArrayList<>(left);
    titles.addAll(Collections.nCopies(futures, "sampled"));
    titles.addAll(right);
    int models = Math.min(BLOCKS * ROWS, drawings.size() / futures);
    int blocks = (models + ROWS - 1) / ROWS;
    Sheet sheet =
        new Sheet(
            blocks * width,
            Math.min(ROWS, models),
            cell,
            Stream.generate(() -> titles).limit(blocks).flatMap(List::stream).toList());
    for (int model = 0; model < models; model++) {
      int column = model / ROWS * width;
      int row = model % ROWS;
      Sampled first = drawings.get(model * futures);
      sheet.draw(column, row, first.before(), Sheet.GIVEN);
      if (left.size() > 1) {
        sheet.draw(column + 1, row, first.after(), Sheet.OTHER);
      }
      for (int future = 0; future < futures; future++) {
        Sampled drawing = drawings.get(model * futures + future);
        int at = column + left.size() + future;
        sheet.draw(at, row, drawing.before(), Sheet.GIVEN);
        sheet.draw(at, row, drawing.after(), Sheet.OTHER);
        sheet.draw(at, row, drawing.strokes(), Sheet.SAMPLED);
      }
      if (!right.isEmpty()) {
        sheet.draw(column + width - 1, row, first.models().get(0).strokes(), Sheet.GIVEN);
      }
    }
    return sheet;
  }

  /**
   * Draws states from noise to clean.
   *
   * @param states at least one, each with as many drawings
   */
  Picture denoising(List<List<Drawing>> states) {
    return new Picture(
        "denoising",
        "Drawings on their way from noise to clean.",
        Picture.Format.GIF,
        MovingPicture.gif(
            states.stream()
                .map(
                    drawings -> {
                      Sheet sheet =
                          new Sheet(
                              Math.min(COLUMNS, drawings.size()),
                              (drawings.size() + COLUMNS - 1) / COLUMNS,
                              cell,
                              List.of());
                      for (int i = 0; i < drawings.size(); i++) {
                        sheet.draw(
                            i % COLUMNS, i / COLUMNS, drawings.get(i).strokes(), Sheet.GIVEN);
                      }
                      return sheet.image();
                    })
                .toList()));
  }
}
