package io.stagger.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

final class TestIdxImages {
  private static final int MAGIC = 0x00000803;

  static byte[] zipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }

  /** A file whose pixels count up from 0. */
  static byte[] file(int magic, int count, int height, int width, int pixels) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(16 + pixels);
    bytes.putInt(magic).putInt(count).putInt(height).putInt(width);
    for (int i = 0; i < pixels; i++) {
      bytes.put((byte) i);
    }
    return zipped(bytes.array());
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(byte[] file) {
    return assertThatThrownBy(() -> IdxImages.read(file, "some.gz"))
        .isInstanceOf(StaggerException.class);
  }

  @Test
  void readsPixelsRowByRow() throws IOException {
    IdxImages images = IdxImages.read(file(MAGIC, 40, 2, 3, 240), "some.gz");
    assertThat(images.count()).isEqualTo(40);
    assertThat(images.height()).isEqualTo(2);
    assertThat(images.width()).isEqualTo(3);
    assertThat(images.pixel(0, 1, 2)).isEqualTo(5);
    assertThat(images.pixel(39, 1, 0)).as("unsigned").isEqualTo(237);
  }

  @Test
  void readsTheFilesOfFashionMnist() throws IOException {
    byte[] bytes =
        Files.readAllBytes(TestingPictures.sample().resolve("train-images-idx3-ubyte.gz"));
    IdxImages images = IdxImages.read(bytes, "train");
    assertThat(images.count()).isEqualTo(16);
    assertThat(images.height()).isEqualTo(28);
    assertThat(images.width()).isEqualTo(28);
    assertThat(images.pixel(0, 14, 12)).as("the instep of an ankle boot").isEqualTo(237);
    assertThat(images.pixel(0, 17, 3)).as("its toe").isEqualTo(208);
    assertThat(images.pixel(0, 0, 0)).isZero();
  }

  @Test
  void anotherMagicNumberIsRefused() throws IOException {
    assertRefused(file(0x00000801, 1, 2, 3, 6))
        .hasMessage(
            "The file some.gz begins with 0x00000801, but an IDX file of images begins with 0x00000803; give the file of the images rather than another.");
  }

  @Test
  void aHeaderThatBreaksOffIsRefused() throws IOException {
    assertRefused(zipped(new byte[] {0, 0, 8, 3, 0}))
        .hasMessage(
            "The file some.gz holds 5 bytes, but an IDX file of images begins with a header of 16; get it anew.");
  }

  @Test
  void sizesThatMakeNoSenseAreRefused() throws IOException {
    assertRefused(file(MAGIC, 0, 2, 3, 0))
        .hasMessage(
            "The file some.gz says that it holds 0 images of 2 x 3 pixels, but each of these numbers is at least 1; get it anew.");
    assertRefused(file(MAGIC, 2, -1, 3, 0)).hasMessageContaining("2 images of 4294967295 x 3");
    assertRefused(file(MAGIC, 1 << 20, 1 << 10, 1 << 10, 0))
        .hasMessageContaining("which is more than the 2 GiB that can be read");
  }

  @Test
  void tooFewPixelsAreRefused() throws IOException {
    assertRefused(file(MAGIC, 3, 2, 3, 17))
        .hasMessage(
            "The file some.gz says that it holds 3 images of 2 x 3 pixels, but it ends after 2; get it anew.");
  }

  @Test
  void tooManyPixelsAreRefused() throws IOException {
    assertRefused(file(MAGIC, 3, 2, 3, 19))
        .hasMessage(
            "The file some.gz goes on after the 3 images that it says it holds; get it anew.");
  }

  @Test
  void whatIsNotCompressedIsRefused() {
    assertRefused(new byte[] {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 7})
        .hasMessage(
            "The file some.gz is damaged or was not compressed by gzip (Not in GZIP format); get it anew.");
  }

  @Test
  void compressedDataThatBreaksOffIsRefused() throws IOException {
    byte[] file = file(MAGIC, 3, 2, 3, 18);
    assertRefused(Arrays.copyOf(file, file.length - 12))
        .hasMessage(
            "The file some.gz breaks off in the middle of its compressed data; get it anew.");
    assertRefused(new byte[0])
        .hasMessage(
            "The file some.gz breaks off in the middle of its compressed data; get it anew.");
  }
}
