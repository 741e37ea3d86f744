package io.stagger.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

final class TestAreaAverage {
  private static IdxImages sample() throws IOException {
    return IdxImages.read(
        Files.readAllBytes(TestingPictures.sample().resolve("t10k-images-idx3-ubyte.gz")), "t10k");
  }

  @Test
  void halvesByTheMeanOfFourPixels() throws IOException {
    IdxImages images = sample();
    float[] small = new AreaAverage(28, 14).shrink(images, 3);
    for (int row = 0; row < 14; row++) {
      for (int column = 0; column < 14; column++) {
        int sum =
            images.pixel(3, 2 * row, 2 * column)
                + images.pixel(3, 2 * row, 2 * column + 1)
                + images.pixel(3, 2 * row + 1, 2 * column)
                + images.pixel(3, 2 * row + 1, 2 * column + 1);
        assertThat(small[row * 14 + column]).isCloseTo(sum / 1020f, within(1e-6f));
      }
    }
  }

  @Test
  void countsPixelsThatAreCoveredInPart() throws IOException {
    // Rows of 0 1 2, 3 4 5, 6 7 8; a small pixel covers 1.5 x 1.5 of them.
    IdxImages images = IdxImages.read(TestIdxImages.file(0x803, 1, 3, 3, 9), "some");
    float[] small = new AreaAverage(3, 2).shrink(images, 0);
    float[] expected = {
      (0 + 0.5f * 1 + 0.5f * 3 + 0.25f * 4) / 2.25f / 255,
      (2 + 0.5f * 1 + 0.5f * 5 + 0.25f * 4) / 2.25f / 255,
      (6 + 0.5f * 3 + 0.5f * 7 + 0.25f * 4) / 2.25f / 255,
      (8 + 0.5f * 5 + 0.5f * 7 + 0.25f * 4) / 2.25f / 255
    };
    assertThat(small).containsExactly(expected, within(1e-8f));
  }

  @Test
  void meanStaysTheSameAtEverySize() throws IOException {
    IdxImages images = sample();
    double mean = mean(new AreaAverage(28, 28).shrink(images, 5));
    for (int size = 1; size <= 28; size++) {
      assertThat(mean(new AreaAverage(28, size).shrink(images, 5)))
          .as("shrunk to %d", size)
          .isCloseTo(mean, within(1e-6));
    }
  }

  private static double mean(float[] pixels) {
    double sum = 0;
    for (float pixel : pixels) {
      sum += pixel;
    }
    return sum / pixels.length;
  }

  @Test
  void growingIsRefused() {
    assertThatThrownBy(() -> new AreaAverage(28, 29))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Images of 28 x 28 can't be shrunk to 29 x 29.");
  }
}
