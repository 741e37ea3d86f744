package io.stagger.diffusion.schedule;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.NoiseSchedule;
import java.util.Objects;

/** A noise schedule whose scales are computed once and then looked up. */
abstract sealed class TabulatedSchedule implements NoiseSchedule
    permits LinearNoiseSchedule,
        CosineNoiseSchedule,
        SigmoidNoiseSchedule,
        ShiftedCosineNoiseSchedule,
        RectifiedFlowNoiseSchedule,
        TableNoiseSchedule {
  private final Scales scales;

  /**
   * Keeps a table.
   *
   * @param name the schedule's name, for the message
   * @param scales the scales of each level
   * @param zeroTerminalSnr whether the last level shall hold no signal; scales that leave it some
   *     are rescaled, see {@link Scales#withZeroTerminalSnr}
   * @throws StaggerException if the signal-to-noise ratio does not fall at some level
   */
  TabulatedSchedule(String name, Scales scales, boolean zeroTerminalSnr) {
    this.scales =
        zeroTerminalSnr && !scales.endWithoutSignal() ? scales.withZeroTerminalSnr() : scales;
    int levels = this.scales.levels();
    double snrBefore = Double.POSITIVE_INFINITY;
    for (int level = 0; level < levels; level++) {
      double snr = snr(level);
      boolean mayHoldNone = zeroTerminalSnr && level == levels - 1;
      if (!(snr < snrBefore && (snr > 0 || mayHoldNone))) {
        throw new StaggerException(
            "The %s noise schedule loses no signal at level %d of %d, so its shape is too extreme for double precision; use settings closer to the defaults."
                .formatted(name, level, levels));
      }
      snrBefore = snr;
    }
  }

  @Override
  public final int levels() {
    return scales.levels();
  }

  @Override
  public final double signal(int level) {
    return level == CLEAN ? 1 : scales.signal(Objects.checkIndex(level, levels()));
  }

  @Override
  public final double noise(int level) {
    return level == CLEAN ? 0 : scales.noise(Objects.checkIndex(level, levels()));
  }
}
