package io.stagger.api.data;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A sequence of tokens: values [time, token shape...], conditions [time, condition width], and a
 * mask that says which tokens are real rather than padding. All arrays are row-major.
 *
 * <p>Values are normalized: the noise that is added to them has unit variance. The arrays that are
 * passed in are not copied and must not be changed afterwards.
 *
 * @since 0.1.0
 */
public final class Tokens {
  private final TokenSpec spec;
  private final int length;
  private final float[] values;
  private final float[] conditions;
  private final boolean[] real;

  /**
   * Creates a sequence.
   *
   * @param values length times {@link TokenSpec#width()} numbers
   * @param conditions length times {@link TokenSpec#conditionWidth()} numbers
   * @param real for each token, whether it is real
   */
  public Tokens(TokenSpec spec, float[] values, float[] conditions, boolean[] real) {
    this.spec = Objects.requireNonNull(spec, "spec");
    this.length = real.length;
    if (values.length != length * spec.width()) {
      throw new IllegalArgumentException(
          "%d tokens of width %d need %d values, not %d."
              .formatted(length, spec.width(), length * spec.width(), values.length));
    }
    if (conditions.length != length * spec.conditionWidth()) {
      throw new IllegalArgumentException(
          "%d tokens with %d conditions need %d numbers, not %d."
              .formatted(
                  length,
                  spec.conditionWidth(),
                  length * spec.conditionWidth(),
                  conditions.length));
    }
    this.values = values;
    this.conditions = conditions;
    this.real = real;
  }

  /** A sequence in which every token is real. */
  public static Tokens ofReal(TokenSpec spec, float[] values, float[] conditions) {
    boolean[] real = new boolean[values.length / spec.width()];
    Arrays.fill(real, true);
    return new Tokens(spec, values, conditions, real);
  }

  /** The shape of a token. */
  public TokenSpec spec() {
    return spec;
  }

  /** The number of tokens. */
  public int length() {
    return length;
  }

  /** A read-only view of the values, [time, token shape...]. */
  public FloatBuffer values() {
    return FloatBuffer.wrap(values).asReadOnlyBuffer();
  }

  /** A read-only view of the conditions, [time, condition width]. */
  public FloatBuffer conditions() {
    return FloatBuffer.wrap(conditions).asReadOnlyBuffer();
  }

  /** Whether the token at {@code time} is real rather than padding. */
  public boolean isReal(int time) {
    return real[time];
  }
}
