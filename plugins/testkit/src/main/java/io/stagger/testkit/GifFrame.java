package io.stagger.testkit;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;

/**
 * A frame of a GIF that moves, for tests that look at what was drawn.
 *
 * @param image the whole picture as a browser shows it: the frame drawn over those before it
 * @param centiseconds how long it is shown, in hundredths of a second
 * @since 0.1.0
 */
public record GifFrame(BufferedImage image, int centiseconds) {
  /**
   * Reads all frames.
   *
   * @param gif a GIF's file each of whose frames stays below the next, as {@link
   *     io.stagger.api.evaluation.AnimatedGif} writes them
   * @throws UncheckedIOException if it is none
   */
  public static List<GifFrame> all(byte[] gif) {
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    List<GifFrame> frames = new ArrayList<>();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(gif))) {
      reader.setInput(in);
      BufferedImage shown =
          new BufferedImage(reader.getWidth(0), reader.getHeight(0), BufferedImage.TYPE_INT_RGB);
      for (int i = 0; i < reader.getNumImages(true); i++) {
        IIOMetadata metadata = reader.getImageMetadata(i);
        BufferedImage next =
            new BufferedImage(shown.getWidth(), shown.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = next.createGraphics();
        graphics.drawImage(shown, 0, 0, null);
        graphics.drawImage(
            reader.read(i),
            number(metadata, "ImageDescriptor", "imageLeftPosition"),
            number(metadata, "ImageDescriptor", "imageTopPosition"),
            null);
        graphics.dispose();
        frames.add(new GifFrame(next, number(metadata, "GraphicControlExtension", "delayTime")));
        shown = next;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      reader.dispose();
    }
    return frames;
  }

  private static int number(IIOMetadata metadata, String node, String attribute) {
    IIOMetadataNode root =
        (IIOMetadataNode) metadata.getAsTree(metadata.getNativeMetadataFormatName());
    IIOMetadataNode found = (IIOMetadataNode) root.getElementsByTagName(node).item(0);
    return Integer.parseInt(found.getAttribute(attribute));
  }
}
