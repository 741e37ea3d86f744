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
 * @param seed decides all noise, with the position of a token and the number of steps before
 */
public record SamplingRequest(
    int batch,
    StatePart weights,
    Stabilization stabilization,
    double cleanClip,
    boolean keepHistory,
    List<Guidance> guidance,
    long seed) {
  /** Checks the request. */
  public SamplingRequest {
    Objects.requireNonNull(stabilization, "stabilization");
    guidance = List.copyOf(guidance);
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
}
