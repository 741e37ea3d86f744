package io.stagger.video;

import io.stagger.api.StaggerException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Gray images out of a gzip-compressed IDX file, the format of MNIST: a magic number that says
 * "unsigned bytes, three dimensions", the three dimensions, and the pixels, all numbers big-endian
 * of four bytes but the pixels, which are bytes from 0 to 255.
 */
final class IdxImages {
  /** Two zeros, 8 for unsigned bytes, and 3 dimensions. */
  private static final int MAGIC = 0x00000803;

  private static final int HEADER_BYTES = 4 * Integer.BYTES;
  private static final int BUFFER_BYTES = 1 << 16;

  private final int count;
  private final int height;
  private final int width;
  private final byte[] pixels;

  private IdxImages(int count, int height, int width, byte[] pixels) {
    this.count = count;
    this.height = height;
    this.width = width;
    this.pixels = pixels;
  }

  /**
   * Reads a file.
   *
   * @param compressed all bytes of the file
   * @param name what messages call it
   * @throws StaggerException if it isn't gzip, isn't IDX of images, is too short or too long
   */
  static IdxImages read(byte[] compressed, String name) {
    try (InputStream in =
        new BufferedInputStream(
            new GZIPInputStream(new ByteArrayInputStream(compressed), BUFFER_BYTES),
            BUFFER_BYTES)) {
      return read(in, name);
    } catch (ZipException e) {
      throw new StaggerException(
          "The file %s is damaged or was not compressed by gzip (%s); get it anew."
              .formatted(name, e.getMessage()),
          e);
    } catch (EOFException e) {
      throw new StaggerException(
          "The file %s breaks off in the middle of its compressed data; get it anew."
              .formatted(name),
          e);
    } catch (IOException e) {
      throw new StaggerException(
          "The file %s can't be read: %s.".formatted(name, e.getMessage()), e);
    }
  }

  private static IdxImages read(InputStream in, String name) throws IOException {
    byte[] header = in.readNBytes(HEADER_BYTES);
    if (header.length < HEADER_BYTES) {
      throw new StaggerException(
          "The file %s holds %d bytes, but an IDX file of images begins with a header of %d; get it anew."
              .formatted(name, header.length, HEADER_BYTES));
    }
    ByteBuffer numbers = ByteBuffer.wrap(header);
    int magic = numbers.getInt();
    if (magic != MAGIC) {
      throw new StaggerException(
          "The file %s begins with 0x%08x, but an IDX file of images begins with 0x%08x; give the file of the images rather than another."
              .formatted(name, magic, MAGIC));
    }
    int count = numbers.getInt();
    int height = numbers.getInt();
    int width = numbers.getInt();
    if (count < 1 || height < 1 || width < 1) {
      throw new StaggerException(
          "The file %s says that it holds %s images of %s x %s pixels, but each of these numbers is at least 1; get it anew."
              .formatted(
                  name,
                  Integer.toUnsignedString(count),
                  Integer.toUnsignedString(height),
                  Integer.toUnsignedString(width)));
    }
    long size = (long) height * width;
    if (size > Integer.MAX_VALUE / count) {
      throw new StaggerException(
          "The file %s says that it holds %d images of %d x %d pixels, which is more than the 2 GiB that can be read; give a smaller one."
              .formatted(name, count, height, width));
    }
    // Reads in pieces, so that a wrong header doesn't cost the memory that it asks for.
    byte[] pixels = in.readNBytes((int) (count * size));
    if (pixels.length < count * size) {
      throw new StaggerException(
          "The file %s says that it holds %d images of %d x %d pixels, but it ends after %d; get it anew."
              .formatted(name, count, height, width, pixels.length / size));
    }
    if (in.read() >= 0) {
      throw new StaggerException(
          "The file %s goes on after the %d images that it says it holds; get it anew."
              .formatted(name, count));
    }
    return new IdxImages(count, height, width, pixels);
  }

  /** How many images there are. */
  int count() {
    return count;
  }

  /** Rows of an image. */
  int height() {
    return height;
  }

  /** Columns of an image. */
  int width() {
    return width;
  }

  /**
   * A pixel of an image, from 0 to 255.
   *
   * @param image from 0 to {@link #count()} - 1
   */
  int pixel(int image, int row, int column) {
    Objects.checkIndex(row, height);
    Objects.checkIndex(column, width);
    return Byte.toUnsignedInt(pixels[(image * height + row) * width + column]);
  }
}
