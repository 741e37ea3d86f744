package io.stagger.acceptance.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.testkit.gaussian.GaussianBackbone;
import io.stagger.testkit.gaussian.GaussianLaw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The law of what sampling gives with the optimal denoiser, computed exactly, for every sampling
 * schedule, solver and number of steps; and that docs/explanation/gaussian-check.md says the same.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TestGaussianLaw {
  private static final int LEVELS = 1000;
  private static final int HORIZON = 6;
  private static final List<Integer> STEPS = List.of(10, 20, 50, 100, 200, LEVELS);
  private static final double PHI = 0.8;

  private final List<Way> ways = new ArrayList<>();

  /**
   * What an order and a solver come to.
   *
   * @param errors by the number of steps
   */
  private record Way(String order, String solver, Map<Integer, TestingErrors> errors) {
    TestingErrors at(int steps) {
      return errors.get(steps);
    }

    @Override
    public String toString() {
      return order + " with " + solver + ": " + errors;
    }
  }

  @BeforeAll
  void propagateEveryWay(@TempDir Path folder) {
    TestingWays all = new TestingWays(folder);
    for (String order : all.schedules(HORIZON, LEVELS).keySet()) {
      for (String solver : all.solvers().keySet()) {
        ways.add(new Way(order, solver, new TreeMap<>()));
      }
    }
    for (int steps : STEPS) {
      all.schedules(HORIZON, steps)
          .forEach(
              (order, schedule) -> {
                for (Way way : ways) {
                  if (way.order().equals(order)) {
                    TestingPipeline pipeline =
                        pipeline(all, way.solver(), process(PHI, false), steps);
                    GaussianLaw law = pipeline.law(schedule.matrix(HORIZON, steps));
                    way.errors().put(steps, TestingErrors.of(law, pipeline.process()));
                  }
                }
              });
    }
  }

  private static GaussianBackbone process(double phi, boolean causal) {
    return new GaussianBackbone(phi, 0.3, 1.2, causal);
  }

  private static TestingPipeline pipeline(
      TestingWays ways, String solver, GaussianBackbone process, int steps) {
    return TestingPipeline.of(
        process,
        TestingWays.noiseSchedule(solver, LEVELS),
        TestingWays.parameterization(solver),
        ways.solvers().get(solver),
        steps);
  }

  @Test
  void theErrorShrinksAsStepsGrow() {
    for (Way way : ways) {
      for (int i = 1; i < STEPS.size(); i++) {
        TestingErrors fewer = way.at(STEPS.get(i - 1));
        TestingErrors more = way.at(STEPS.get(i));
        assertThat(Math.abs(more.variance()))
            .as("variance, %s steps, %s", STEPS.get(i), way)
            .isLessThan(Math.abs(fewer.variance()));
        // With fewer steps the correlation's error may pass through 0 on its way to where it falls.
        if (STEPS.get(i) >= 100) {
          assertThat(Math.abs(more.correlation()))
              .as("correlation, %s steps, %s", STEPS.get(i), way)
              .isLessThan(Math.abs(fewer.correlation()));
        }
      }
    }
  }

  @Test
  void tenTimesTheStepsLeaveATenthOfTheErrorOrLess() {
    for (Way way : ways) {
      // Error c1 / S + c2 / S^2; what is measured of c2 makes the tenth at most an eighth.
      assertThat(Math.abs(way.at(LEVELS).variance()))
          .as("variance, %s", way)
          .isLessThan(Math.abs(way.at(100).variance()) / 8);
    }
  }

  @Test
  void atFullStepsNextToNothingIsMissing() {
    for (Way way : ways) {
      // The mean misses what the last level keeps of the signal; the others 6 / S and 0.6 / S, the
      // greatest c1 there is.
      assertThat(way.at(LEVELS).mean()).as("mean, %s", way).isCloseTo(0, within(1e-4));
      assertThat(way.at(LEVELS).variance()).as("variance, %s", way).isCloseTo(0, within(6e-3));
      assertThat(way.at(LEVELS).correlation())
          .as("correlation, %s", way)
          .isCloseTo(0, within(6e-4));
    }
  }

  @Test
  void aCausalDenoiserIsAsGoodTokenAfterToken(@TempDir Path folder) {
    TestingWays all = new TestingWays(folder);
    for (String solver : all.solvers().keySet()) {
      GaussianLaw law =
          pipeline(all, solver, process(PHI, true), LEVELS)
              .law(TestingWays.schedule("autoregressive", Map.of()).matrix(HORIZON, LEVELS));
      TestingErrors errors = TestingErrors.of(law, process(PHI, true));
      assertThat(errors.variance()).as(solver).isCloseTo(0, within(6e-3));
      assertThat(errors.correlation()).as(solver).isCloseTo(0, within(6e-4));
    }
  }

  @Test
  void aCausalDenoiserIsWrongWhereTokensShareTheirSteps(@TempDir Path folder) {
    TestingWays all = new TestingWays(folder);
    for (double phi : new double[] {0.5, 0.8}) {
      for (double uncertaintyScale : new double[] {0, 1}) {
        for (String solver : all.solvers().keySet()) {
          TestingErrors errors = causal(all, solver, phi, uncertaintyScale, 200);
          TestingErrors atFullSteps = causal(all, solver, phi, uncertaintyScale, LEVELS);
          String what = "%s, phi %s, u %s: %s".formatted(solver, phi, uncertaintyScale, errors);
          // Not what finitely many steps leave: it stays where it is with five times the steps.
          assertThat(atFullSteps.variance()).as(what).isLessThan(-0.05);
          assertThat(atFullSteps.correlation()).as(what).isLessThan(-0.1);
          assertThat(atFullSteps.variance()).as(what).isCloseTo(errors.variance(), within(0.025));
        }
      }
    }
  }

  private static TestingErrors causal(
      TestingWays all, String solver, double phi, double uncertaintyScale, int steps) {
    TestingPipeline pipeline = pipeline(all, solver, process(phi, true), steps);
    return TestingErrors.of(
        pipeline.law(
            TestingWays.schedule("pyramid", Map.of("uncertaintyScale", uncertaintyScale))
                .matrix(HORIZON, steps)),
        pipeline.process());
  }

  @Test
  void theDocumentationSaysTheseNumbers(@TempDir Path folder) throws IOException {
    String tables =
        table("variance")
            + "\n"
            + table("correlation")
            + "\n"
            + causalTable(new TestingWays(folder));
    Path written = Path.of("target", "gaussian-check.md");
    Files.createDirectories(written.getParent());
    Files.writeString(written, tables);
    Path page = Path.of(System.getProperty("stagger.docs"), "explanation", "gaussian-check.md");
    assertThat(Files.readString(page))
        .as("%s, whose tables come from %s", page, written.toAbsolutePath())
        .endsWith("\n" + tables);
  }

  private String table(String of) {
    StringBuilder table = new StringBuilder("### Error of the " + of + "\n\n| order | solver |");
    STEPS.forEach(steps -> table.append(" %d |".formatted(steps)));
    table.append("\n|---|---|").append("---|".repeat(STEPS.size())).append('\n');
    for (Way way : ways) {
      table.append("| %s | %s |".formatted(way.order(), way.solver()));
      for (int steps : STEPS) {
        TestingErrors errors = way.at(steps);
        table.append(
            of.equals("variance")
                ? " %s |".formatted(percent(errors.variance()))
                : " %s |".formatted(number(errors.correlation())));
      }
      table.append('\n');
    }
    return table.toString();
  }

  private static String causalTable(TestingWays all) {
    int steps = 200;
    StringBuilder table =
        new StringBuilder("### A causal denoiser\n\n| phi | u | error of the variance |")
            .append(" error of the correlation |\n|---|---|---|---|\n");
    for (double phi : new double[] {0.5, 0.8, 0.95}) {
      for (int uncertaintyScale : new int[] {0, 1, 5, 20, 50, 100, steps}) {
        TestingErrors errors = causal(all, "ddim, eta 0", phi, uncertaintyScale, steps);
        table.append(
            "| %s | %d | %s | %s |\n"
                .formatted(
                    phi,
                    uncertaintyScale,
                    percent(errors.variance()),
                    number(errors.correlation())));
      }
    }
    return table.toString();
  }

  private static String percent(double share) {
    return rounded("%.2f", 100 * share) + " %";
  }

  private static String number(double number) {
    return rounded("%.4f", number);
  }

  /** Without the sign of a zero, which would be that of rounding errors. */
  private static String rounded(String format, double number) {
    String rounded = String.format(Locale.ROOT, format, number);
    return rounded.matches("-[0.]+") ? rounded.substring(1) : rounded;
  }
}
