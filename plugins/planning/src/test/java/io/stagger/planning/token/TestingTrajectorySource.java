package io.stagger.planning.token;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.planning.Trajectory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Trajectories of 4 observed numbers and 2 of action, read from memory. */
final class TestingTrajectorySource implements DataSource<Trajectory> {
  static final int OBSERVATION_WIDTH = 4;
  static final int ACTION_WIDTH = 2;

  /** The numbers of the training samples that were read. */
  final List<Long> read = new ArrayList<>();

  private final List<Trajectory> training;
  private final int steps;

  TestingTrajectorySource(List<Trajectory> training) {
    this.training = training;
    this.steps = training.get(0).steps();
  }

  /** Random samples, every third of which ends early. */
  static TestingTrajectorySource random(int samples, int steps) {
    List<Trajectory> training = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      training.add(sample(i, steps, i % 3 == 2 ? steps - 1 - i % (steps / 2) : steps));
    }
    return new TestingTrajectorySource(training);
  }

  /** A random sample, a function of the seed; it holds zeros after its end. */
  static Trajectory sample(long seed, int steps, int realSteps) {
    Random random = new Random(seed);
    float[] observations = new float[(steps + 1) * OBSERVATION_WIDTH];
    float[] actions = new float[steps * ACTION_WIDTH];
    float[] rewards = new float[steps];
    for (int i = 0; i < (realSteps + 1) * OBSERVATION_WIDTH; i++) {
      int index = i % OBSERVATION_WIDTH;
      observations[i] = (float) (3 * index + (1 + index) * random.nextGaussian());
    }
    for (int i = 0; i < realSteps * ACTION_WIDTH; i++) {
      actions[i] = (float) (random.nextDouble() - 0.25);
    }
    for (int i = 0; i < realSteps; i++) {
      rewards[i] = random.nextBoolean() ? 1 : 0;
    }
    return new Trajectory(
        OBSERVATION_WIDTH, ACTION_WIDTH, observations, actions, rewards, realSteps);
  }

  @Override
  public Class<Trajectory> sampleType() {
    return Trajectory.class;
  }

  @Override
  public long size(Split split) {
    return switch (split) {
      case TRAIN -> training.size();
      case VALIDATION, TEST, FUTURE -> 2;
    };
  }

  @Override
  public Trajectory get(Split split, long index) {
    return switch (split) {
      case TRAIN -> {
        read.add(index);
        yield training.get((int) index);
      }
      case VALIDATION -> sample(1000 + index, steps, steps);
      case TEST -> sample(2000 + index, steps, steps / 2);
      case FUTURE -> future(sample(3000 + index, steps, steps));
    };
  }

  /** The same with nothing known but the initial observation. */
  static Trajectory future(Trajectory sample) {
    float[] observations = sample.observations().clone();
    Arrays.fill(observations, OBSERVATION_WIDTH, observations.length, Float.NaN);
    float[] actions = new float[sample.actions().length];
    Arrays.fill(actions, Float.NaN);
    float[] rewards = new float[sample.steps()];
    Arrays.fill(rewards, Float.NaN);
    return new Trajectory(
        OBSERVATION_WIDTH, ACTION_WIDTH, observations, actions, rewards, sample.steps());
  }

  @Override
  public int knownLength() {
    return 1;
  }

  @Override
  public int sampleLength() {
    return steps + 1;
  }

  @Override
  public String description() {
    return "random walks";
  }

  @Override
  public String fingerprint() {
    return "";
  }
}
