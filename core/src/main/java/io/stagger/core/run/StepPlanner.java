package io.stagger.core.run;

import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.diffusion.SamplingLevels;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.SamplingRequest.Stabilization;
import io.stagger.core.rollout.LevelPlan;
import java.util.Arrays;

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
 * Guidance scores all of them, as the network predicts them from what it is shown, and so steers
 * one that changes by what it means to one that waits. Monte Carlo guidance draws a token anew at
 * the level that it has, {@code signal(level) x0 + noise(level) z}.
 *
 * <p>Immutable.
 *
 * @param schedule how much signal and noise each level holds
 * @param parameterization what the network outputs
 * @param solver how one step is taken
 * @param levels which training level each sampling level means
 * @param stabilization how finished tokens are shown
 * @param guidanceLevel which level's noise scales guidance
 * @param futureRule what Monte Carlo guidance draws anew
 */
public record StepPlanner(
    NoiseSchedule schedule,
    Parameterization parameterization,
    Solver solver,
    SamplingLevels levels,
    Stabilization stabilization,
    GuidanceLevel guidanceLevel,
    FutureRule futureRule) {

  /**
   * A planner that plans alike for matrices of another number of steps.
   *
   * @throws IllegalArgumentException if there are more steps than training levels
   */
  StepPlanner withSteps(int steps) {
    return steps == levels.steps()
        ? this
        : new StepPlanner(
            schedule,
            parameterization,
            solver,
            levels.withSteps(steps),
            stabilization,
            guidanceLevel,
            futureRule);
  }

  /**
   * Plans the steps between consecutive rows, for consecutive tokens.
   *
   * @param known how many known tokens come before them, shown like finished ones, at least 0
   * @param plan the plan of the whole run
   * @param firstRow the row that the first step begins at
   * @param steps how many steps, at least 1
   * @param firstToken the first column
   * @param tokens how many columns, at least 1
   */
  public DenoisingSteps plan(
      int known, LevelPlan plan, long firstRow, int steps, long firstToken, int tokens) {
    return plan(known, plan, firstRow, steps, firstToken, tokens, 0);
  }

  /** Plans the steps between consecutive rows of a matrix, for consecutive tokens. */
  public DenoisingSteps plan(
      int known, SchedulingMatrix matrix, int firstRow, int steps, int firstToken, int tokens) {
    return plan(known, LevelPlan.of(matrix), firstRow, steps, firstToken, tokens, 0);
  }

  private DenoisingSteps plan(
      int known,
      LevelPlan matrix,
      long firstRow,
      int steps,
      long firstToken,
      int tokens,
      int padding) {
    DenoisingSteps plan = new DenoisingSteps(steps, known + tokens + padding);
    for (int token = known + tokens; token < plan.tokens(); token++) {
      for (int step = 0; step < steps; step++) {
        plan.keep(step, token, schedule.levels() - 1, 1, 0);
      }
    }
    for (int token = 0; token < known; token++) {
      for (int step = 0; step < steps; step++) {
        keepFinished(plan, step, token);
      }
    }
    int[] least = new int[steps];
    Arrays.setAll(least, step -> matrix.leastUnfinished(firstRow + step, firstToken, tokens));
    for (int token = known; token < known + tokens; token++) {
      long column = firstToken + token - known;
      int before = levelBefore(matrix, firstRow, column);
      for (int step = 0; step < steps; step++) {
        int from = matrix.level(firstRow + step, column);
        int level = levels.trainingLevel(from);
        int next = levels.trainingLevel(matrix.level(firstRow + step + 1, column));
        if (from == 0) {
          keepFinished(plan, step, token);
        } else if (level == next) {
          plan.keep(step, token, level, 1, 0);
          predict(plan, step, token, level);
        } else {
          Linear clean = parameterization.clean(schedule.signal(level), schedule.noise(level));
          plan.update(
              step,
              token,
              level,
              clean.first(),
              clean.second(),
              solver.update(schedule, before, level, next));
          plan.guide(step, token, guidanceLevel.share(schedule, level, next));
          before = level;
        }
        if (futureRule.redraws(from, least[step])) {
          plan.redraw(step, token, schedule.signal(level), schedule.noise(level));
        }
      }
    }
    return plan;
  }

  /**
   * Plans the steps between consecutive rows, for all tokens of the matrix, and keeps padding after
   * them as pure noise that guidance does not score.
   *
   * @param known how many known tokens come before them, shown like finished ones, at least 0
   * @param matrix the plan of the whole run
   * @param firstRow the row that the first step begins at
   * @param steps how many steps, at least 1
   * @param padding how many tokens follow, at least 0
   */
  public DenoisingSteps planPadded(
      int known, SchedulingMatrix matrix, int firstRow, int steps, int padding) {
    return plan(known, LevelPlan.of(matrix), firstRow, steps, 0, matrix.horizon(), padding);
  }

  /** Plans the steps between consecutive rows, for consecutive tokens without known ones. */
  public DenoisingSteps plan(
      SchedulingMatrix matrix, int firstRow, int steps, int firstToken, int tokens) {
    return plan(0, matrix, firstRow, steps, firstToken, tokens);
  }

  private void keepFinished(DenoisingSteps plan, int step, int token) {
    show(plan, step, token, stabilization);
  }

  /** Plans that a token keeps its bits in a step and is shown, and scored, at a level. */
  public void show(DenoisingSteps plan, int step, int token, Stabilization shown) {
    int level = shown.level();
    plan.keep(
        step, token, level, schedule.signal(level), shown.withNoise() ? schedule.noise(level) : 0);
    predict(plan, step, token, level);
  }

  private void predict(DenoisingSteps plan, int step, int token, int level) {
    Linear clean = parameterization.clean(schedule.signal(level), schedule.noise(level));
    plan.predict(step, token, clean.first(), clean.second());
  }

  /** Nothing comes before pure noise, so there is nothing to look for however long it waits. */
  private int levelBefore(LevelPlan matrix, long row, long column) {
    if (matrix.level(row, column) == matrix.steps()) {
      return Solver.NO_LEVEL;
    }
    int now = levels.trainingLevel(matrix.level(row, column));
    for (long earlier = row - 1; earlier >= 0; earlier--) {
      int level = levels.trainingLevel(matrix.level(earlier, column));
      if (level != now) {
        return level;
      }
    }
    return Solver.NO_LEVEL;
  }
}
