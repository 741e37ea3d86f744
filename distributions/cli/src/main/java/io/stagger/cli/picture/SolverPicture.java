package io.stagger.cli.picture;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.SamplingLevels;
import io.stagger.api.diffusion.SamplingLevels.Rounding;
import io.stagger.api.diffusion.Solver;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Draws a solver: the coefficients of {@code x' = state * x + clean * x0 + noise * z + history *
 * x0_before} at each step from pure noise to clean.
 */
public final class SolverPicture {
  private static final int STEPS = 50;
  private static final int WIDTH = 760;
  private static final int HEIGHT = 400;

  private SolverPicture() {}

  /** A step that was asked for. */
  private record Step(int level, int nextLevel, Solver.Update update) {}

  /**
   * Draws a solver and says its coefficients. Takes 50 steps, or as many as there are levels.
   *
   * @param title stands above the picture
   * @param schedule the noise schedule that is descended
   * @param scheduleName what the schedule is called
   */
  public static Depiction depict(
      String title, Solver solver, NoiseSchedule schedule, String scheduleName) {
    List<Step> steps = steps(solver, schedule);
    double[] across = IntStream.rangeClosed(1, steps.size()).asDoubleStream().toArray();
    LineChart chart = new LineChart("coefficients", "step, from pure noise to clean");
    chart.add("state", across, column(steps, Column.STATE));
    chart.add("clean prediction", across, column(steps, Column.CLEAN));
    chart.add("fresh noise", across, column(steps, Column.NOISE));
    if (solver.usesHistory()) {
      chart.add("clean prediction before", across, column(steps, Column.HISTORY));
    }
    String facts =
        "%d steps down the noise schedule '%s' of %d levels"
            .formatted(steps.size(), scheduleName, schedule.levels());
    byte[] png =
        new Sheet(title, facts, WIDTH, Sheet.HEAD + HEIGHT)
            .add(chart.chart(), new Rectangle(0, Sheet.HEAD, WIDTH, HEIGHT))
            .png();
    return new Depiction(
        png,
        List.of(facts, "keeps clean predictions: " + (solver.usesHistory() ? "yes" : "no")),
        table(steps));
  }

  private static List<Step> steps(Solver solver, NoiseSchedule schedule) {
    int count = Math.min(STEPS, schedule.levels());
    SamplingLevels levels = SamplingLevels.of(schedule.levels(), count, Rounding.TRUNCATE);
    List<Step> steps = new ArrayList<>();
    int before = Solver.NO_LEVEL;
    for (int j = count; j > 0; j--) {
      int level = levels.trainingLevel(j);
      int next = levels.trainingLevel(j - 1);
      steps.add(new Step(level, next, solver.update(schedule, before, level, next)));
      before = level;
    }
    return steps;
  }

  /** The coefficients, in the order of tables. */
  private enum Column {
    STATE,
    CLEAN,
    NOISE,
    HISTORY;

    double of(Solver.Update update) {
      return switch (this) {
        case STATE -> update.state();
        case CLEAN -> update.clean();
        case NOISE -> update.noise();
        case HISTORY -> update.history();
      };
    }
  }

  private static double[] column(List<Step> steps, Column column) {
    return steps.stream().mapToDouble(step -> column.of(step.update())).toArray();
  }

  private static List<List<String>> table(List<Step> steps) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("STEP", "LEVEL", "NEXT", "STATE", "CLEAN", "NOISE", "HISTORY"));
    for (int index : Numbers.endsAndMiddle(steps.size())) {
      Step step = steps.get(index);
      List<String> row = new ArrayList<>();
      row.add(Integer.toString(index + 1));
      row.add(Integer.toString(step.level()));
      row.add(step.nextLevel() == NoiseSchedule.CLEAN ? "clean" : "" + step.nextLevel());
      for (Column column : Column.values()) {
        row.add(Numbers.text(column.of(step.update())));
      }
      rows.add(row);
    }
    return rows;
  }
}
