package io.stagger.planning.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What happened in one episode. */
final class EpisodeRecord {
  private final double[] start;
  private final List<Double> goal;
  private final List<double[]> observations = new ArrayList<>();
  private final List<double[]> plans = new ArrayList<>();
  private OptionalInt reached = OptionalInt.empty();
  private double total;
  private int steps;
  private Map<String, Double> tallies = Map.of();

  EpisodeRecord(double[] start, List<Double> goal) {
    this.start = start;
    this.goal = goal;
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

  /** The sum if each step from the first reward on had a reward of 1. */
  double totalIfStayed() {
    return reached.isEmpty() ? total : steps - reached.getAsInt() + 1;
  }

  Map<String, Double> tallies() {
    return tallies;
  }
}
