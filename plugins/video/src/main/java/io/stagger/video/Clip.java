package io.stagger.video;

import java.util.Arrays;
import java.util.Objects;

/**
 * A clip of frames: the sample of the video modality.
 *
 * @param height rows of a frame, at least 1
 * @param width columns of a frame, at least 1
 * @param channels numbers of a pixel: 1 for gray, 3 for red, green and blue
 * @param pixels row-major [frames, height, width, channels], from 0 (dark) to 1, or not-a-number
 *     where a frame is unknown; not copied and not to be changed
 */
public record Clip(int height, int width, int channels, float[] pixels) {
  /** Checks the sizes. */
  public Clip {
    if (height < 1 || width < 1 || (channels != 1 && channels != 3)) {
      throw new IllegalArgumentException(
          "A frame has at least 1 row and 1 column, and 1 or 3 channels, not %d, %d and %d."
              .formatted(height, width, channels));
    }
    int frameWidth = frameWidth(height, width, channels);
    if (pixels.length == 0 || pixels.length % frameWidth != 0) {
      throw new IllegalArgumentException(
          "A clip holds at least 1 frame of %d numbers, but %d numbers are no multiple of that."
              .formatted(frameWidth, pixels.length));
    }
  }

  private static int frameWidth(int height, int width, int channels) {
    return Math.multiplyExact(Math.multiplyExact(height, width), channels);
  }

  /** The number of frames. */
  public int length() {
    return pixels.length / frameWidth();
  }

  /** How many numbers a frame holds. */
  public int frameWidth() {
    return frameWidth(height, width, channels);
  }

  /**
   * One number of a pixel.
   *
   * @param frame from 0 to {@link #length()} - 1
   * @param row from 0, the top
   * @param column from 0, the left
   * @param channel from 0
   */
  public float value(int frame, int row, int column, int channel) {
    Objects.checkIndex(row, height);
    Objects.checkIndex(column, width);
    Objects.checkIndex(channel, channels);
    return pixels[((frame * height + row) * width + column) * channels + channel];
  }

  /** Whether frames of another clip have the same sizes as these. */
  public boolean hasFramesLike(Clip other) {
    return height == other.height && width == other.width && channels == other.channels;
  }

  /** Two clips are equal if their sizes are and all numbers are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Clip that && hasFramesLike(that) && Arrays.equals(that.pixels, pixels);
  }

  @Override
  public int hashCode() {
    return Objects.hash(height, width, channels, Arrays.hashCode(pixels));
  }

  @Override
  public String toString() {
    return "%d frames of %d x %d x %d".formatted(length(), height, width, channels);
  }
}
