package io.stagger.strokes;

import io.stagger.api.evaluation.Picture;
import io.stagger.api.evaluation.Prediction;
import io.stagger.api.evaluation.Renderer;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws the first sample of each of the first predictions: as a sheet, and as a picture that moves,
 * in which the pen draws some of them step by step. Strokes that were given are black, sampled ones
 * are blue.
 */
public final class DrawingSheetRenderer implements Renderer<Drawing> {
  /** How many pictures the drawing of a stroke takes. */
  private static final int PICTURES = 4;

  private final DrawingSheetSettings settings;

  /** A renderer with these settings. */
  public DrawingSheetRenderer(DrawingSheetSettings settings) {
    this.settings = settings;
  }

  @Override
  public Class<Drawing> sampleType() {
    return Drawing.class;
  }

  @Override
  public List<Picture> render(String title, List<Prediction<Drawing>> predictions) {
    List<Prediction<Drawing>> shown =
        predictions.subList(0, Math.min(settings.drawings(), predictions.size()));
    int known = shown.get(0).knownLength();
    String what =
        known == 0
            ? "drawn from nothing"
            : "completed after %d stroke%s".formatted(known, known == 1 ? "" : "s");
    return List.of(
        Picture.png(
            "drawings",
            "%s: %d drawings, %s; what was given is black, what was sampled is blue."
                .formatted(title, shown.size(), what),
            sheet(shown).png()),
        new Picture(
            "being-drawn",
            "%s: the first of these drawings as the pen draws them, %s.".formatted(title, what),
            Picture.Format.GIF,
            MovingPicture.gif(
                frames(shown.subList(0, Math.min(settings.moving(), shown.size()))))));
  }

  private Sheet blank(int drawings) {
    int columns = Math.min(settings.columns(), drawings);
    return new Sheet(columns, (drawings + columns - 1) / columns, settings.cell(), List.of());
  }

  private Sheet sheet(List<Prediction<Drawing>> shown) {
    Sheet sheet = blank(shown.size());
    for (int i = 0; i < shown.size(); i++) {
      Drawing drawing = shown.get(i).samples().get(0);
      int known = shown.get(i).knownLength();
      int column = i % settings.columns();
      int row = i / settings.columns();
      sheet.draw(column, row, drawing.first(known).strokes(), Sheet.GIVEN);
      sheet.draw(column, row, drawing.after(known), Sheet.SAMPLED);
    }
    return sheet;
  }

  private List<BufferedImage> frames(List<Prediction<Drawing>> shown) {
    int strokes =
        shown.stream()
            .mapToInt(one -> one.samples().get(0).after(one.knownLength()).size())
            .max()
            .orElseThrow();
    List<BufferedImage> frames = new ArrayList<>();
    for (int picture = 0; picture <= strokes * PICTURES; picture++) {
      Sheet sheet = blank(shown.size());
      for (int i = 0; i < shown.size(); i++) {
        drawBegun(shown.get(i), picture, sheet, i % settings.columns(), i / settings.columns());
      }
      frames.add(sheet.image());
    }
    return frames;
  }

  private static void drawBegun(
      Prediction<Drawing> prediction, int picture, Sheet sheet, int column, int row) {
    Drawing drawing = prediction.samples().get(0);
    int finished = prediction.knownLength() + picture / PICTURES;
    sheet.draw(column, row, drawing.first(prediction.knownLength()).strokes(), Sheet.GIVEN);
    sheet.draw(column, row, drawing.first(finished).after(prediction.knownLength()), Sheet.SAMPLED);
    List<Stroke> rest = drawing.after(finished);
    if (!rest.isEmpty() && picture % PICTURES > 0) {
      int steps = rest.get(0).steps() * (picture % PICTURES) / PICTURES;
      sheet.draw(column, row, rest.get(0), steps, Sheet.SAMPLED);
    }
  }
}
