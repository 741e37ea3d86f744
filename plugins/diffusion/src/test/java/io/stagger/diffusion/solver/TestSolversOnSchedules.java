package io.stagger.diffusion.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;
import io.stagger.diffusion.TestingSchedules;
import io.stagger.testkit.SolverConformance;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every solver on every kind of schedule that it serves. */
final class TestSolversOnSchedules {
  private static final int CHAINS = 40;

  @TestFactory
  Stream<DynamicTest> everySolverIsSoundOnEverySchedule() {
    List<DynamicTest> tests = new ArrayList<>();
    TestingSchedules.all()
        .forEach(
            (schedule, noiseSchedule) -> {
              solvers()
                  .forEach(
                      (solver, made) ->
                          addKit(
                              tests,
                              solver + " on " + schedule,
                              new TestingSolverConformance(made, noiseSchedule, true)));
              addKit(
                  tests,
                  "ddpm with the upper variance on " + schedule,
                  new TestingSolverConformance(
                      new DdpmSolver(new DdpmSettings(DdpmSettings.Variance.UPPER)),
                      noiseSchedule,
                      false));
            });
    TestingSchedules.straight()
        .forEach(
            (schedule, noiseSchedule) ->
                addKit(
                    tests,
                    "euler on " + schedule,
                    new TestingSolverConformance(new EulerSolver(), noiseSchedule, true)));
    return tests.stream();
  }

  private static Map<String, Solver> solvers() {
    Map<String, Solver> solvers = new LinkedHashMap<>();
    for (double eta : new double[] {0, 0.5, 1}) {
      solvers.put("ddim with eta " + eta, new DdimSolver(new DdimSettings(eta)));
    }
    solvers.put("ddpm", new DdpmSolver(new DdpmSettings(DdpmSettings.Variance.POSTERIOR)));
    solvers.put("dpm-solver-plus-plus", new DpmSolverPlusPlus());
    return solvers;
  }

  private static void addKit(List<DynamicTest> tests, String name, SolverConformance subject) {
    boolean usesHistory = subject.solver().usesHistory();
    boolean canUseHistory = subject.noiseSchedule().levels() > 2;
    Arrays.stream(SolverConformance.class.getMethods())
        .filter(method -> method.isAnnotationPresent(Test.class))
        // With two levels no step has both a step before and a level with noise to go to.
        .filter(
            method ->
                !usesHistory
                    || canUseHistory
                    || !method.getName().equals("historyIsUsedAsDeclared"))
        .map(method -> dynamicTest(name + ": " + method.getName(), () -> call(method, subject)))
        .forEach(tests::add);
  }

  private static void call(Method method, Object subject) throws Throwable {
    try {
      method.invoke(subject);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Test
  void ancestralStepsOfDdimAreThoseOfDdpmBetweenAnyLevels() {
    Solver ddim = new DdimSolver(new DdimSettings(1));
    Solver ddpm = new DdpmSolver(new DdpmSettings(DdpmSettings.Variance.POSTERIOR));
    TestingSchedules.all()
        .forEach(
            (name, schedule) -> {
              int stride = Math.max(1, schedule.levels() / 41);
              for (int level = schedule.levels() - 1; level >= 0; level -= stride) {
                for (int next : new int[] {level - 1, level - stride, level / 2, 0, -1}) {
                  if (next >= -1 && next < level) {
                    assertSame(
                        "%s from %d to %d".formatted(name, level, next),
                        ddim.update(schedule, Solver.NO_LEVEL, level, next),
                        ddpm.update(schedule, Solver.NO_LEVEL, level, next),
                        1e-12 * Math.max(1, schedule.noise(next)));
                  }
                }
              }
            });
  }

  @Test
  void eulerStepsAreThoseOfDeterministicDdim() {
    Solver ddim = new DdimSolver(new DdimSettings(0));
    Solver euler = new EulerSolver();
    TestingSchedules.straight()
        .forEach(
            (name, schedule) -> {
              for (int level = schedule.levels() - 1; level >= 0; level -= 3) {
                for (int next = level - 1; next >= -1; next -= 7) {
                  assertSame(
                      "%s from %d to %d".formatted(name, level, next),
                      euler.update(schedule, Solver.NO_LEVEL, level, next),
                      ddim.update(schedule, Solver.NO_LEVEL, level, next),
                      1e-13);
                }
              }
            });
  }

  private static void assertSame(
      String what, Solver.Update actual, Solver.Update expected, double tolerance) {
    assertThat(actual.state()).as("state %s", what).isCloseTo(expected.state(), within(tolerance));
    assertThat(actual.clean()).as("clean %s", what).isCloseTo(expected.clean(), within(tolerance));
    assertThat(actual.noise()).as("noise %s", what).isCloseTo(expected.noise(), within(tolerance));
    assertThat(actual.history()).as("history %s", what).isEqualTo(expected.history());
  }

  /** However a token's levels are chosen, exact predictions keep it on its path. */
  @Test
  void chainsOverRandomLevelsKeepSignalAndNoise() {
    Random random = new Random(5);
    TestingSchedules.all()
        .forEach(
            (name, schedule) -> {
              Map<String, Solver> solvers = solvers();
              if (TestingSchedules.straight().containsKey(name)) {
                solvers.put("euler", new EulerSolver());
              }
              solvers.forEach(
                  (solver, made) -> {
                    for (int chain = 0; chain < CHAINS; chain++) {
                      assertKeepsToThePath(solver + " on " + name, made, schedule, random);
                    }
                  });
            });
  }

  private static void assertKeepsToThePath(
      String name, Solver solver, NoiseSchedule schedule, Random random) {
    int level = schedule.levels() - 1;
    int before = Solver.NO_LEVEL;
    double signal = schedule.signal(level);
    double noise = schedule.noise(level);
    while (level >= 0) {
      int next = level - 1 - random.nextInt(Math.max(1, schedule.levels() / 4));
      next = Math.max(NoiseSchedule.CLEAN, next);
      Solver.Update update = solver.update(schedule, before, level, next);
      signal = update.state() * signal + update.clean() + update.history();
      noise = Math.hypot(update.state() * noise, update.noise());
      String what = "%s, from level %d to %d".formatted(name, level, next);
      assertThat(signal).as(what).isCloseTo(schedule.signal(next), within(1e-9));
      double expected = schedule.noise(next);
      assertThat(noise).as(what).isCloseTo(expected, within(1e-9 * Math.max(1, expected)));
      before = level;
      level = next;
    }
    assertThat(signal).as(name).isEqualTo(1);
    assertThat(noise).as(name).isZero();
  }
}
