package io.stagger.core.compare;

import java.util.List;
import java.util.Objects;

/**
 * What the roll-outs of one trained model came to.
 *
 * @param configurationSha256 of everything that the numbers depend on, so that numbers of another
 *     configuration are told apart
 * @param seed the run's seed
 * @param step how many training steps the model had taken
 * @param tokensPerSecond tokens of all sequences that were generated in a second, counted while
 *     tokens were pulled after the observed ones
 * @param divergedAt the first token, counted from 1, in which a roll-out is not finite; 0 if none
 * @param divergedSequences how many roll-outs are not finite at the end
 * @param drift how far they are from real data, at each horizon
 * @param errors how far they are from what came in truth, for each token after the observed ones
 * @param floor what real training windows score
 * @param frequencies of the spectra, in cycles a token
 * @param spectrum the mean base-10 logarithm of power at the end; empty if not finite
 * @param realSpectrum that of test windows
 * @param strip of each token of the first roll-out, the number that varies most in test samples
 * @param realStrip the same of test samples, one sample after the other
 */
public record RolloutResult(
    String configurationSha256,
    long seed,
    long step,
    double tokensPerSecond,
    int divergedAt,
    int divergedSequences,
    List<Drift> drift,
    List<TokenError> errors,
    Floor floor,
    double[] frequencies,
    double[] spectrum,
    double[] realSpectrum,
    float[] strip,
    float[] realStrip) {
  /** Copies the lists; the arrays are not copied. */
  public RolloutResult {
    Objects.requireNonNull(configurationSha256, "configurationSha256");
    Objects.requireNonNull(floor, "floor");
    Objects.requireNonNull(frequencies, "frequencies");
    Objects.requireNonNull(spectrum, "spectrum");
    Objects.requireNonNull(realSpectrum, "realSpectrum");
    Objects.requireNonNull(strip, "strip");
    Objects.requireNonNull(realStrip, "realStrip");
    drift = List.copyOf(drift);
    errors = List.copyOf(errors);
  }
}
