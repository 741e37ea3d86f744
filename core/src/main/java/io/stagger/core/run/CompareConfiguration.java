package io.stagger.core.run;

import io.stagger.api.config.Setting;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How regimes are compared: trained alike, rolled out to many times the training length, and scored
 * by how far what they generate drifts away from real data.
 *
 * @param seeds how often each regime is trained, with seeds that count up from the experiment's
 * @param length the tokens of a roll-out, those that are observed first included
 * @param sequences how many roll-outs go on side by side
 * @param futures how many of them continue the same observed tokens
 * @param context how many tokens are observed first; absent for half of the training length
 * @param window the tokens of a window whose distribution is compared
 * @param spectrumWindow the tokens of a window whose power spectrum is compared; absent for 32, or
 *     as many as in training if these are fewer
 * @param regimes what is compared; empty for Diffusion Forcing, teacher forcing and full-sequence
 *     diffusion
 */
public record CompareConfiguration(
    @Setting(
            value = "how often each regime is trained, with seeds that count up from the key seed",
            defaultValue = "3",
            min = 1)
        int seeds,
    @Setting(
            value = "the tokens of a roll-out, those that are observed first included",
            defaultValue = "2000",
            min = 2)
        int length,
    @Setting(value = "how many roll-outs go on side by side", defaultValue = "16", min = 2)
        int sequences,
    @Setting(
            value = "how many of the roll-outs continue the same observed tokens",
            defaultValue = "1",
            min = 1)
        int futures,
    @Setting(
            value =
                "how many tokens of a test sample are observed first; half of the training length by default",
            min = 1)
        Optional<Integer> context,
    @Setting(value = "the tokens of a window, for the energy distance", defaultValue = "4", min = 1)
        int window,
    @Setting(
            value =
                "the tokens of a window, for the spectrum error; 32 by default, or the training length if it is less",
            min = 4,
            max = 256)
        Optional<Integer> spectrumWindow,
    @Setting(
            value =
                "what is compared, each a name and what it sets; Diffusion Forcing as the experiment says, teacher forcing and full-sequence diffusion by default",
            defaultValue = "")
        List<RegimeConfiguration> regimes) {
  private static final List<RegimeConfiguration> USUAL =
      List.of(
          new RegimeConfiguration("diffusion-forcing", List.of()),
          new RegimeConfiguration(
              "teacher-forcing",
              List.of(
                  "diffusion.levels=teacher-forcing",
                  "sampling.schedule=autoregressive",
                  "sampling.stabilizationLevel=-1")),
          new RegimeConfiguration(
              "full-sequence",
              List.of(
                  "diffusion.levels=shared",
                  "sampling.schedule=full-sequence",
                  "sampling.rollout.replacement=true")));

  /** Checks what the ranges can't say, and copies the list. */
  public CompareConfiguration {
    regimes = List.copyOf(regimes);
    Set<String> names = new HashSet<>();
    for (RegimeConfiguration regime : regimes) {
      if (!names.add(regime.name())) {
        throw new IllegalArgumentException(
            "Two regimes have the name '%s'; give each a name of its own."
                .formatted(regime.name()));
      }
    }
    if (sequences % futures != 0 || sequences == futures) {
      throw new IllegalArgumentException(
          "%d roll-outs can't be divided into groups of %d futures; let sequences be a multiple of futures, and more than one."
              .formatted(sequences, futures));
    }
  }

  /** The regimes that are configured, or else the usual three. */
  public List<RegimeConfiguration> regimesOrUsual() {
    return regimes.isEmpty() ? USUAL : regimes;
  }

  /**
   * How many tokens are observed first.
   *
   * @param trainingLength the tokens of a sequence in training
   */
  public int context(int trainingLength) {
    return context.orElse(Math.max(1, trainingLength / 2));
  }

  /**
   * The tokens of a window for spectra.
   *
   * @param trainingLength the tokens of a sequence in training
   */
  public int spectrumWindow(int trainingLength) {
    return spectrumWindow.orElse(Math.min(32, trainingLength));
  }
}
