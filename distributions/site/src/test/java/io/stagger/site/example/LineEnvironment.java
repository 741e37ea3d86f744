package io.stagger.site.example;

import io.stagger.api.environment.Environment;
import io.stagger.api.environment.Episodes;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A point that is pushed along a line. It is observed where it is; the goal is another place.
 *
 * @param steps after how many steps an episode ends
 */
record LineEnvironment(int steps) implements Environment {
  private static final double NEAR = 0.1;

  @Override
  public Spec spec() {
    return new Spec(1, 1, 0.5, steps);
  }

  @Override
  public Episodes open(int count) {
    return new Lines(count);
  }

  private final class Lines implements Episodes {
    private final double[] places;
    private final double[] goals;
    private final double[] rewards;
    private final int[] taken;

    Lines(int count) {
      places = new double[count];
      goals = new double[count];
      rewards = new double[count];
      taken = new int[count];
      Arrays.fill(taken, -1);
    }

    @Override
    public int count() {
      return places.length;
    }

    @Override
    public void reset(int episode, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      places[episode] = random.nextDouble(-1, 1);
      goals[episode] = random.nextDouble(-1, 1);
      rewards[episode] = 0;
      taken[episode] = 0;
    }

    @Override
    public void step(double[] actions) {
      if (Arrays.stream(taken).anyMatch(steps -> steps < 0)) {
        throw new IllegalStateException("An episode was never reset.");
      }
      for (int episode = 0; episode < count(); episode++) {
        if (isDone(episode)) {
          rewards[episode] = 0;
        } else {
          places[episode] += Math.max(-0.5, Math.min(0.5, actions[episode]));
          rewards[episode] = Math.abs(places[episode] - goals[episode]) < NEAR ? 1 : 0;
          taken[episode]++;
        }
      }
    }

    @Override
    public void observe(double[] observations) {
      System.arraycopy(places, 0, observations, 0, places.length);
    }

    @Override
    public List<Double> goal(int episode) {
      return List.of(goals[episode]);
    }

    @Override
    public double reward(int episode) {
      return rewards[episode];
    }

    @Override
    public boolean isDone(int episode) {
      return taken[episode] >= steps;
    }
  }
}
