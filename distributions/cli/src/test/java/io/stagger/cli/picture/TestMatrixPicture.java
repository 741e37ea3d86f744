package io.stagger.cli.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.SchedulingMatrix;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class TestMatrixPicture {
  private static final int LEFT = 76;
  private static final int TOP = 98;

  @Test
  void drawsNoiseDarkAndCleanLight() throws IOException {
    BufferedImage image = image(matrix(2, 2));

    // Beside the text in the middle of the first token's cells, which are 180 by 50 pixels.
    int[] blues = new int[4];
    for (int row = 0; row < 4; row++) {
      blues[row] = image.getRGB(LEFT + 20, TOP + 50 * row + 10) & 0xFF;
    }
    assertThat(blues[0]).isLessThan(blues[1]);
    assertThat(blues[1]).isLessThan(blues[2]);
    assertThat(blues[2]).isEqualTo(blues[3]);
    assertThat(image.getWidth()).isEqualTo(LEFT + 360 + 112);
    assertThat(image.getHeight()).isEqualTo(TOP + 200 + 20);
  }

  @Test
  void aLargeMatrixFitsIntoAPictureOfLimitedSize() throws IOException {
    BufferedImage image = image(matrix(900, 3));

    assertThat(image.getWidth()).isEqualTo(LEFT + 640 + 112);
    assertThat(image.getHeight()).isEqualTo(TOP + 560 + 20);
    // First row all noise, last row all clean, all along.
    for (int x : new int[] {0, 100, 320, 500, 639}) {
      assertThat(image.getRGB(LEFT + x, TOP)).isEqualTo(Shades.ofNoise(1).getRGB());
      assertThat(image.getRGB(LEFT + x, TOP + 559)).isEqualTo(Shades.ofNoise(0).getRGB());
    }
  }

  @Test
  void anotherMatrixAndAnotherTitleGiveAnotherPicture() {
    byte[] picture = MatrixPicture.draw("title", matrix(4, 3));

    assertThat(MatrixPicture.draw("title", matrix(4, 3))).isEqualTo(picture);
    assertThat(MatrixPicture.draw("title", matrix(4, 4))).isNotEqualTo(picture);
    assertThat(MatrixPicture.draw("other", matrix(4, 3))).isNotEqualTo(picture);
  }

  @Test
  void aLongTitleIsCutAtTheEdge() throws IOException {
    SchedulingMatrix matrix = matrix(2, 2);
    BufferedImage image =
        ImageIO.read(new ByteArrayInputStream(MatrixPicture.draw("m".repeat(500), matrix)));

    assertThat(image.getWidth()).isEqualTo(image(matrix).getWidth());
    for (int y = 0; y < Sheet.HEAD; y++) {
      assertThat(image.getRGB(image.getWidth() - 2, y) & 0xFFFFFF).isEqualTo(0xFFFFFF);
    }
  }

  private static BufferedImage image(SchedulingMatrix matrix) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(MatrixPicture.draw("title", matrix)));
  }

  /** Tokens follow one another. */
  private static SchedulingMatrix matrix(int horizon, int steps) {
    int[][] rows = new int[steps + horizon][horizon];
    for (int row = 0; row < rows.length; row++) {
      int m = row;
      Arrays.setAll(rows[row], token -> Math.max(0, Math.min(steps, steps + token - m)));
    }
    return SchedulingMatrix.of(steps, rows);
  }
}
