package io.stagger.planning.control;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.api.data.Tokenizer;
import io.stagger.planning.Trajectory;
import io.stagger.planning.token.TrajectorySettings;
import io.stagger.planning.token.TrajectorySettings.InitialPadding;
import io.stagger.planning.token.TrajectoryTokenizerFactory;
import java.util.List;
import java.util.Random;

/** Tokenizers of places and velocities, or of places alone. */
final class TestingTokenizers {
  static final int FRAME_STACK = 5;

  private TestingTokenizers() {}

  static Tokenizer<Trajectory> of(List<Integer> observations) {
    return of(observations, false);
  }

  static Tokenizer<Trajectory> of(List<Integer> observations, boolean actions) {
    return new TrajectoryTokenizerFactory(
            new TrajectorySettings(observations, actions, false, FRAME_STACK, InitialPadding.SAME))
        .fit(new Recorded());
  }

  /** One recorded trajectory around (3, 2). */
  private static final class Recorded implements DataSource<Trajectory> {
    @Override
    public Class<Trajectory> sampleType() {
      return Trajectory.class;
    }

    @Override
    public long size(Split split) {
      return 1;
    }

    @Override
    public Trajectory get(Split split, long index) {
      int steps = 40;
      Random random = new Random(4);
      float[] observations = new float[4 * (steps + 1)];
      for (int i = 0; i < observations.length; i++) {
        float mean = i % 4 == 0 ? 3 : i % 4 == 1 ? 2 : 0;
        observations[i] = (float) (mean + random.nextGaussian());
      }
      float[] actions = new float[2 * steps];
      for (int i = 0; i < actions.length; i++) {
        actions[i] = (float) random.nextGaussian();
      }
      return new Trajectory(4, 2, observations, actions, new float[steps], steps);
    }

    @Override
    public int knownLength() {
      return 1;
    }

    @Override
    public int sampleLength() {
      return 41;
    }

    @Override
    public String description() {
      return "a walk";
    }

    @Override
    public String fingerprint() {
      return "";
    }
  }
}
