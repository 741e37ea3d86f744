package io.stagger.api.engine;

import io.stagger.api.diffusion.Solver;

/**
 * One or more consecutive denoising steps of all tokens of a session that are not committed. The
 * engine runs all of them in one call where it can.
 *
 * <p>For each step and token, in this order:
 *
 * <ol>
 *   <li>the network sees {@code inputScale * x + inputNoise * z} at {@code level};
 *   <li>the clean prediction is {@code cleanFromState * input + cleanFromOutput * output}, clipped
 *       and guided;
 *   <li>{@code x' = state * x + clean * x0 + noise * z + history * x0_before}.
 * </ol>
 *
 * <p>A token that does not change ({@link #changes} is false) keeps its bits.
 *
 * @since 0.1.0
 */
public final class DenoisingSteps {
  /** How many numbers describe the step of one token. */
  public static final int COLUMNS = 13;

  private static final int LEVEL = 0;
  private static final int CHANGES = 1;
  private static final int INPUT_SCALE = 2;
  private static final int INPUT_NOISE = 3;
  private static final int CLEAN_FROM_STATE = 4;
  private static final int CLEAN_FROM_OUTPUT = 5;
  private static final int STATE = 6;
  private static final int CLEAN = 7;
  private static final int NOISE = 8;
  private static final int HISTORY = 9;
  private static final int GUIDANCE = 10;
  private static final int REDRAW_SIGNAL = 11;
  private static final int REDRAW_NOISE = 12;

  private final int steps;
  private final int tokens;
  private final float[] table;

  /** A plan in which nothing changes yet. */
  public DenoisingSteps(int steps, int tokens) {
    if (steps < 1 || tokens < 1) {
      throw new IllegalArgumentException(
          "Denoising takes at least 1 step of 1 token, not %d of %d.".formatted(steps, tokens));
    }
    this.steps = steps;
    this.tokens = tokens;
    this.table = new float[steps * tokens * COLUMNS];
  }

  /**
   * Says that a token keeps its bits in a step, and how the network sees it meanwhile. Guidance
   * does not score it unless {@link #predict} is called too; without, it is padding.
   *
   * @param level the level that the network is told
   * @param inputScale multiplies the token as the network sees it; 1 for a token that waits
   * @param inputNoise multiplies fresh noise in what the network sees; 0 for a token that waits
   */
  public void keep(int step, int token, int level, double inputScale, double inputNoise) {
    int at = offset(step, token);
    table[at + LEVEL] = level;
    table[at + CHANGES] = 0;
    table[at + INPUT_SCALE] = (float) inputScale;
    table[at + INPUT_NOISE] = (float) inputNoise;
  }

  /**
   * Says that guidance scores a token although it keeps its bits, and so reaches the tokens that
   * change through it.
   *
   * @param cleanFromState the share of what the network sees in the clean prediction
   * @param cleanFromOutput the share of the network's output in the clean prediction
   */
  public void predict(int step, int token, double cleanFromState, double cleanFromOutput) {
    int at = offset(step, token);
    table[at + CLEAN_FROM_STATE] = (float) cleanFromState;
    table[at + CLEAN_FROM_OUTPUT] = (float) cleanFromOutput;
  }

  /**
   * Says that a token is updated in a step.
   *
   * @param level the level that the token has and the network is told
   * @param cleanFromState the share of the token in its clean prediction
   * @param cleanFromOutput the share of the network's output in its clean prediction
   * @param update the solver's coefficients
   */
  public void update(
      int step,
      int token,
      int level,
      double cleanFromState,
      double cleanFromOutput,
      Solver.Update update) {
    int at = offset(step, token);
    table[at + LEVEL] = level;
    table[at + CHANGES] = 1;
    table[at + INPUT_SCALE] = 1;
    table[at + INPUT_NOISE] = 0;
    table[at + CLEAN_FROM_STATE] = (float) cleanFromState;
    table[at + CLEAN_FROM_OUTPUT] = (float) cleanFromOutput;
    table[at + STATE] = (float) update.state();
    table[at + CLEAN] = (float) update.clean();
    table[at + NOISE] = (float) update.noise();
    table[at + HISTORY] = (float) update.history();
  }

