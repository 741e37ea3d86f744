package io.stagger.planning.token;

import io.stagger.api.StaggerException;
import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.api.data.Statistics;
import io.stagger.planning.Trajectory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Centers and scales each channel of a bundle by its mean and standard deviation:
 *
 * <pre>normalized = (value - mean) / deviation</pre>
 */
public final class BundleScale {
  /** Enough for three digits of any mean, and read in a second. */
  private static final int MOST_SAMPLES = 4096;

  private final BundleLayout layout;
  private final double[] mean;
  private final double[] deviation;

  private BundleScale(BundleLayout layout, double[] mean, double[] deviation) {
    this.layout = layout;
    this.mean = mean;
    this.deviation = deviation;
  }

  /**
   * Learns from the training split: all of it, or if it has more than 4096 samples, as many at even
   * distances. Steps of padding are left out.
   *
   * @throws StaggerException if a number never varies, or isn't finite
   */
  static BundleScale fit(BundleLayout layout, DataSource<Trajectory> source) {
    long size = source.size(Split.TRAIN);
    long count = Math.min(size, MOST_SAMPLES);
    Moments[] moments = new Moments[layout.width()];
    Arrays.setAll(moments, channel -> new Moments());
    for (long i = 0; i < count; i++) {
      Trajectory sample = source.get(Split.TRAIN, i * size / count);
      layout.check(sample);
      for (int step = -1; step < sample.realSteps(); step++) {
        int channels = step < 0 ? layout.firstAction() : layout.width();
        for (int channel = 0; channel < channels; channel++) {
          moments[channel].add(layout.read(sample, step, channel));
        }
      }
    }
    for (int channel = 0; channel < moments.length; channel++) {
      check(moments[channel], layout, channel, source);
    }
    return new BundleScale(
        layout,
        Arrays.stream(moments).mapToDouble(each -> each.mean).toArray(),
        Arrays.stream(moments).mapToDouble(Moments::deviation).toArray());
  }

  private static void check(
      Moments moments, BundleLayout layout, int channel, DataSource<Trajectory> source) {
    double deviation = moments.deviation();
    if (!Double.isFinite(deviation)) {
      throw new StaggerException(
          "In the training data (%s) %s is not always a finite number; mend the data, or %s."
              .formatted(source.description(), layout.name(channel), layout.mend(channel)));
    }
    if (deviation == 0) {
      throw new StaggerException(
          "In the training data (%s) %s is always %s, so there is nothing to learn from it; %s."
              .formatted(
                  source.description(),
                  layout.name(channel),
                  (float) moments.mean,
                  layout.mend(channel)));
    }
  }

  /**
   * Takes up what was learned before.
   *
   * @throws StaggerException if it was learned with other settings
   */
  static BundleScale restore(TrajectorySettings settings, Statistics statistics) {
    List<Integer> observations =
        Arrays.stream(statistics.get("observations")).mapToObj(index -> (int) index).toList();
    int observationWidth = (int) statistics.get("observation-width")[0];
    int actionWidth = (int) statistics.get("action-width")[0];
    boolean hasReward = statistics.get("reward-width")[0] > 0;
    BundleLayout layout = new BundleLayout(observations, observationWidth, actionWidth, hasReward);
    boolean sameObservations =
        settings.observations().isEmpty()
            ? observations.size() == observationWidth
            : observations.equals(settings.observations());
    if (!sameObservations
        || settings.actions() != actionWidth > 0
        || settings.rewards() != hasReward) {
      throw new StaggerException(
          "The model was trained with the tokenizer's settings observations %s, actions %s and rewards %s; leave them as they were."
              .formatted(observations, actionWidth > 0, hasReward));
    }
    double[] mean = statistics.get("mean");
    double[] deviation = statistics.get("deviation");
    if (mean.length != layout.width() || deviation.length != layout.width()) {
      throw new IllegalArgumentException(
          "Bundles of %d numbers don't go with %d means and %d deviations."
              .formatted(layout.width(), mean.length, deviation.length));
    }
    return new BundleScale(layout, mean.clone(), deviation.clone());
  }

  Statistics statistics() {
    return new Statistics(
        Map.of(
            "observations",
            layout.observations().stream().mapToDouble(Integer::doubleValue).toArray(),
            "observation-width",
            new double[] {layout.observationWidth()},
            "action-width",
            new double[] {layout.actionWidth()},
            "reward-width",
            new double[] {layout.hasReward() ? 1 : 0},
            "mean",
            mean.clone(),
            "deviation",
            deviation.clone()));
  }

  /** Which channels there are. */
  public BundleLayout layout() {
    return layout;
  }

  /** The mean of a channel, in the unit of the data. */
  public double mean(int channel) {
    return mean[channel];
  }

  /** The standard deviation of a channel, in the unit of the data; above 0. */
  public double deviation(int channel) {
    return deviation[channel];
  }

  float normalize(float value, int channel) {
    return (float) ((value - mean[channel]) / deviation[channel]);
  }

  float restoreValue(float normalized, int channel) {
    return (float) (normalized * deviation[channel] + mean[channel]);
  }

  /** Mean and variance of numbers, one after the other, without cancellation (Welford). */
  private static final class Moments {
    private long count;
    private double mean;
    private double squares;

    void add(double value) {
      count++;
      double before = value - mean;
      mean += before / count;
      squares += before * (value - mean);
    }

    double deviation() {
      return count == 0 ? 0 : Math.sqrt(squares / count);
    }
  }
}
