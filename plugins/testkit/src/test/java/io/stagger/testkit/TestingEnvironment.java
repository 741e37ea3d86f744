package io.stagger.testkit;

import io.stagger.api.environment.Environment;
import io.stagger.api.environment.Episodes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A point that is pushed along a line to a goal, with what is wrong with it.
 *
 * @param defects what is wrong
 */
record TestingEnvironment(Set<Defect> defects) implements Environment {
  private static final int STEPS = 8;

  /** What can be wrong. */
  enum Defect {
    STARTS_ANYWHERE,
    PUSHES_THE_NEIGHBOR,
    RESETS_ALL,
    NEVER_ENDS,
    MOVES_AFTER_THE_END,
    REWARDS_AFTER_THE_END,
    DOES_NOT_CLIP,
    MOVES_THE_GOAL,
    STEPS_BEFORE_A_RESET
  }

  @Override
  public Spec spec() {
    return new Spec(2, 1, 0.5, STEPS);
  }

  @Override
  public Episodes open(int count) {
    return new Line(count);
  }

  private final class Line implements Episodes {
    private final double[] places;
    private final double[] goals;
    private final double[] rewards;
    private final int[] steps;
    private int resets;

    Line(int count) {
      places = new double[count];
      goals = new double[count];
      rewards = new double[count];
      steps = new int[count];
      Arrays.fill(steps, -1);
    }

    @Override
    public int count() {
      return places.length;
    }

    @Override
    public void reset(int episode, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      int first = defects.contains(Defect.RESETS_ALL) ? 0 : episode;
      int end = defects.contains(Defect.RESETS_ALL) ? count() : episode + 1;
      Arrays.fill(
          places,
          first,
          end,
          random.nextDouble() + (defects.contains(Defect.STARTS_ANYWHERE) ? resets++ : 0));
      Arrays.fill(goals, first, end, random.nextDouble());
      Arrays.fill(rewards, first, end, 0);
      Arrays.fill(steps, first, end, 0);
    }

    @Override
    public void step(double[] actions) {
      for (int i = 0; i < count(); i++) {
        if (steps[i] < 0 && !defects.contains(Defect.STEPS_BEFORE_A_RESET)) {
          throw new IllegalStateException("Never reset.");
        }
        boolean done = isDone(i);
        rewards[i] = done && !defects.contains(Defect.REWARDS_AFTER_THE_END) ? 0 : 1;
        if (done && !defects.contains(Defect.MOVES_AFTER_THE_END)) {
          continue;
        }
        double push = actions[i];
        if (!defects.contains(Defect.DOES_NOT_CLIP)) {
          push = Math.max(-0.5, Math.min(0.5, push));
        }
        places[i] += push;
        steps[i]++;
        if (defects.contains(Defect.PUSHES_THE_NEIGHBOR)) {
          places[(i + 1) % count()] += 0.1 * push * (count() - 1);
        }
        if (defects.contains(Defect.MOVES_THE_GOAL)) {
          goals[i] += push;
        }
      }
    }

    @Override
    public void observe(double[] observations) {
      for (int i = 0; i < count(); i++) {
        observations[2 * i] = places[i];
        observations[2 * i + 1] = goals[i] - places[i];
      }
    }

    @Override
    public List<Double> goal(int episode) {
      return List.of(goals[episode]);
    }

    @Override
    public Map<String, Double> tallies(int episode) {
      return Map.of("steps", (double) Math.min(STEPS, steps[episode]));
    }

    @Override
    public double reward(int episode) {
      return rewards[episode];
    }

    @Override
    public boolean isDone(int episode) {
      return steps[episode] >= STEPS && !defects.contains(Defect.NEVER_ENDS);
    }
  }
}
