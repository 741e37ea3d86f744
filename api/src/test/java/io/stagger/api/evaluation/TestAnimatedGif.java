package io.stagger.api.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;

final class TestAnimatedGif {
  private static final List<Color> PALETTE =
      List.of(Color.WHITE, Color.BLACK, new Color(200, 0, 0), new Color(0, 0, 200));

  private static BufferedImage image(int width, int height, int... rgb) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, width, height, rgb, 0, width);
    return image;
  }

  private interface Reading {
    void read(ImageReader reader) throws IOException;
  }

  private static void open(byte[] gif, Reading reading) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(gif))) {
      reader.setInput(in);
      reading.read(reader);
    } finally {
      reader.dispose();
    }
  }

  private static int attribute(ImageReader reader, int frame, String node, String name)
      throws IOException {
    IIOMetadataNode root =
        (IIOMetadataNode) reader.getImageMetadata(frame).getAsTree("javax_imageio_gif_image_1.0");
    return Integer.parseInt(
        ((IIOMetadataNode) root.getElementsByTagName(node).item(0)).getAttribute(name));
  }

  @Test
  void givesEachPixelTheNearestColor() throws IOException {
    byte[] gif =
        AnimatedGif.of(
            List.of(image(2, 2, 0xFDFDFD, 0x101010, 0xB01010, 0x2020D0)), PALETTE, i -> 5);

    open(
        gif,
        reader -> {
          BufferedImage frame = reader.read(0);
          assertThat(frame.getRGB(0, 0, 2, 2, null, 0, 2))
              .containsExactly(
                  PALETTE.get(0).getRGB(),
                  PALETTE.get(1).getRGB(),
                  PALETTE.get(2).getRGB(),
                  PALETTE.get(3).getRGB());
        });
  }

  @Test
  void framesHoldWhatDiffersAndShowAllTogether() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    int width = 13;
    int height = 9;
    List<int[]> drawn = new ArrayList<>();
    int[] pixels = new int[width * height];
    for (int i = 0; i < 12; i++) {
      for (int changed = 0; changed < i; changed++) {
        pixels[random.nextInt(pixels.length)] =
            PALETTE.get(random.nextInt(PALETTE.size())).getRGB();
      }
      drawn.add(pixels.clone());
    }

    byte[] gif =
        AnimatedGif.of(
            drawn.stream().map(rgb -> image(width, height, rgb)).toList(), PALETTE, i -> 10 + i);

    open(
        gif,
        reader -> {
          assertThat(reader.getNumImages(true)).isEqualTo(12);
          BufferedImage shown = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
          for (int i = 0; i < 12; i++) {
            shown
                .getGraphics()
                .drawImage(
                    reader.read(i),
                    attribute(reader, i, "ImageDescriptor", "imageLeftPosition"),
                    attribute(reader, i, "ImageDescriptor", "imageTopPosition"),
                    null);
            int[] expected = drawn.get(i);
            for (int at = 0; at < expected.length; at++) {
              // What was never drawn on is black in the images and in the palette.
              assertThat(shown.getRGB(at % width, at / width))
                  .as("pixel %d of frame %d", at, i)
                  .isEqualTo(0xFF000000 | expected[at]);
            }
            assertThat(attribute(reader, i, "GraphicControlExtension", "delayTime"))
                .isEqualTo(10 + i);
          }
          assertThat(reader.read(1).getWidth()).as("one pixel changed at most").isEqualTo(1);
        });
    // The extension that makes browsers repeat, for ever.
    assertThat(new String(gif, StandardCharsets.ISO_8859_1))
        .startsWith("GIF89a")
        .contains("NETSCAPE2.0\u0003\u0001\u0000\u0000");
  }

  @Test
  void sameArgumentsGiveTheSameBytes() {
    List<BufferedImage> images = List.of(image(2, 1, 0, 0xFFFFFF), image(2, 1, 0xFFFFFF, 0));
    assertThat(AnimatedGif.of(images, PALETTE, i -> 3))
        .isEqualTo(AnimatedGif.of(images, PALETTE, i -> 3));
  }

  @Test
  void takesAsManyColorsAsItSays() throws IOException {
    List<Color> grays = new ArrayList<>();
    int[] rgb = new int[AnimatedGif.MOST_COLORS];
    for (int i = 0; i < rgb.length; i++) {
      grays.add(new Color(i, i, i));
      rgb[i] = grays.get(i).getRGB();
    }
    byte[] gif =
        AnimatedGif.of(
            List.of(image(rgb.length, 1, rgb), image(rgb.length, 1, new int[rgb.length])),
            grays,
            i -> 2);

    open(
        gif,
        reader ->
            assertThat(reader.read(0).getRGB(0, 0, rgb.length, 1, null, 0, rgb.length))
                .isEqualTo(rgb));
  }

  @Test
  void refusesWhatNoGifHas() {
    BufferedImage image = image(1, 1, 0);
    assertThatThrownBy(() -> AnimatedGif.of(List.of(), PALETTE, i -> 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A GIF has at least one image.");
    assertThatThrownBy(() -> AnimatedGif.of(List.of(image, image(2, 1, 0, 0)), PALETTE, i -> 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("All images of a GIF are equally large, but there are 1 x 1 and 2 x 1 pixels.");
    assertThatThrownBy(
            () -> AnimatedGif.of(List.of(image), Collections.nCopies(256, Color.RED), i -> 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A palette has 1 to 255 colors, not 256.");
    assertThatThrownBy(() -> AnimatedGif.of(List.of(image), PALETTE, i -> 65_536))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("An image is shown for 0 to 65535 hundredths of a second, not 65536.");
  }
}