  /**
   * Says how strongly guidance moves the clean prediction of a token that is updated: {@code x0}
   * grows by {@code share} times the gradient of the objective with respect to what the network
   * sees. 0 unless set.
   */
  public void guide(int step, int token, double share) {
    table[offset(step, token) + GUIDANCE] = (float) share;
  }

  /**
   * Says that Monte Carlo guidance draws a token anew in each of its further futures: the token is
   * {@code signal x0 + noise z} there, with its clean prediction {@code x0} and fresh noise {@code
   * z}. Not drawn anew unless set.
   *
   * @param signal what multiplies the clean prediction
   * @param noise what multiplies fresh noise, above 0
   */
  public void redraw(int step, int token, double signal, double noise) {
    if (!(noise > 0)) {
      throw new IllegalArgumentException(
          "A token is drawn anew with noise above 0, not " + noise + ".");
    }
    int at = offset(step, token);
    table[at + REDRAW_SIGNAL] = (float) signal;
    table[at + REDRAW_NOISE] = (float) noise;
  }

  private int offset(int step, int token) {
    if (step < 0 || step >= steps || token < 0 || token >= tokens) {
      throw new IndexOutOfBoundsException(
          "Step %d, token %d of %d steps and %d tokens.".formatted(step, token, steps, tokens));
    }
    return (step * tokens + token) * COLUMNS;
  }

  /** The number of steps. */
  public int steps() {
    return steps;
  }

  /** The number of tokens. */
  public int tokens() {
    return tokens;
  }

  /** The level that the network is told. */
  public int level(int step, int token) {
    return (int) table[offset(step, token) + LEVEL];
  }

  /** Whether the token is updated. */
  public boolean changes(int step, int token) {
    return table[offset(step, token) + CHANGES] != 0;
  }

  /** What multiplies the token as the network sees it. */
  public float inputScale(int step, int token) {
    return table[offset(step, token) + INPUT_SCALE];
  }

  /** What multiplies fresh noise in what the network sees. */
  public float inputNoise(int step, int token) {
    return table[offset(step, token) + INPUT_NOISE];
  }

  /** The share of the token in its clean prediction. */
  public float cleanFromState(int step, int token) {
    return table[offset(step, token) + CLEAN_FROM_STATE];
  }

  /** The share of the network's output in its clean prediction. */
  public float cleanFromOutput(int step, int token) {
    return table[offset(step, token) + CLEAN_FROM_OUTPUT];
  }

  /** The share of the token in the next one. */
  public float state(int step, int token) {
    return table[offset(step, token) + STATE];
  }

  /** The share of the clean prediction in the next token. */
  public float clean(int step, int token) {
    return table[offset(step, token) + CLEAN];
  }

  /** The share of fresh noise in the next token. */
  public float noise(int step, int token) {
    return table[offset(step, token) + NOISE];
  }

  /** The share of the token's clean prediction of the step before in the next token. */
  public float history(int step, int token) {
    return table[offset(step, token) + HISTORY];
  }

  /**
   * How many leading tokens guidance scores in a step: all up to the last one that has a clean
   * prediction. What follows is padding.
   */
  public int scored(int step) {
    int count = tokens;
    while (count > 0
        && cleanFromState(step, count - 1) == 0
        && cleanFromOutput(step, count - 1) == 0) {
      count--;
    }
    return count;
  }

  /** How strongly guidance moves the clean prediction. */
  public float guidance(int step, int token) {
    return table[offset(step, token) + GUIDANCE];
  }

  /** The share of the clean prediction in a token that is drawn anew. */
  public float redrawSignal(int step, int token) {
    return table[offset(step, token) + REDRAW_SIGNAL];
  }

  /** The share of fresh noise in a token that is drawn anew; 0 for one that is not. */
  public float redrawNoise(int step, int token) {
    return table[offset(step, token) + REDRAW_NOISE];
  }

  /**
   * All coefficients, [steps, tokens, {@link #COLUMNS}], in the order level, changes, inputScale,
   * inputNoise, cleanFromState, cleanFromOutput, state, clean, noise, history, guidance,
   * redrawSignal, redrawNoise; the plan's own array.
   */
  public float[] table() {
    return table;
  }
}
