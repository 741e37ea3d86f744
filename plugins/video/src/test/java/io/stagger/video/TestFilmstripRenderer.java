package io.stagger.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.data.Split;
import io.stagger.api.evaluation.Picture;
import io.stagger.api.evaluation.Prediction;
import io.stagger.api.evaluation.Renderer;
import io.stagger.testkit.GifFrame;
import io.stagger.testkit.RendererConformance;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class TestFilmstripRenderer implements RendererConformance<Clip> {
  private static final int PREDICTED_RGB = 0xFFFF6600;

  private static List<Prediction<Clip>> predictions(int count) {
    MovingPicturesSource source = new TestingPictures().open();
    List<Prediction<Clip>> predictions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Clip truth = source.get(Split.TEST, i);
      predictions.add(
          new Prediction<>(
              truth,
              new LastFrame().predict(truth, 4, 2, new SplittableRandom(1)),
              source.knownLength()));
    }
    return predictions;
  }

  private static List<Picture> pictures(int count) {
    return new FilmstripRenderer(new FilmstripSettings(2, 5, 3, 300, 80))
        .render("pyramid", predictions(count));
  }

  @Override
  public Renderer<Clip> renderer() {
    return new FilmstripRenderer(new FilmstripSettings(2, 5, 3, 300, 80));
  }

  @Override
  public List<Prediction<Clip>> predictions() {
    return predictions(3);
  }

  private static int count(BufferedImage image, int rgb) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += image.getRGB(x, y) == rgb ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void stripShowsTruthAbovePredictionAndFramesWhatWasPredicted() throws IOException {
    Picture strip = pictures(3).get(0);
    assertThat(strip.fileName()).isEqualTo("filmstrip.png");
    assertThat(strip.caption())
        .isEqualTo(
            "pyramid: 2 clips, frames 4 to 16, truth above prediction; frames up to 4 were known.");
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(strip.bytes()));
    // Five columns of 24 x 3 pixels with borders of 2 and gaps of 4.
    assertThat(image.getWidth()).isEqualTo(4 + 5 * 80);
    // Four of five columns are predicted, of two clips.
    assertThat(count(image, PREDICTED_RGB)).isEqualTo(8 * (76 * 76 - 72 * 72));
  }

  @Test
  void stripShowsThePixels() throws IOException {
    Prediction<Clip> prediction = predictions(1).get(0);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(pictures(1).get(0).bytes()));
    int lastColumn = 4 + 4 * 80 + 2;
    int firstRow = 2 * 18 + 2;
    for (int row = 0; row < 24; row++) {
      for (int column = 0; column < 24; column++) {
        for (int below = 0; below < 2; below++) {
          Clip clip = below == 0 ? prediction.truth() : prediction.samples().get(0);
          int rgb = image.getRGB(lastColumn + 3 * column + 1, firstRow + below * 80 + 3 * row + 1);
          assertThat(new Color(rgb).getGreen())
              .isEqualTo(Math.round(255 * clip.value(15, row, column, 0)));
        }
      }
    }
  }

  @Test
  void movingPictureOpensAgainWithAsManyFrames() throws IOException {
    Picture movie = pictures(3).get(1);
    assertThat(movie.fileName()).isEqualTo("moving-clips.gif");
    assertThat(movie.caption())
        .isEqualTo(
            "pyramid: 2 clips in motion, 16 frames, truth above prediction; the first 4 frames were"
                + " known.");
    List<GifFrame> frames = GifFrame.all(movie.bytes());
    assertThat(frames).hasSize(16).extracting(GifFrame::centiseconds).containsOnly(8);
    for (int frame = 0; frame < 16; frame++) {
      BufferedImage image = frames.get(frame).image();
      assertThat(image.getWidth()).isEqualTo(4 + 2 * 80);
      assertThat(count(image, PREDICTED_RGB))
          .as("orange in frame %d", frame)
          .isEqualTo(frame < 4 ? 0 : 2 * (76 * 76 - 72 * 72));
    }
  }

  @Test
  void movingPictureShowsThePixels() throws IOException {
    Clip truth = predictions(1).get(0).truth();
    List<GifFrame> frames = GifFrame.all(pictures(1).get(1).bytes());
    for (int frame = 0; frame < 16; frame++) {
      BufferedImage image = frames.get(frame).image();
      for (int row = 0; row < 24; row++) {
        for (int column = 0; column < 24; column++) {
          int gray = image.getRGB(4 + 2 + 3 * column + 1, 36 + 2 + 3 * row + 1) & 0xFF;
          // Forty grays are at most 255 / 39 apart, and those of the cube lie between.
          assertThat((double) gray)
              .isCloseTo(255.0 * truth.value(frame, row, column, 0), within(4.0));
        }
      }
    }
  }

  @Test
  void movingPicturesEndWhereTheSettingsSay() throws IOException {
    FilmstripRenderer renderer = new FilmstripRenderer(new FilmstripSettings(1, 2, 1, 7, 100));
    Picture movie = renderer.render("any", predictions(1)).get(1);
    assertThat(movie.caption()).startsWith("any: a clip in motion, 7 frames,");
    assertThat(GifFrame.all(movie.bytes())).hasSize(7);
  }

  @Test
  void colorsAndUnknownFramesAreDrawn() throws IOException {
    Clip colored = new Clip(1, 2, 3, new float[] {1, 0, 0, 0, 0.6f, 1, 0, 0, 1, 1, 1, 1});
    Clip unknown =
        new Clip(
            1,
            2,
            3,
            new float[] {
              1, 0, 0, 0, 0.6f, 1, Float.NaN, Float.NaN, Float.NaN, Float.NaN, Float.NaN, Float.NaN
            });
    List<Picture> drawn =
        new FilmstripRenderer(new FilmstripSettings(1, 2, 8, 10, 100))
            .render("any", List.of(new Prediction<>(unknown, List.of(colored), 1)));
    BufferedImage strip = ImageIO.read(new ByteArrayInputStream(drawn.get(0).bytes()));
    assertThat(count(strip, 0xFFFF0000)).as("red").isEqualTo(2 * 64);
    assertThat(count(strip, 0xFF0099FF)).as("a blue").isEqualTo(2 * 64);
    assertThat(count(strip, 0xFFCCCCCC)).as("unknown").isGreaterThanOrEqualTo(2 * 64);
    BufferedImage moving = GifFrame.all(drawn.get(1).bytes()).get(0).image();
    assertThat(count(moving, 0xFFFF0000)).isEqualTo(2 * 64);
    assertThat(count(moving, 0xFF0099FF)).isEqualTo(2 * 64);
  }
}
