package io.stagger.video;

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
 * Writes images as a GIF that moves and begins anew whenever it is through. All frames share 256
 * colors: 40 grays, because most clips are gray, and a cube of 6 x 6 x 6 others.
 */
final class AnimatedGif {
  private static final int COLORS = 256;
  private static final int CUBE_EDGE = 6;
  private static final int CUBE_COLORS = CUBE_EDGE * CUBE_EDGE * CUBE_EDGE;
  private static final int LAST_GRAY = COLORS - CUBE_COLORS - 1;
  private static final int BRIGHTEST = 255;

  private final IndexColorModel colors = colors();
  private final int centiseconds;

  private AnimatedGif(int centiseconds) {
    this.centiseconds = centiseconds;
  }

  /**
   * The file.
   *
   * @param images at least one, equally large
   * @param centiseconds how long each is shown, in hundredths of a second
   */
  static byte[] of(List<BufferedImage> images, int centiseconds) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      new AnimatedGif(centiseconds).write(images, writer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private void write(List<BufferedImage> images, ImageWriter writer) throws IOException {
    writer.prepareWriteSequence(screen(images.get(0), writer));
    for (int i = 0; i < images.size(); i++) {
      BufferedImage frame = indexed(images.get(i));
      IIOMetadata metadata =
          writer.getDefaultImageMetadata(
              new ImageTypeSpecifier(frame), writer.getDefaultWriteParam());
      describe(metadata, i == 0);
      writer.writeToSequence(new IIOImage(frame, null, metadata), null);
    }
    writer.endWriteSequence();
  }

  /** What holds for all frames: their size and colors. */
  private IIOMetadata screen(BufferedImage image, ImageWriter writer) throws IOException {
    IIOMetadata metadata = writer.getDefaultStreamMetadata(null);
    String format = metadata.getNativeMetadataFormatName();
    IIOMetadataNode root = new IIOMetadataNode(format);
    IIOMetadataNode size = child(root, "LogicalScreenDescriptor");
    size.setAttribute("logicalScreenWidth", Integer.toString(image.getWidth()));
    size.setAttribute("logicalScreenHeight", Integer.toString(image.getHeight()));
    size.setAttribute("colorResolution", Integer.toString(Byte.SIZE));
    size.setAttribute("pixelAspectRatio", "0");
    IIOMetadataNode table = child(root, "GlobalColorTable");
    table.setAttribute("sizeOfGlobalColorTable", Integer.toString(COLORS));
    table.setAttribute("backgroundColorIndex", "0");
    table.setAttribute("sortFlag", "FALSE");
    for (int i = 0; i < COLORS; i++) {
      IIOMetadataNode entry = child(table, "ColorTableEntry");
      entry.setAttribute("index", Integer.toString(i));
      entry.setAttribute("red", Integer.toString(colors.getRed(i)));
      entry.setAttribute("green", Integer.toString(colors.getGreen(i)));
      entry.setAttribute("blue", Integer.toString(colors.getBlue(i)));
    }
    metadata.mergeTree(format, root);
    return metadata;
  }

  /** How long a frame is shown and, with the first, that all is repeated. */
  private void describe(IIOMetadata metadata, boolean first) throws IOException {
    String format = metadata.getNativeMetadataFormatName();
    IIOMetadataNode root = new IIOMetadataNode(format);
    IIOMetadataNode control = child(root, "GraphicControlExtension");
    control.setAttribute("disposalMethod", "none");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("transparentColorIndex", "0");
    control.setAttribute("delayTime", Integer.toString(centiseconds));
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
      indices[i] = (byte) nearest(pixels[i]);
    }
    return indexed;
  }

  private static int nearest(int rgb) {
    int red = rgb >> 16 & BRIGHTEST;
    int green = rgb >> 8 & BRIGHTEST;
    int blue = rgb & BRIGHTEST;
    if (red == green && green == blue) {
      return CUBE_COLORS + rounded(red, LAST_GRAY);
    }
    int edge = CUBE_EDGE - 1;
    return (rounded(red, edge) * CUBE_EDGE + rounded(green, edge)) * CUBE_EDGE
        + rounded(blue, edge);
  }

  private static int rounded(int brightness, int last) {
    return (brightness * last + BRIGHTEST / 2) / BRIGHTEST;
  }

  private static IndexColorModel colors() {
    byte[] red = new byte[COLORS];
    byte[] green = new byte[COLORS];
    byte[] blue = new byte[COLORS];
    int step = BRIGHTEST / (CUBE_EDGE - 1);
    for (int i = 0; i < CUBE_COLORS; i++) {
      red[i] = (byte) (i / (CUBE_EDGE * CUBE_EDGE) * step);
      green[i] = (byte) (i / CUBE_EDGE % CUBE_EDGE * step);
      blue[i] = (byte) (i % CUBE_EDGE * step);
    }
    for (int i = 0; i <= LAST_GRAY; i++) {
      byte gray = (byte) Math.round((float) i * BRIGHTEST / LAST_GRAY);
      red[CUBE_COLORS + i] = gray;
      green[CUBE_COLORS + i] = gray;
      blue[CUBE_COLORS + i] = gray;
    }
    return new IndexColorModel(Byte.SIZE, COLORS, red, green, blue);
  }
}
