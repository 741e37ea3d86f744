package io.stagger.video;

import io.stagger.api.evaluation.AnimatedGif;
import io.stagger.api.evaluation.Picture;
import io.stagger.api.evaluation.Prediction;
import io.stagger.api.evaluation.Renderer;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Draws the first clips twice: as a strip, the true frames of each clip above those of its first
 * sampled future, and as a picture that moves, in which the clips stand side by side, truth above
 * prediction. Predicted frames are framed in orange.
 */
public final class FilmstripRenderer implements Renderer<Clip> {
  private static final int MILLISECONDS_IN_CENTISECOND = 10;
  private static final int CUBE_EDGE = 6;

  private final FilmstripSettings settings;

  /** A renderer with these settings. */
  public FilmstripRenderer(FilmstripSettings settings) {
    this.settings = settings;
  }

  @Override
  public Class<Clip> sampleType() {
    return Clip.class;
  }

  @Override
  public List<Picture> render(String title, List<Prediction<Clip>> predictions) {
    List<Prediction<Clip>> drawn =
        predictions.subList(0, Math.min(settings.clips(), predictions.size()));
    return List.of(strip(title, drawn), movie(title, drawn));
  }

  private Picture strip(String title, List<Prediction<Clip>> drawn) {
    Prediction<Clip> first = drawn.get(0);
    int length = shortest(drawn);
    int[] frames = evenly(Math.max(first.knownLength() - 1, 0), length - 1, settings.columns());
    ClipSheet sheet =
        new ClipSheet(frames.length, 2 * drawn.size(), first.truth(), settings.scale());
    sheet.heading(title);
    for (int column = 0; column < frames.length; column++) {
      sheet.columnTitle(column, Integer.toString(frames[column] + 1));
      for (int i = 0; i < drawn.size(); i++) {
        drawPair(drawn.get(i), frames[column], column, i, sheet);
      }
    }
    String caption =
        "%s: %s, frames %d to %d, truth above prediction; frames up to %d were known."
            .formatted(
                title,
                drawn.size() == 1 ? "a clip" : drawn.size() + " clips",
                frames[0] + 1,
                length,
                first.knownLength());
    return Picture.png("filmstrip", caption, png(sheet.finish()));
  }

  private Picture movie(String title, List<Prediction<Clip>> drawn) {
    Prediction<Clip> first = drawn.get(0);
    int length = Math.min(shortest(drawn), settings.movieFrames());
    List<BufferedImage> images = new ArrayList<>(length);
    for (int frame = 0; frame < length; frame++) {
      ClipSheet sheet = new ClipSheet(drawn.size(), 2, first.truth(), settings.scale());
      sheet.heading(Integer.toString(frame + 1));
      for (int i = 0; i < drawn.size(); i++) {
        drawPair(drawn.get(i), frame, i, 0, sheet);
      }
      images.add(sheet.finish());
    }
    String caption =
        "%s: %s in motion, %d frames, truth above prediction; the first %d frames were known."
            .formatted(
                title,
                drawn.size() == 1 ? "a clip" : drawn.size() + " clips",
                length,
                first.knownLength());
    return new Picture(
        "moving-clips",
        caption,
        Picture.Format.GIF,
        AnimatedGif.of(
            images,
            palette(),
            frame -> settings.frameMilliseconds() / MILLISECONDS_IN_CENTISECOND));
  }

  /** Grays, because most clips are gray, and a cube of 6 x 6 x 6 others. */
  private static List<Color> palette() {
    List<Color> palette = new ArrayList<>();
    for (int i = 0; i < CUBE_EDGE * CUBE_EDGE * CUBE_EDGE; i++) {
      palette.add(
          new Color(
              brightness(i / (CUBE_EDGE * CUBE_EDGE)),
              brightness(i / CUBE_EDGE % CUBE_EDGE),
              brightness(i % CUBE_EDGE)));
    }
    int grays = AnimatedGif.MOST_COLORS - palette.size();
    for (int i = 0; i < grays; i++) {
      float gray = (float) i / (grays - 1);
      palette.add(new Color(gray, gray, gray));
    }
    return palette;
  }

  private static float brightness(int place) {
    return (float) place / (CUBE_EDGE - 1);
  }

  private static void drawPair(
      Prediction<Clip> prediction, int frame, int column, int pair, ClipSheet sheet) {
    boolean predicted = frame >= prediction.knownLength();
    sheet.draw(prediction.truth(), frame, column, 2 * pair, false);
    sheet.draw(prediction.samples().get(0), frame, column, 2 * pair + 1, predicted);
  }

  private static int shortest(List<Prediction<Clip>> predictions) {
    return predictions.stream()
        .mapToInt(
            prediction ->
                Math.min(prediction.truth().length(), prediction.samples().get(0).length()))
        .min()
        .orElseThrow();
  }

  /** Which of several frames to show: evenly spread, the first and the last included. */
  private static int[] evenly(int first, int last, int count) {
    int columns = Math.min(count, last - first + 1);
    return columns == 1
        ? new int[] {last}
        : IntStream.range(0, columns)
            .map(i -> first + (int) Math.round((double) i * (last - first) / (columns - 1)))
            .toArray();
  }

  private static byte[] png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
