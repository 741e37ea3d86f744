package io.stagger.video;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Statistics;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.Tokens;
import io.stagger.video.FramesSettings.Normalization;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * One token for each frame, or for each stack of consecutive frames: the normalized pixels,
 * row-major [frameStack, height, width, channels], as a vector. Tokens have no conditions.
 *
 * <p>A token with an unknown pixel is padding: zeros. Decoding clips pixels to 0 and 1, and gives
 * unknown frames for padding.
 */
final class FramesTokenizer implements Tokenizer<Clip> {
  private final FrameShape shape;
  private final int frameStack;
  private final PixelScale scale;
  private final TokenSpec spec;

  /**
   * The sizes of a frame.
   *
   * @param height its rows
   * @param width its columns
   * @param channels numbers of a pixel
   */
  record FrameShape(int height, int width, int channels) {
    static FrameShape of(Clip clip) {
      return new FrameShape(clip.height(), clip.width(), clip.channels());
    }

    int size() {
      return height * width * channels;
    }

    @Override
    public String toString() {
      return "%d x %d pixels of %d channel%s"
          .formatted(height, width, channels, channels == 1 ? "" : "s");
    }
  }

  FramesTokenizer(FrameShape shape, int frameStack, PixelScale scale) {
    if (scale.width() != 1 && scale.width() != shape.size()) {
      throw new IllegalArgumentException(
          "Frames of %s don't go with %d means.".formatted(shape, scale.width()));
    }
    this.shape = shape;
    this.frameStack = frameStack;
    this.scale = scale;
    this.spec = TokenSpec.vector(Math.multiplyExact(frameStack, shape.size()), 0);
  }

  /**
   * Takes up what was learned before.
   *
   * @throws StaggerException if it was learned with other settings
   */
  static FramesTokenizer restore(FramesSettings settings, Statistics statistics) {
    double[] sizes = statistics.get("frame-shape");
    double[] stack = statistics.get("frame-stack");
    if (sizes.length != 3 || stack.length != 1) {
      throw new IllegalArgumentException(
          "A frame has 3 sizes and a token 1 stack, not %d and %d."
              .formatted(sizes.length, stack.length));
    }
    PixelScale scale = new PixelScale(statistics.get("mean"), statistics.get("deviation"));
    FrameShape shape = new FrameShape((int) sizes[0], (int) sizes[1], (int) sizes[2]);
    Normalization normalization =
        scale.width() == 1 ? Normalization.GLOBAL : Normalization.PER_PIXEL;
    // A frame of one number is the same either way.
    boolean sameNormalization = shape.size() == 1 || normalization == settings.normalization();
    if ((int) stack[0] != settings.frameStack() || !sameNormalization) {
      throw new StaggerException(
          "The model was trained with the tokenizer's settings frameStack %d and normalization %s; leave them as they were."
              .formatted((int) stack[0], name(normalization)));
    }
    return new FramesTokenizer(shape, settings.frameStack(), scale);
  }

  private static String name(Normalization normalization) {
    return switch (normalization) {
      case GLOBAL -> "global";
      case PER_PIXEL -> "per-pixel";
    };
  }

  @Override
  public TokenSpec spec() {
    return spec;
  }

  @Override
  public int tokenCount(int steps) {
    return steps / frameStack;
  }

  /**
   * {@inheritDoc}
   *
   * @throws StaggerException if the number of frames is no multiple of the stack, or frames are
   *     shaped unlike those that were learned from
   */
  @Override
  public Tokens encode(Clip sample) {
    checkShape(sample);
    checkFrames("clips have", sample.length(), frameStack);
    float[] pixels = sample.pixels();
    // Frames follow each other in tokens as they do in clips.
    float[] values = new float[pixels.length];
    boolean[] real = new boolean[sample.length() / frameStack];
    for (int token = 0; token < real.length; token++) {
      int from = token * spec.width();
      real[token] = encode(pixels, values, from);
      if (!real[token]) {
        Arrays.fill(values, from, from + spec.width(), 0);
      }
    }
    return new Tokens(spec, values, new float[0], real);
  }

  /** Encodes the frames of a token; whether all of them are known. */
  private boolean encode(float[] pixels, float[] values, int from) {
    boolean known = true;
    int frameSize = shape.size();
    for (int frame = from; frame < from + spec.width(); frame += frameSize) {
      for (int place = 0; place < frameSize; place++) {
        float normalized = scale.normalize(pixels[frame + place], place);
        values[frame + place] = normalized;
        known &= Float.isFinite(normalized);
      }
    }
    return known;
  }

  private void checkShape(Clip clip) {
    FrameShape given = FrameShape.of(clip);
    if (!given.equals(shape)) {
      throw new StaggerException(
          "The model was trained on frames of %s, but the data has frames of %s; set the data source as it was."
              .formatted(shape, given));
    }
  }

  /**
   * Checks that frames can be stacked.
   *
   * @param what whose frames they are, with a verb
   * @throws StaggerException if they can't
   */
  static void checkFrames(String what, int frames, int frameStack) {
    if (frames % frameStack != 0) {
      throw new StaggerException(
          "The data's %s %d frames, which is no multiple of the tokenizer's 'frameStack', %d; make it %d or choose another 'frameStack'."
              .formatted(what, frames, frameStack, (frames / frameStack + 1) * frameStack));
    }
  }

  @Override
  public Clip decode(Tokens tokens, Clip template) {
    checkShape(template);
    FloatBuffer values = tokens.values();
    float[] pixels = new float[values.limit()];
    int frameSize = shape.size();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] =
          tokens.isReal(i / spec.width()) ? scale.restore(values.get(i), i % frameSize) : Float.NaN;
    }
    return new Clip(shape.height(), shape.width(), shape.channels(), pixels);
  }

  @Override
  public Statistics statistics() {
    return new Statistics(
        Map.of(
            "frame-shape",
            new double[] {shape.height(), shape.width(), shape.channels()},
            "frame-stack",
            new double[] {frameStack},
            "mean",
            scale.means(),
            "deviation",
            scale.deviations()));
  }
}
