package io.stagger.core.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Measures how far roll-outs drift away from real data as they grow. Holds the real windows, so
 * that many roll-outs are measured against the same ones.
 *
 * <p>At a horizon h those windows count that end within as many tokens before h as are generated up
 * to the first horizon, the training length. So every horizon is judged by as many windows. Their
 * energy distance is taken from windows of test samples; pairs of windows of one roll-out are left
 * out of it. Spectra take longer windows, up to two lengths before h, and none that reach back into
 * observed tokens.
 */
final class DriftCurve {
  /** How many times training windows are drawn, to see what real data scores. */
  private static final int FLOOR_DRAWS = 8;

  private final DriftSettings settings;
  private final Windows real;
  private final double withinReal;
  private final PowerSpectrum realSpectrum;

  /**
   * Prepares the real windows.
   *
   * @param test samples that no model has seen
   */
  DriftCurve(DriftSettings settings, RealData test) {
    this.settings = settings;
    this.real = test.windows(settings.window()).atMost(settings.mostWindows(), settings.seed());
    this.withinReal = EnergyDistance.meanWithin(real);
    this.realSpectrum = PowerSpectrum.of(test.windows(settings.spectrumWindow()), settings.width());
  }

  /** The spectrum of real windows. */
  PowerSpectrum realSpectrum() {
    return realSpectrum;
  }

  /**
   * Measures roll-outs at every horizon.
   *
   * @param rollouts each [length, width], observed tokens included, at least 2
   */
  List<Drift> of(List<float[]> rollouts) {
    List<Drift> curve = new ArrayList<>();
    for (int horizon : settings.horizons()) {
      curve.add(at(horizon, rollouts));
    }
    return curve;
  }

  private Drift at(int horizon, List<float[]> rollouts) {
    Windows windows = windowsBefore(horizon, rollouts);
    double energy = Double.POSITIVE_INFINITY;
    double coefficient = 1;
    if (windows.areFinite()) {
      EnergyDistance distance =
          EnergyDistance.of(
              windows.atMost(settings.mostWindows(), settings.seed() + horizon), real, withinReal);
      energy = distance.value();
      coefficient = distance.coefficient();
    }
    Windows longer = spectrumWindowsBefore(horizon, rollouts);
    double spectrum = Double.NaN;
    if (longer.size() > 0) {
      spectrum =
          longer.areFinite()
              ? realSpectrum.error(PowerSpectrum.of(longer, settings.width()))
              : Double.POSITIVE_INFINITY;
    }
    return new Drift(horizon, energy, coefficient, spectrum);
  }

  /** The spectrum of the last windows; of a roll-out that is no longer finite, none. */
  double[] lastSpectrum(List<float[]> rollouts) {
    Windows windows = spectrumWindowsBefore(settings.length(), rollouts);
    return windows.size() > 0 && windows.areFinite()
        ? PowerSpectrum.of(windows, settings.width()).mean()
        : new double[0];
  }

  private Windows windowsBefore(int horizon, List<float[]> rollouts) {
    return Windows.cut(
        rollouts,
        settings.width(),
        settings.window(),
        horizon - settings.bucket(),
        horizon,
        settings.window());
  }

  private Windows spectrumWindowsBefore(int horizon, List<float[]> rollouts) {
    return Windows.cut(
        rollouts,
        settings.width(),
        settings.spectrumWindow(),
        Math.max(settings.context(), horizon - settings.spectrumBucket()),
        horizon,
        Math.max(1, settings.spectrumWindow() / 2));
  }

  /**
   * What real training windows score against the test windows, which nothing generated can be
   * expected to fall below: the mean over some draws of as many windows as roll-outs have, because
   * the spectrum of few windows is rough.
   *
   * @param sequences how many roll-outs there are
   */
  Floor floor(RealData train, int sequences) {
    Windows all = train.windows(settings.window());
    Windows longer = train.windows(settings.spectrumWindow());
    int count = sequences * Math.max(1, settings.bucket() / settings.window());
    SplittableRandom seeds = new SplittableRandom(settings.seed());
    double energy = 0;
    double spectrum = 0;
    for (int draw = 0; draw < FLOOR_DRAWS; draw++) {
      Windows drawn =
          all.atMost(Math.min(settings.mostWindows(), Math.max(2, count)), seeds.nextLong());
      energy += EnergyDistance.of(drawn, real, withinReal).value();
      // Of the windows of one roll-out, those that overlap tell little more than those that don't.
      Windows rough = longer.atMost(2 * sequences, seeds.nextLong());
      spectrum += realSpectrum.error(PowerSpectrum.of(rough, settings.width()));
    }
    return new Floor(energy / FLOOR_DRAWS, spectrum / FLOOR_DRAWS);
  }
}
