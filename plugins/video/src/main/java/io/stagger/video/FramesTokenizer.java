package io.stagger.video;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Statistics;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.Tokens;
import io.stagger.video.FramesSettings.Normalization;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One token for each frame, or for each stack of consecutive frames: the normalized pixels,
 * row-major [frameStack, height, width, channels], as a vector, or their coordinates along
 * principal components. Tokens have no conditions.
 *
 * <p>A token with an unknown pixel is padding: zeros. Decoding clips pixels to 0 and 1, and gives
 * unknown frames for padding.
 */
final class FramesTokenizer implements Tokenizer<Clip> {
  private final FrameShape shape;
  private final int frameStack;
  private final PixelScale scale;
  private final Optional<PrincipalComponents> components;
  private final int pixels;
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
    this(shape, frameStack, scale, Optional.empty());
  }

  FramesTokenizer(
      FrameShape shape, int frameStack, PixelScale scale, PrincipalComponents components) {
    this(shape, frameStack, scale, Optional.of(components));
  }

  private FramesTokenizer(
      FrameShape shape,
      int frameStack,
      PixelScale scale,
      Optional<PrincipalComponents> components) {
    if (scale.width() != 1 && scale.width() != shape.size()) {
      throw new IllegalArgumentException(
          "Frames of %s don't go with %d means.".formatted(shape, scale.width()));
    }
    this.shape = shape;
    this.frameStack = frameStack;
    this.scale = scale;
    this.components = components;
    this.pixels = Math.multiplyExact(frameStack, shape.size());
    components.ifPresent(
        given -> {
          if (given.pixels() != pixels) {
            throw new IllegalArgumentException(
                "Tokens of %d pixels don't go with components of %d."
                    .formatted(pixels, given.pixels()));
          }
        });
    this.spec = TokenSpec.vector(components.map(PrincipalComponents::width).orElse(pixels), 0);
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
    Optional<PrincipalComponents> components = components(statistics, scale);
    int width = components.map(PrincipalComponents::width).orElse(0);
    if ((int) stack[0] != settings.frameStack()
        || !sameNormalization
        || width != settings.components()) {
      throw new StaggerException(
          "The model was trained with the tokenizer's settings frameStack %d, normalization %s and components %d; leave them as they were."
              .formatted((int) stack[0], name(normalization), width));
    }
    return new FramesTokenizer(shape, settings.frameStack(), scale, components);
  }

  private static Optional<PrincipalComponents> components(Statistics statistics, PixelScale scale) {
    if (!statistics.values().containsKey("components")) {
      return Optional.empty();
    }
    double[] mean = statistics.get("component-mean");
    return Optional.of(
        new PrincipalComponents(
            mean,
            statistics.get("components"),
            statistics.get("component-scale")[0],
            scale.dark(mean.length)));
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
    float[] frames = sample.pixels();
    int tokens = sample.length() / frameStack;
    float[] values = new float[tokens * spec.width()];
    float[] normalized = new float[pixels];
    boolean[] real = new boolean[tokens];
    for (int token = 0; token < tokens; token++) {
      real[token] = normalize(frames, token * pixels, normalized);
      if (real[token]) {
        int to = token * spec.width();
        components.ifPresentOrElse(
            given -> given.project(normalized, values, to),
            () -> System.arraycopy(normalized, 0, values, to, pixels));
      }
    }
    return new Tokens(spec, values, new float[0], real);
  }

  /** Normalizes the pixels of a token; whether all of them are known. */
  private boolean normalize(float[] frames, int from, float[] normalized) {
    boolean known = true;
    for (int i = 0; i < pixels; i++) {
      normalized[i] = scale.normalize(frames[from + i], i % shape.size());
      known &= Float.isFinite(normalized[i]);
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
    float[] frames = new float[tokens.length() * pixels];
    float[] normalized = new float[pixels];
    for (int token = 0; token < tokens.length(); token++) {
      int from = token * pixels;
      if (!tokens.isReal(token)) {
        Arrays.fill(frames, from, from + pixels, Float.NaN);
        continue;
      }
      int at = token * spec.width();
      components.ifPresentOrElse(
          given -> given.expand(values, at, normalized), () -> values.get(at, normalized));
      for (int i = 0; i < pixels; i++) {
        frames[from + i] = scale.restore(normalized[i], i % shape.size());
      }
    }
    return new Clip(shape.height(), shape.width(), shape.channels(), frames);
  }

  @Override
  public Statistics statistics() {
    Map<String, double[]> learned = new HashMap<>();
    learned.put("frame-shape", new double[] {shape.height(), shape.width(), shape.channels()});
    learned.put("frame-stack", new double[] {frameStack});
    learned.put("mean", scale.means());
    learned.put("deviation", scale.deviations());
    components.ifPresent(
        given -> {
          learned.put("component-mean", given.mean());
          learned.put("components", given.directions());
          learned.put("component-scale", new double[] {given.scale()});
        });
    return new Statistics(learned);
  }
}
