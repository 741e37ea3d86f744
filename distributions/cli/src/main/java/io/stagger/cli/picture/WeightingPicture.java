package io.stagger.cli.picture;

import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Draws a loss weighting: the weight of a token over its level, for several parameterizations. A
 * weighting that looks at the neighbors gets a line for each of several surroundings.
 */
public final class WeightingPicture {
  private static final int POINTS = 160;
  private static final int PANEL = 400;
  private static final int HEIGHT = 360;
  private static final int PANELS_IN_A_ROW = 2;

  /** How many tokens there are before the one that is weighed, and after it. */
  private static final int NEIGHBORS = 16;

  private WeightingPicture() {}

  /** What the tokens around the one that is weighed look like. */
  private enum Surroundings {
    NOISY("both noisy"),
    CLEAN_PAST("clean past"),
    CLEAN_FUTURE("clean future"),
    CLEAN_BOTH("both clean");

    private final String text;

    Surroundings(String text) {
      this.text = text;
    }

    int past(int last) {
      return this == CLEAN_PAST || this == CLEAN_BOTH ? NoiseSchedule.CLEAN : last;
    }

    int future(int last) {
      return this == CLEAN_FUTURE || this == CLEAN_BOTH ? NoiseSchedule.CLEAN : last;
    }
  }

  /** A line of the picture. */
  private record Line(String parameterization, String surroundings, double[] weights) {}

  /**
   * Draws a weighting and says its weights.
   *
   * @param title stands above the picture
   * @param schedule the noise schedule that is weighed on
   * @param scheduleName what the schedule is called
   * @param parameterizations by name, in the order in which they are shown; at least one
   */
  public static Depiction depict(
      String title,
      LossWeighting weighting,
      NoiseSchedule schedule,
      String scheduleName,
      Map<String, Parameterization> parameterizations) {
    int[] named = Numbers.endsAndMiddle(schedule.levels());
    int[] levels =
        IntStream.concat(
                Arrays.stream(Numbers.spread(schedule.levels(), POINTS)), Arrays.stream(named))
            .distinct()
            .sorted()
            .toArray();
    List<Line> lines = new ArrayList<>();
    parameterizations.forEach(
        (name, parameterization) ->
            lines.addAll(lines(weighting, schedule, name, parameterization, levels)));
    boolean hasSurroundings = lines.stream().anyMatch(line -> !line.surroundings().isEmpty());
    String facts =
        "on the noise schedule '%s' of %d levels; %s"
            .formatted(
                scheduleName,
                schedule.levels(),
                hasSurroundings
                    ? "weights depend on the neighbors' levels"
                    : "weights do not depend on other tokens");
    double[] across = Arrays.stream(levels).asDoubleStream().toArray();
    byte[] png =
        hasSurroundings
            ? panels(title, facts, across, lines)
            : together(title, facts, across, lines);
    return new Depiction(png, List.of(facts), table(named, levels, lines));
  }

  private static List<Line> lines(
      LossWeighting weighting,
      NoiseSchedule schedule,
      String name,
      Parameterization parameterization,
      int[] levels) {
    Map<Surroundings, double[]> different = new LinkedHashMap<>();
    for (Surroundings surroundings : Surroundings.values()) {
      double[] weights = weights(weighting, schedule, parameterization, levels, surroundings);
      if (different.values().stream().noneMatch(other -> Arrays.equals(other, weights))) {
        different.put(surroundings, weights);
      }
    }
    return different.entrySet().stream()
        .map(
            entry ->
                new Line(name, different.size() == 1 ? "" : entry.getKey().text, entry.getValue()))
        .toList();
  }

  private static double[] weights(
      LossWeighting weighting,
      NoiseSchedule schedule,
      Parameterization parameterization,
      int[] levels,
      Surroundings surroundings) {
    int last = schedule.levels() - 1;
    int time = 2 * NEIGHBORS + 1;
    NoiseLevels grid = new NoiseLevels(levels.length, time);
    for (int sequence = 0; sequence < levels.length; sequence++) {
      for (int token = 0; token < time; token++) {
        grid.set(
            sequence,
            token,
            token < NEIGHBORS ? surroundings.past(last) : surroundings.future(last));
      }
      grid.set(sequence, NEIGHBORS, levels[sequence]);
    }
    double[] all = new double[levels.length * time];
    weighting.weigh(grid, schedule, parameterization, all);
    double[] weights = new double[levels.length];
    for (int sequence = 0; sequence < levels.length; sequence++) {
      weights[sequence] = all[sequence * time + NEIGHBORS];
    }
    return weights;
  }

  private static byte[] together(String title, String facts, double[] across, List<Line> lines) {
    LineChart chart = new LineChart("weight", "level");
    for (Line line : lines) {
      List<String> alike =
          lines.stream()
              .filter(other -> Arrays.equals(other.weights(), line.weights()))
              .map(Line::parameterization)
              .toList();
      // One line for parameterizations that weigh alike, or all but one would be hidden.
      if (line.parameterization().equals(alike.get(0))) {
        chart.add(String.join(", ", alike), across, line.weights());
      }
    }
    chart.from(0, top(lines));
    return new Sheet(title, facts, 2 * PANEL, Sheet.HEAD + HEIGHT)
        .add(chart.chart(), new Rectangle(0, Sheet.HEAD, 2 * PANEL, HEIGHT))
        .png();
  }

  private static byte[] panels(String title, String facts, double[] across, List<Line> lines) {
    Map<String, List<Line>> byParameterization =
        lines.stream()
            .collect(
                Collectors.groupingBy(
                    Line::parameterization, LinkedHashMap::new, Collectors.toList()));
    int count = byParameterization.size();
    int rows = (count + PANELS_IN_A_ROW - 1) / PANELS_IN_A_ROW;
    Sheet sheet = new Sheet(title, facts, PANELS_IN_A_ROW * PANEL, Sheet.HEAD + rows * HEIGHT);
    int panel = 0;
    for (Map.Entry<String, List<Line>> entry : byParameterization.entrySet()) {
      LineChart chart = new LineChart("weight with " + entry.getKey(), "level");
      entry.getValue().forEach(line -> chart.add(line.surroundings(), across, line.weights()));
      chart.from(0, top(entry.getValue()));
      sheet.add(
          chart.chart(),
          new Rectangle(
              panel % PANELS_IN_A_ROW * PANEL,
              Sheet.HEAD + panel / PANELS_IN_A_ROW * HEIGHT,
              PANEL,
              HEIGHT));
      panel++;
    }
    return sheet.png();
  }

  private static double top(List<Line> lines) {
    double greatest =
        lines.stream()
            .flatMapToDouble(line -> Arrays.stream(line.weights()))
            .filter(Double::isFinite)
            .max()
            .orElse(0);
    return greatest > 0 ? 1.05 * greatest : 1;
  }

  private static List<List<String>> table(int[] named, int[] levels, List<Line> lines) {
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("PARAMETERIZATION", "SURROUNDINGS"));
    for (int level : named) {
      header.add("LEVEL " + level);
    }
    rows.add(header);
    for (Line line : lines) {
      List<String> row = new ArrayList<>();
      row.add(line.parameterization());
      row.add(line.surroundings().isEmpty() ? "any" : line.surroundings());
      for (int level : named) {
        row.add(Numbers.text(line.weights()[Arrays.binarySearch(levels, level)]));
      }
      rows.add(row);
    }
    return rows;
  }
}
