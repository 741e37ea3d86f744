package io.stagger.api.evaluation;

import java.awt.Color;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/**
 * Writes images as a GIF that moves and begins anew whenever it is through, for renderers,
 * exporters and trials. All frames share one palette. Each frame but the first holds what differs
 * from the one before, and the rest of it is transparent, so that files stay small.
 *
 * @since 0.1.0
 */
public final class AnimatedGif {
  /** How many colors a palette can have; one more is what a frame leaves as it was. */
  public static final int MOST_COLORS = 255;

  /** The index of the transparent color, behind the palette. */
  private static final int TRANSPARENT = MOST_COLORS;

  private final int width;
  private final int height;
  private final List<Color> palette;
  private final IndexColorModel colors;

  /** The index of the nearest color, by color as it was drawn. */
  private final Map<Integer, Byte> nearest = new HashMap<>();

  private AnimatedGif(int width, int height, List<Color> palette) {
    this.width = width;
    this.height = height;
    this.palette = palette;
    this.colors = colors(palette);
  }

  /**
   * The file.
   *
   * @param images at least one, equally large; of each pixel red, green and blue count, not how
   *     transparent it is
   * @param palette from 1 to {@value #MOST_COLORS} colors; each pixel gets the nearest one
   * @param centiseconds how long an image is shown, in hundredths of a second from 0 to 65,535, for
   *     its place among the images from 0 on; many browsers take less than 2 for 10
   * @return the bytes of a GIF89a; the same for the same arguments
   * @throws IllegalArgumentException if there is no image, one is of another size than the first,
   *     or the palette or a time is out of its range
   */
  public static byte[] of(
      List<BufferedImage> images, List<Color> palette, IntUnaryOperator centiseconds) {
    if (images.isEmpty()) {
      throw new IllegalArgumentException("A GIF has at least one image.");
    }
    if (palette.isEmpty() || palette.size() > MOST_COLORS) {
      throw new IllegalArgumentException(
          "A palette has 1 to %d colors, not %d.".formatted(MOST_COLORS, palette.size()));
    }
    BufferedImage first = images.get(0);
    for (BufferedImage image : images) {
      if (image.getWidth() != first.getWidth() || image.getHeight() != first.getHeight()) {
        throw new IllegalArgumentException(
            "All images of a GIF are equally large, but there are %d x %d and %d x %d pixels."
                .formatted(
                    first.getWidth(), first.getHeight(), image.getWidth(), image.getHeight()));
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      new AnimatedGif(first.getWidth(), first.getHeight(), List.copyOf(palette))
          .write(images, centiseconds, writer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private void write(List<BufferedImage> images, IntUnaryOperator centiseconds, ImageWriter writer)
      throws IOException {
    writer.prepareWriteSequence(screen(writer));
    byte[] shown = new byte[width * height];
    for (int i = 0; i < images.size(); i++) {
      byte[] next = indices(images.get(i));
      Rectangle part = i == 0 ? new Rectangle(width, height) : changed(shown, next);
      BufferedImage frame = frame(shown, next, part, i > 0);
      // Not createFromRenderedImage, which takes every picture with a palette for one with Java's.
      IIOMetadata metadata =
          writer.getDefaultImageMetadata(
              new ImageTypeSpecifier(frame), writer.getDefaultWriteParam());
      describe(metadata, part, delay(centiseconds.applyAsInt(i)), i == 0);
      writer.writeToSequence(new IIOImage(frame, null, metadata), null);
      shown = next;
    }
    writer.endWriteSequence();
  }

  private static int delay(int centiseconds) {
    if (centiseconds < 0 || centiseconds > 0xFFFF) {
      throw new IllegalArgumentException(
          "An image is shown for 0 to 65535 hundredths of a second, not %d."
              .formatted(centiseconds));
    }
    return centiseconds;
  }

  /** What holds for all frames: the size and the colors. */
  private IIOMetadata screen(ImageWriter writer) throws IOException {
    IIOMetadata metadata = writer.getDefaultStreamMetadata(null);
    String format = metadata.getNativeMetadataFormatName();
    IIOMetadataNode root = new IIOMetadataNode(format);
    IIOMetadataNode size = child(root, "LogicalScreenDescriptor");
    size.setAttribute("logicalScreenWidth", Integer.toString(width));
    size.setAttribute("logicalScreenHeight", Integer.toString(height));
    size.setAttribute("colorResolution", Integer.toString(Byte.SIZE));
    size.setAttribute("pixelAspectRatio", "0");
    IIOMetadataNode table = child(root, "GlobalColorTable");
    table.setAttribute("sizeOfGlobalColorTable", Integer.toString(colors.getMapSize()));
    table.setAttribute("backgroundColorIndex", "0");
    table.setAttribute("sortFlag", "FALSE");
    for (int i = 0; i < colors.getMapSize(); i++) {
      IIOMetadataNode entry = child(table, "ColorTableEntry");
      entry.setAttribute("index", Integer.toString(i));
      entry.setAttribute("red", Integer.toString(colors.getRed(i)));
      entry.setAttribute("green", Integer.toString(colors.getGreen(i)));
      entry.setAttribute("blue", Integer.toString(colors.getBlue(i)));
    }
    metadata.mergeTree(format, root);
    return metadata;
  }

  private byte[] indices(BufferedImage image) {
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    byte[] indices = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      // Most pixels equal their neighbor, and looking up is slow.
      indices[i] =
          i > 0 && pixels[i] == pixels[i - 1]
              ? indices[i - 1]
              : nearest.computeIfAbsent(pixels[i], this::nearest);
    }
    return indices;
  }

  private byte nearest(int rgb) {
    Color wanted = new Color(rgb);
    int best = 0;
    for (int i = 1; i < palette.size(); i++) {
      if (distance(palette.get(i), wanted) < distance(palette.get(best), wanted)) {
        best = i;
      }
    }
    return (byte) best;
  }

  private static int distance(Color one, Color other) {
    int red = one.getRed() - other.getRed();
    int green = one.getGreen() - other.getGreen();
    int blue = one.getBlue() - other.getBlue();
    return red * red + green * green + blue * blue;
  }

  /** The smallest part that holds everything that differs; one pixel if nothing does. */
  private Rectangle changed(byte[] shown, byte[] next) {
    Rectangle changed = null;
    for (int y = 0; y < height; y++) {
      int from = y * width;
      int first = Arrays.mismatch(shown, from, from + width, next, from, from + width);
      if (first >= 0) {
        int last = width - 1;
        while (shown[from + last] == next[from + last]) {
          last--;
        }
        Rectangle line = new Rectangle(first, y, last - first + 1, 1);
        changed = changed == null ? line : changed.union(line);
      }
    }
    return changed == null ? new Rectangle(1, 1) : changed;
  }

  private BufferedImage frame(byte[] shown, byte[] next, Rectangle part, boolean onTop) {
    byte[] pixels = new byte[part.width * part.height];
    for (int y = 0; y < part.height; y++) {
      for (int x = 0; x < part.width; x++) {
        int at = (part.y + y) * width + part.x + x;
        pixels[y * part.width + x] = onTop && shown[at] == next[at] ? (byte) TRANSPARENT : next[at];
      }
    }
    return new BufferedImage(
        colors,
        Raster.createInterleavedRaster(
            new DataBufferByte(pixels, pixels.length),
            part.width,
            part.height,
            part.width,
            1,
            new int[] {0},
            new Point()),
        false,
        null);
  }

  /** Where a frame goes, how long it is shown, and, with the first, that all is repeated. */
  private static void describe(IIOMetadata metadata, Rectangle part, int delay, boolean first)
      throws IOException {
    String format = metadata.getNativeMetadataFormatName();
    IIOMetadataNode root = new IIOMetadataNode(format);
    IIOMetadataNode descriptor = child(root, "ImageDescriptor");
    descriptor.setAttribute("imageLeftPosition", Integer.toString(part.x));
    descriptor.setAttribute("imageTopPosition", Integer.toString(part.y));
    descriptor.setAttribute("imageWidth", Integer.toString(part.width));
    descriptor.setAttribute("imageHeight", Integer.toString(part.height));
    descriptor.setAttribute("interlaceFlag", "FALSE");
    IIOMetadataNode control = child(root, "GraphicControlExtension");
    control.setAttribute("disposalMethod", "doNotDispose");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", first ? "FALSE" : "TRUE");
    control.setAttribute("delayTime", Integer.toString(delay));
    control.setAttribute("transparentColorIndex", first ? "0" : Integer.toString(TRANSPARENT));
    if (first) {
      IIOMetadataNode repeat = child(child(root, "ApplicationExtensions"), "ApplicationExtension");
      repeat.setAttribute("applicationID", "NETSCAPE");
      repeat.setAttribute("authenticationCode", "2.0");
      // A block of kind 1 that says how often, low byte first; 0 is for ever.
      repeat.setUserObject(new byte[] {1, 0, 0});
    }
    metadata.mergeTree(format, root);
  }

  private static IIOMetadataNode child(IIOMetadataNode parent, String name) {
    IIOMetadataNode child = new IIOMetadataNode(name);
    parent.appendChild(child);
    return child;
  }

  private static IndexColorModel colors(List<Color> palette) {
    int[] rgb = new int[TRANSPARENT + 1];
    for (int i = 0; i < palette.size(); i++) {
      rgb[i] = palette.get(i).getRGB();
    }
    return new IndexColorModel(
        Byte.SIZE, rgb.length, rgb, 0, true, TRANSPARENT, DataBuffer.TYPE_BYTE);
  }
}
