package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class TestSolverConformance {
  @Test
  void passesASoundSolver() {
    assertThat(failures(false, update -> update)).isEmpty();
  }

  @Test
  void noticesTooMuchSignal() {
    assertThat(
            failures(
                false, u -> new Solver.Update(u.state(), u.clean() + 1e-6, u.noise(), u.history())))
        .containsExactly("stepGivesTheSignalOfTheNextLevel");
  }

  @Test
  void noticesTooMuchNoise() {
    assertThat(
            failures(
                false, u -> new Solver.Update(u.state(), u.clean(), u.noise() + 1e-4, u.history())))
        .containsExactlyInAnyOrder("stepGivesTheNoiseOfTheNextLevel", "lastStepLeavesNoNoise");
  }

  @Test
  void noticesCoefficientsThatAreNoNumbers() {
    assertThat(
            failures(false, u -> new Solver.Update(u.state(), u.clean(), Double.NaN, u.history())))
        .contains("coefficientsAreFinite");
  }

  @Test
  void noticesHistoryThatIsNotAsDeclared() {
    assertThat(failures(true, update -> update)).containsExactly("historyIsUsedAsDeclared");
    assertThat(failures(false, u -> new Solver.Update(u.state(), u.clean() - 0.1, u.noise(), 0.1)))
        .containsExactly("historyIsUsedAsDeclared");
  }

  @Test
  void noticesNoiseThatIsNotAsDeclared() {
    UnaryOperator<Solver.Update> same = update -> update;
    UnaryOperator<Solver.Update> more = u -> withNoise(u, 1e-4);
    assertThat(failures(false, false, more)).isEmpty();
    assertThat(failures(false, true, more)).containsExactly("stepGivesTheNoiseOfTheNextLevel");
    assertThat(failures(false, false, same)).containsExactly("stepGivesTheNoiseOfTheNextLevel");
  }

  @Test
  void noticesTooLittleNoise() {
    UnaryOperator<Solver.Update> less =
        u -> new Solver.Update(0.99 * u.state(), u.clean(), u.noise(), u.history());
    assertThat(failures(false, false, less)).contains("stepGivesTheNoiseOfTheNextLevel");
  }

  /** More noise after every step but the one to clean, which has no state. */
  private static Solver.Update withNoise(Solver.Update u, double noise) {
    return u.state() == 0 ? u : new Solver.Update(u.state(), u.clean(), noise, u.history());
  }

  private static Set<String> failures(boolean usesHistory, UnaryOperator<Solver.Update> alter) {
    return failures(usesHistory, true, alter);
  }

  /** A deterministic solver whose coefficients are altered. */
  private static Set<String> failures(
      boolean usesHistory, boolean givesExactNoise, UnaryOperator<Solver.Update> alter) {
    Solver solver =
        new Solver() {
          @Override
          public boolean usesHistory() {
            return usesHistory;
          }

          @Override
          public Update update(NoiseSchedule schedule, int before, int level, int next) {
            double state = schedule.noise(next) / schedule.noise(level);
            double clean = schedule.signal(next) - schedule.signal(level) * state;
            return alter.apply(new Update(state, clean, 0, 0));
          }
        };
    return KitFailures.of(
        SolverConformance.class, new TestingSolverConformance(solver, givesExactNoise));
  }
}
