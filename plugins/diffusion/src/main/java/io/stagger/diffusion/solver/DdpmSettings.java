package io.stagger.diffusion.solver;

import io.stagger.api.config.Setting;

/**
 * Settings of {@link DdpmSolver}.
 *
 * @param variance how much fresh noise a step adds
 */
public record DdpmSettings(
    @Setting(
            value =
                "how much fresh noise a step adds: posterior, which gives each level exactly its"
                    + " noise, or upper, which gives more",
            defaultValue = "posterior")
        Variance variance) {
  /** How much fresh noise a step adds. */
  public enum Variance {
    /** The variance of the token at the next level, given the clean token. */
    POSTERIOR,
    /** The variance that noising added, the larger bound. */
    UPPER
  }
}
