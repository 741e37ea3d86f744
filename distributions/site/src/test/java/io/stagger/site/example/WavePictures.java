package io.stagger.site.example;

import io.stagger.api.evaluation.Picture;
import io.stagger.api.evaluation.Prediction;
import io.stagger.api.evaluation.Renderer;
import io.stagger.example.Wave;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;

/** Draws the first prediction as dots: sampled waves gray, the true one black. */
final class WavePictures implements Renderer<Wave> {
  private static final int SIZE = 8;
  private static final int HEIGHT = 160;

  @Override
  public Class<Wave> sampleType() {
    return Wave.class;
  }

  @Override
  public List<Picture> render(String title, List<Prediction<Wave>> predictions) {
    Prediction<Wave> first = predictions.get(0);
    int width = SIZE * first.truth().length();
    BufferedImage image = new BufferedImage(width, HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < HEIGHT; y++) {
        image.setRGB(x, y, Color.WHITE.getRGB());
      }
    }
    first.samples().forEach(wave -> draw(wave, Color.LIGHT_GRAY, image));
    draw(first.truth(), Color.BLACK, image);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException("Memory can be written to.", e);
    }
    return List.of(
        Picture.png("waves", "Sampled waves and the true one, " + title + ".", png.toByteArray()));
  }

  private static void draw(Wave wave, Color color, BufferedImage image) {
    for (int t = 0; t < wave.length(); t++) {
      // Heights are from -3 to 3.
      int y = Math.round((3 - wave.heights()[t]) / 6 * (HEIGHT - 1));
      image.setRGB(SIZE * t, Math.max(0, Math.min(HEIGHT - 1, y)), color.getRGB());
    }
  }
}
