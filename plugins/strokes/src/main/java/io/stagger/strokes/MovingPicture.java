package io.stagger.strokes;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/**
 * Writes sheets as a GIF that moves, lingers on the last picture and begins anew. Its colors are
 * blends of the paper with each of the sheet's inks.
 */
final class MovingPicture {
  /** Shades of each ink. Few, because a sheet that compresses well counts for more. */
  private static final int SHADES = 7;

  private static final int CENTISECONDS = 12;
  private static final int LAST_CENTISECONDS = 250;

  private final List<Color> palette;
  private final IndexColorModel colors;

  private MovingPicture() {
    palette = Sheet.shades(SHADES);
    int[] rgb = palette.stream().mapToInt(Color::getRGB).toArray();
    byte[] red = new byte[rgb.length];
    byte[] green = new byte[rgb.length];
    byte[] blue = new byte[rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      red[i] = (byte) (rgb[i] >> 16);
      green[i] = (byte) (rgb[i] >> 8);
      blue[i] = (byte) rgb[i];
    }
    colors = new IndexColorModel(Byte.SIZE, rgb.length, red, green, blue);
  }

  /**
   * The file.
   *
   * @param images at least one, equally large
   */
  static byte[] gif(List<BufferedImage> images) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      new MovingPicture().write(images, writer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private void write(List<BufferedImage> images, ImageWriter writer) throws IOException {
    writer.prepareWriteSequence(null);
    for (int i = 0; i < images.size(); i++) {
      BufferedImage frame = indexed(images.get(i));
      IIOMetadata metadata =
          writer.getDefaultImageMetadata(
              new ImageTypeSpecifier(frame), writer.getDefaultWriteParam());
      describe(metadata, i == 0, i == images.size() - 1);
      writer.writeToSequence(new IIOImage(frame, null, metadata), null);
    }
    writer.endWriteSequence();
  }

  /** How long a frame is shown and, with the first, that all is repeated. */
  private static void describe(IIOMetadata metadata, boolean first, boolean last)
      throws IOException {
    String format = metadata.getNativeMetadataFormatName();
    IIOMetadataNode root = new IIOMetadataNode(format);
    IIOMetadataNode control = child(root, "GraphicControlExtension");
    control.setAttribute("disposalMethod", "none");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("transparentColorIndex", "0");
    control.setAttribute("delayTime", Integer.toString(last ? LAST_CENTISECONDS : CENTISECONDS));
    if (first) {
      IIOMetadataNode repeat = child(child(root, "ApplicationExtensions"), "ApplicationExtension");
      repeat.setAttribute("applicationID", "NETSCAPE");
      repeat.setAttribute("authenticationCode", "2.0");
      // A block of kind 1 with a number of rounds, low byte first; 0 is without end.
      repeat.setUserObject(new byte[] {1, 0, 0});
    }
    metadata.mergeTree(format, root);
  }

  private static IIOMetadataNode child(IIOMetadataNode parent, String name) {
    IIOMetadataNode child = new IIOMetadataNode(name);
    parent.appendChild(child);
    return child;
  }

  private BufferedImage indexed(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    BufferedImage indexed =
        new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, colors);
    byte[] indices = ((DataBufferByte) indexed.getRaster().getDataBuffer()).getData();
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    for (int i = 0; i < pixels.length; i++) {
      indices[i] = i > 0 && pixels[i] == pixels[i - 1] ? indices[i - 1] : nearest(pixels[i]);
    }
    return indexed;
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
}
