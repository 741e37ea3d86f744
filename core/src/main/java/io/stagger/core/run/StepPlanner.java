package io.stagger.core.run;

import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.diffusion.SamplingLevels;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.SamplingRequest.Stabilization;

/**
 * Turns rows of a scheduling matrix into the coefficients that an engine needs. In the step from
 * one row to the next,
 *
 * <ul>
 *   <li>a token whose level falls is updated by the solver;
 *   <li>a token that waits keeps its bits and is shown as it is, at its level;
 *   <li>a finished token keeps its bits and is shown at the stabilization level.
 * </ul>
 *
 * Immutable.
 *
 * @param schedule how much signal and noise each level holds
 * @param parameterization what the network outputs
 * @param solver how one step is taken
 * @param levels which training level each sampling level means
 * @param stabilization how finished tokens are shown
 */
public record StepPlanner(
    NoiseSchedule schedule,
    Parameterization parameterization,
    Solver solver,
    SamplingLevels levels,
    Stabilization stabilization) {

  /**
   * Plans the steps between consecutive rows, for consecutive tokens.
   *
   * @param matrix the plan of the whole run
   * @param firstRow the row that the first step begins at
   * @param steps how many steps, at least 1
   * @param firstToken the first column
   * @param tokens how many columns, at least 1
   */
  public DenoisingSteps plan(
      SchedulingMatrix matrix, int firstRow, int steps, int firstToken, int tokens) {
    DenoisingSteps plan = new DenoisingSteps(steps, tokens);
    for (int token = 0; token < tokens; token++) {
      int column = firstToken + token;
      int before = levelBefore(matrix, firstRow, column);
      for (int step = 0; step < steps; step++) {
        int from = matrix.level(firstRow + step, column);
        int level = levels.trainingLevel(from);
        int next = levels.trainingLevel(matrix.level(firstRow + step + 1, column));
        if (from == 0) {
          keepFinished(plan, step, token);
        } else if (level == next) {
          plan.keep(step, token, level, 1, 0);
        } else {
          Linear clean = parameterization.clean(schedule.signal(level), schedule.noise(level));
          plan.update(
              step,
              token,
              level,
              clean.first(),
              clean.second(),
              solver.update(schedule, before, level, next));
          before = level;
        }
      }
    }
    return plan;
  }

  private void keepFinished(DenoisingSteps plan, int step, int token) {
    int level = stabilization.level();
    plan.keep(
        step,
        token,
        level,
        schedule.signal(level),
        stabilization.withNoise() ? schedule.noise(level) : 0);
  }

  private int levelBefore(SchedulingMatrix matrix, int row, int column) {
    int now = levels.trainingLevel(matrix.level(row, column));
    for (int earlier = row - 1; earlier >= 0; earlier--) {
      int level = levels.trainingLevel(matrix.level(earlier, column));
      if (level != now) {
        return level;
      }
    }
    return Solver.NO_LEVEL;
  }
}
