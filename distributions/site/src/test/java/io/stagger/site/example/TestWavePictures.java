package io.stagger.site.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.evaluation.Picture;
import io.stagger.api.evaluation.Prediction;
import io.stagger.example.Wave;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class TestWavePictures {
  @Test
  void truthAndSamplesAreDotsAtTheirHeights() throws IOException {
    Wave truth = new Wave(new float[] {3, 0});
    Wave sample = new Wave(new float[] {3, -3});

    List<Picture> pictures =
        new WavePictures().render("pyramid", List.of(new Prediction<>(truth, List.of(sample), 1)));

    assertThat(pictures).hasSize(1);
    assertThat(pictures.get(0).caption()).endsWith("pyramid.");
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(pictures.get(0).bytes()));
    assertThat(image.getRGB(0, 0)).isEqualTo(Color.BLACK.getRGB());
    assertThat(image.getRGB(8, 159)).isEqualTo(Color.LIGHT_GRAY.getRGB());
    assertThat(image.getRGB(8, 0)).isEqualTo(Color.WHITE.getRGB());
  }
}
