package io.stagger.planning.token;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.api.data.Statistics;
import io.stagger.api.data.TokenizerFactory;
import io.stagger.planning.Trajectory;

/** Makes {@code trajectory} tokenizers. */
public final class TrajectoryTokenizerFactory implements TokenizerFactory<Trajectory> {
  private final TrajectorySettings settings;

  /** A factory for these settings. */
  public TrajectoryTokenizerFactory(TrajectorySettings settings) {
    this.settings = settings;
  }

  @Override
  public Class<Trajectory> sampleType() {
    return Trajectory.class;
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.stagger.api.StaggerException if the data lacks what the settings ask for, a number
   *     of it never varies, or its steps can't be stacked
   */
  @Override
  public TrajectoryTokenizer fit(DataSource<Trajectory> source) {
    if (source.size(Split.TRAIN) < 1) {
      throw new IllegalArgumentException("A tokenizer needs at least one training trajectory.");
    }
    TrajectoryTokenizer.checkSteps(source.sampleLength() - 1, settings.frameStack());
    BundleLayout layout = BundleLayout.of(settings, source.get(Split.TRAIN, 0));
    return new TrajectoryTokenizer(settings, BundleScale.fit(layout, source));
  }

  @Override
  public TrajectoryTokenizer restore(Statistics statistics) {
    return new TrajectoryTokenizer(settings, BundleScale.restore(settings, statistics));
  }
}
