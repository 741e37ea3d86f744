package io.stagger.core.compare;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Measures how far roll-outs drift away from real data as they grow. Holds the real windows, so
 * that many roll-outs are measured against the same ones.
 *
 * <p>At a horizon h those windows count that end within as many tokens before h as are generated up
 * to the first horizon, the training length. So every horizon is judged by as many windows. Their
 * energy distance is taken from windows of test samples; pairs of windows of one roll-out, or of
 * two that observed the same tokens, are left out of it. Spectra take longer windows, up to two
 * lengths before h, and none that reach back into observed tokens.
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
    this.real =
        test.windows(settings.window()).atMost(settings.mostWindows(), settings.seed()).apart();
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
            settings.window())
        .grouped(contexts(rollouts));
  }

  /** For each roll-out the first one that observed the same tokens. */
  private int[] contexts(List<float[]> rollouts) {
    // Buffers are equal if their numbers are.
    Map<FloatBuffer, Integer> first = new HashMap<>();
    int[] contexts = new int[rollouts.size()];
    for (int i = 0; i < contexts.length; i++) {
      FloatBuffer observed =
          FloatBuffer.wrap(rollouts.get(i), 0, settings.context() * settings.width());
      Integer known = first.putIfAbsent(observed, i);
      contexts[i] = known == null ? i : known;
    }
    // All can have begun alike only if there is one test sample: then roll-outs are all there is.
    return first.size() > 1 ? contexts : IntStream.range(0, contexts.length).toArray();
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
   * What real training windows score against the test windows: the mean over some draws of as many
   * windows as roll-outs have, because the spectrum of few windows is rough.
   *
   * @param sequences how many roll-outs there are
   */
  Floor floor(RealData train, int sequences) {
    Windows all = train.windows(settings.window());
    Windows longer = train.windows(settings.spectrumWindow());
    int count = sequences * Math.max(1, settings.bucket() / settings.window());
    SplittableRandom seeds = new SplittableRandom(settings.seed());
    double energy = 0;
    double coefficient = 0;
    double spectrum = 0;
    for (int draw = 0; draw < FLOOR_DRAWS; draw++) {
      Windows drawn =
          all.atMost(Math.min(settings.mostWindows(), Math.max(2, count)), seeds.nextLong())
              .apart();
      EnergyDistance distance = EnergyDistance.of(drawn, real, withinReal);
      energy += distance.value();
      coefficient += distance.coefficient();
      // Of the windows of one roll-out, those that overlap tell little more than those that don't.
      Windows rough = longer.atMost(2 * sequences, seeds.nextLong());
      spectrum += realSpectrum.error(PowerSpectrum.of(rough, settings.width()));
    }
    return new Floor(energy / FLOOR_DRAWS, coefficient / FLOOR_DRAWS, spectrum / FLOOR_DRAWS);
  }
}
