package io.stagger.forecasting;

import io.stagger.api.StaggerException;
import io.stagger.api.evaluation.Baseline;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Futures made of blocks of the past (Künsch, 1989): each block of the forecast is a stretch of all
 * series together, drawn evenly from the last rows before the forecast, at the same phase of the
 * season. Each series of a block is scaled by how its level before the forecast compares with its
 * level before the block, where both are positive.
 */
public final class BlockBootstrap implements Baseline<SeriesWindow> {
  private final BlockBootstrapSettings settings;

  /** A baseline with these settings. */
  public BlockBootstrap(BlockBootstrapSettings settings) {
    this.settings = settings;
  }

  @Override
  public Class<SeriesWindow> sampleType() {
    return SeriesWindow.class;
  }

  @Override
  public List<SeriesWindow> predict(
      SeriesWindow sample, int knownLength, int count, RandomGenerator random) {
    int available = Math.min(settings.history(), sample.start() + knownLength);
    double[] level = level(sample, knownLength);
    List<SeriesWindow> futures = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      futures.add(future(sample, knownLength, available, level, random));
    }
    return futures;
  }

  /** How many seasons back a block must lie at least, to be over before the forecast begins. */
  private int seasonsBack(int endOfBlock) {
    return (endOfBlock + settings.period() - 1) / settings.period();
  }

  private SeriesWindow future(
      SeriesWindow sample, int knownLength, int available, double[] level, RandomGenerator random) {
    int series = sample.seriesCount();
    double[] values = new double[sample.length() * series];
    for (int time = 0; time < knownLength; time++) {
      for (int s = 0; s < series; s++) {
        values[time * series + s] = sample.value(time, s);
      }
    }
    for (int first = knownLength; first < sample.length(); first += settings.block()) {
      int end = Math.min(first + settings.block(), sample.length());
      int nearest = seasonsBack(end - knownLength);
      int farthest = (available + first - knownLength) / settings.period();
      if (nearest > farthest) {
        throw new StaggerException(
            "block-bootstrap can't draw blocks of %d rows at a period of %d from the %d rows before the forecast; lower 'block', or raise 'history' here and in the data source."
                .formatted(settings.block(), settings.period(), available));
      }
      int back = settings.period() * random.nextInt(nearest, farthest + 1);
      double[] before = level(sample, first - back);
      for (int s = 0; s < series; s++) {
        double factor = level[s] > 0 && before[s] > 0 ? level[s] / before[s] : 1;
        for (int time = first; time < end; time++) {
          values[time * series + s] = factor * sample.value(time - back, s);
        }
      }
    }
    return sample.withValues(values);
  }

  /** The mean of each series over the rows before a time; not-a-number if they reach too far. */
  private double[] level(SeriesWindow sample, int time) {
    double[] level = new double[sample.seriesCount()];
    for (int s = 0; s < level.length; s++) {
      double sum = 0;
      for (int back = 1; back <= settings.levelRows(); back++) {
        sum += sample.value(time - back, s);
      }
      level[s] = sum / settings.levelRows();
    }
    return level;
  }
}
