package io.stagger.cli.picture;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.internal.chartpart.Chart;

/** A white sheet with a title, a line below it, and parts at places; becomes a PNG. */
final class Sheet {
  /** The height of the title and the line below it. */
  static final int HEAD = 58;

  private static final int MARGIN = 16;

  private final String title;
  private final String subtitle;
  private final int width;
  private final int height;
  private final List<Consumer<Graphics2D>> parts = new ArrayList<>();

  /**
   * An empty sheet.
   *
   * @param width in pixels
   * @param height in pixels, with the {@link #HEAD}
   */
  Sheet(String title, String subtitle, int width, int height) {
    this.title = title;
    this.subtitle = subtitle;
    this.width = width;
    this.height = height;
  }

  /** Adds what draws by itself. */
  Sheet add(Consumer<Graphics2D> part) {
    parts.add(part);
    return this;
  }

  /** Adds a chart. */
  Sheet add(Chart<?, ?> chart, Rectangle place) {
    return add(
        graphics -> {
          graphics.translate(place.x, place.y);
          chart.paint(graphics, place.width, place.height);
        });
  }

  /** Draws everything; the PNG's bytes. */
  byte[] png() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    draw(image, this::drawHead);
    parts.forEach(part -> draw(image, part));
    return encode(indexed(image));
  }

  /** What reduced colors may be apart without anybody seeing it: 4 of 255. */
  private static final int LEAST_VALUES = 63;

  /**
   * The same picture with a table of at most 256 colors, which takes a third of the bytes. Where
   * there are more, those fall together that look alike; black and white stay what they are. With
   * too many for that, as where shades are seen through each other, it stays as it is.
   */
  private static BufferedImage indexed(BufferedImage image) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    int greatest = 255;
    int[] colors = distinct(pixels, greatest);
    while (colors.length > 256) {
      greatest /= 2;
      if (greatest < LEAST_VALUES) {
        return image;
      }
      colors = distinct(pixels, greatest);
    }
    IndexColorModel model =
        new IndexColorModel(8, colors.length, colors, 0, false, -1, DataBuffer.TYPE_BYTE);
    BufferedImage indexed =
        new BufferedImage(
            image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
    byte[] indices = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      indices[i] = (byte) Arrays.binarySearch(colors, reduced(pixels[i], greatest));
    }
    indexed.getRaster().setDataElements(0, 0, image.getWidth(), image.getHeight(), indices);
    return indexed;
  }

  private static int[] distinct(int[] pixels, int greatest) {
    return Arrays.stream(pixels)
        .map(pixel -> reduced(pixel, greatest))
        .sorted()
        .distinct()
        .toArray();
  }

  /** A color each of whose parts is one of {@code greatest + 1} evenly spread values. */
  private static int reduced(int color, int greatest) {
    int reduced = 0;
    for (int shift = 0; shift < 24; shift += 8) {
      int part = (color >> shift) & 0xFF;
      int step = (part * greatest + 127) / 255;
      reduced |= (step * 255 / greatest) << shift;
    }
    return reduced;
  }

  private static byte[] encode(BufferedImage image) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      // PNG loses nothing; the lowest "quality" takes the most time and the fewest bytes.
      parameters.setCompressionQuality(0);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException("memory can be written to", e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  // Each part with graphics of its own, so that none inherits another's place or color.
  private static void draw(BufferedImage image, Consumer<Graphics2D> part) {
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      // Without it, the points of a line are moved to whole pixels, and the line looks jagged.
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      part.accept(graphics);
    } finally {
      graphics.dispose();
    }
  }

  private void drawHead(Graphics2D graphics) {
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    graphics.setColor(Shades.INK);
    drawFitting(graphics, title, new Font(Font.SANS_SERIF, Font.BOLD, 16), 26);
    drawFitting(graphics, subtitle, new Font(Font.SANS_SERIF, Font.PLAIN, 13), 46);
  }

  private void drawFitting(Graphics2D graphics, String text, Font font, int baseline) {
    graphics.setFont(font);
    FontMetrics metrics = graphics.getFontMetrics();
    String fitting = text;
    for (int length = text.length();
        length > 0 && metrics.stringWidth(fitting) > width - 2 * MARGIN;
        length--) {
      fitting = text.substring(0, length - 1) + "\u2026";
    }
    graphics.drawString(fitting, MARGIN, baseline);
  }
}
