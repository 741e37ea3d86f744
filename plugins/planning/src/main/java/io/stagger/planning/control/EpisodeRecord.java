package io.stagger.planning.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What happened in one episode. */
final class EpisodeRecord {
  private final double[] start;
  private final List<Double> goal;
  private final int length;
  private final List<double[]> observations = new ArrayList<>();
  private final List<double[]> plans = new ArrayList<>();
  private int plansUntilReached;
  private OptionalInt reached = OptionalInt.empty();
  private double total;
  private int steps;
  private Map<String, Double> tallies = Map.of();

  /**
   * Begins a record.
   *
   * @param length how many steps the episode has unless it ends early
   */
  EpisodeRecord(double[] start, List<Double> goal, int length) {
    this.start = start;
    this.goal = goal;
    this.length = length;
    observations.add(start);
  }

  void step(double[] observation, double reward) {
    observations.add(observation);
    steps++;
    total += reward;
    if (reward > 0 && reached.isEmpty()) {
      reached = OptionalInt.of(steps);
    }
  }

  void plan(double[] places) {
    plans.add(places);
    if (reached.isEmpty()) {
      plansUntilReached++;
    }
  }

  void finish(Map<String, Double> counted) {
    tallies = counted;
  }

  double[] start() {
    return start.clone();
  }

  List<Double> goal() {
    return goal;
  }

  /** The planned places of each plan, [steps + 1, 2]. */
  List<double[]> plans() {
    return plans;
  }

  /** Those of them that were made before the first reward came; all if none did. */
  List<double[]> plansUntilReached() {
    return plans.subList(0, plansUntilReached);
  }

  /** Where the episode went, [steps + 1, 2]. */
  double[] places() {
    double[] places = new double[2 * observations.size()];
    for (int i = 0; i < observations.size(); i++) {
      places[2 * i] = observations.get(i)[0];
      places[2 * i + 1] = observations.get(i).length > 1 ? observations.get(i)[1] : 0;
    }
    return places;
  }

  /** After how many steps the first reward came; empty if none did. */
  OptionalInt reached() {
    return reached;
  }

  /** The sum of rewards. */
  double total() {
    return total;
  }

  /**
   * The sum if each step from the first reward on had a reward of 1, to the episode's full length
   * even if it ended early.
   */
  double totalIfStayed() {
    return reached.isEmpty() ? total : length - reached.getAsInt() + 1;
  }

  Map<String, Double> tallies() {
    return tallies;
  }
}
