package io.stagger.strokes;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.evaluation.Picture;
import io.stagger.api.evaluation.Prediction;
import io.stagger.testkit.GifFrame;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class TestDrawingSheetRenderer {
  private static final int CELL = 64;
  private static final int WHITE = 0xffffff;

  private static List<Picture> render() {
    Drawing drawing =
        TestingDrawings.drawing(
            TestingDrawings.line(100, 512, 900, 512), TestingDrawings.line(512, 600, 512, 900));
    return new DrawingSheetRenderer(new DrawingSheetSettings(3, 2, CELL, 2))
        .render(
            "way",
            List.of(
                new Prediction<>(drawing, List.of(drawing), 1),
                new Prediction<>(drawing, List.of(drawing), 1),
                new Prediction<>(drawing, List.of(drawing), 1),
                new Prediction<>(drawing, List.of(drawing), 1)));
  }

  private static int rgb(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) & WHITE;
  }

  @Test
  void theSheetShowsTheFirstDrawingsWithWhatWasGivenInBlack() throws IOException {
    Picture sheet = render().get(0);
    assertThat(sheet.fileName()).isEqualTo("drawings.png");
    assertThat(sheet.caption())
        .isEqualTo(
            "way: 3 drawings, completed after 1 stroke; what was given is black, what was sampled is blue.");
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(sheet.bytes()));
    assertThat(image.getWidth()).isEqualTo(2 * CELL + 1);
    assertThat(image.getHeight()).isEqualTo(2 * CELL + 1);
    for (int[] cell : new int[][] {{0, 0}, {1, 0}, {0, 1}}) {
      int x = cell[0] * CELL + CELL / 2 + 1;
      int y = cell[1] * CELL + 1;
      assertThat(rgb(image, x, y + 32)).isEqualTo(Sheet.GIVEN.getRGB() & WHITE);
      assertThat(rgb(image, x, y + 47)).isEqualTo(Sheet.SAMPLED.getRGB() & WHITE);
    }
    assertThat(rgb(image, CELL + CELL / 2 + 1, CELL + 33)).isEqualTo(WHITE);
  }

  @Test
  void theMovingPictureDrawsOnlyWhatWasSampled() throws IOException {
    Picture moving = render().get(1);
    assertThat(moving.fileName()).isEqualTo("being-drawn.gif");
    List<BufferedImage> frames =
        GifFrame.all(moving.bytes()).stream().map(GifFrame::image).toList();
    assertThat(frames).hasSize(5);
    int x = CELL / 2 + 1;
    for (BufferedImage frame : frames) {
      assertThat(rgb(frame, x, 33)).isNotEqualTo(WHITE);
    }
    assertThat(rgb(frames.get(0), x, 52)).isEqualTo(WHITE);
    assertThat(rgb(frames.get(2), x, 40)).isNotEqualTo(WHITE);
    assertThat(rgb(frames.get(2), x, 54)).isEqualTo(WHITE);
    assertThat(rgb(frames.get(4), x, 54)).isNotEqualTo(WHITE);
  }
}
