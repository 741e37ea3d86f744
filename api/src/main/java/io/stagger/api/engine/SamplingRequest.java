package io.stagger.api.engine;

import java.util.List;
import java.util.Objects;

/**
 * What a sampling session is opened with.
 *
 * @param batch how many sequences are sampled together, at least 1
 * @param weights which parameters to use: {@link StatePart#WEIGHTS} or {@link StatePart#AVERAGE}
 * @param stabilization how finished tokens are shown to the network
 * @param cleanClip the absolute value that clean predictions are clipped to; infinity for none
 * @param keepHistory whether the solver uses each token's clean prediction of the step before
 * @param guidance what sampling is steered towards; empty for nothing
 * @param monteCarlo how many futures guidance looks at in each step
 * @param seed decides all noise, with the position of a token and the number of steps before
 * @since 0.1.0
 */
public record SamplingRequest(
    int batch,
    StatePart weights,
    Stabilization stabilization,
    double cleanClip,
    boolean keepHistory,
    List<Guidance> guidance,
    MonteCarlo monteCarlo,
    long seed) {
  /** Checks the request. */
  public SamplingRequest {
    Objects.requireNonNull(stabilization, "stabilization");
    guidance = List.copyOf(guidance);
    Objects.requireNonNull(monteCarlo, "monteCarlo");
    if (batch < 1) {
      throw new IllegalArgumentException("At least 1 sequence is sampled, not " + batch + ".");
    }
    if (weights == StatePart.OPTIMIZER) {
      throw new IllegalArgumentException("The optimizer's state can't be sampled from.");
    }
    if (!(cleanClip > 0)) {
      throw new IllegalArgumentException(
          "Clean predictions are clipped to a value above 0, not " + cleanClip + ".");
    }
  }

  /**
   * How context is shown to the network: scaled as if it were at a small level, with or without the
   * noise of that level (section 3.3 and appendix of the paper: "stabilization").
   *
   * @param level a training level, or {@link io.stagger.api.diffusion.NoiseSchedule#CLEAN}
   * @param withNoise whether fresh noise of that level is added
   */
  public record Stabilization(int level, boolean withNoise) {}

  /**
   * An objective and how strongly it steers.
   *
   * @param name what messages call the objective
   * @param objective scores clean predictions
   * @param scale multiplies its gradient, per sequence
   * @param clipNorm the greatest norm of a sequence's scaled gradient, above 0; infinity for none
   */
  public record Guidance(String name, GuidanceObjective objective, double scale, double clipNorm) {
    /** Checks the numbers. */
    public Guidance {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(objective, "objective");
      if (!Double.isFinite(scale) || !(clipNorm > 0)) {
        throw new IllegalArgumentException(
            "The guidance objective '%s' has a finite scale and a clip norm above 0, not %s and %s."
                .formatted(name, scale, clipNorm));
      }
    }

    /** The same guidance by another objective. */
    public Guidance with(GuidanceObjective other) {
      return new Guidance(name, other, scale, clipNorm);
    }
  }

  /**
   * How many futures guidance looks at in each step (Monte Carlo guidance, section 3.3 of the
   * paper). The gradient that moves a token is the mean over all of them.
   *
   * <p>The first future is the state as it is. In each further one, the tokens that the plan says
   * ({@link DenoisingSteps#redraw}) are drawn anew from a clean prediction: that of the first
   * future or, if they are chained, that of the future before. The gradient goes back through the
   * network to what it saw in each future, and through the chain of predictions only if they are
   * chained.
   *
   * @param futures at least 1; 1 for guidance by the state alone
   * @param chained whether each future is drawn from the one before and the gradient goes back
   *     through all of them, as the authors' code does it
   */
  public record MonteCarlo(int futures, boolean chained) {
    /** Guidance by the state alone. */
    public static final MonteCarlo OFF = new MonteCarlo(1, false);

    /** Checks the number. */
    public MonteCarlo {
      if (futures < 1) {
        throw new IllegalArgumentException(
            "Guidance looks at 1 future at least, not " + futures + ".");
      }
    }
  }
}
