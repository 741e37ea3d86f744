package io.stagger.diffusion.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.diffusion.SamplingLevels;
import io.stagger.api.diffusion.Solver;
import io.stagger.diffusion.Golden;
import io.stagger.diffusion.parameterization.EpsilonParameterization;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Guided steps by the coefficients of parameterizations and solvers. The noise moves against the
 * gradient of the objective, {@code eps' = eps - w dG/dx}, and the clean prediction follows.
 *
 * <p>The reference takes {@code w = noise(k')} of the level to reach; ours takes {@code noise(k)}
 * of the level that the token holds, and decision 0012 says why. Both are computed here.
 */
final class TestGoldenGuidance {
  private static final JsonNode GOLDEN = Golden.json("guided_ddim_step.json");
  private static final Solver DDIM = new DdimSolver(new DdimSettings(0));

  static Stream<String> cases() {
    List<String> names = new ArrayList<>();
    GOLDEN.get("cases").fieldNames().forEachRemaining(names::add);
    return names.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void stepGuidedByTheNextLevelsNoiseIsGolden(String name) {
    forEachElement(
        name,
        (what, step, expected) -> {
          if (step.from() == step.to()) {
            assertThat(step.x()).as(what).isEqualTo(expected);
          } else {
            boolean last = Golden.lastCosineLevel(step.scheduleName(), step.from(), 1000);
            Golden.assertGolden(what, step.guided(step.noiseAt(step.to())), expected, last);
          }
        });
  }

  /**
   * Ours differs by the gradient times the difference of the two noises, and so also at the end.
   */
  @ParameterizedTest
  @MethodSource("cases")
  void stepGuidedByTheCurrentLevelsNoiseGoesFurther(String name) {
    forEachElement(
        name,
        (what, step, expected) -> {
          if (step.from() == step.to()) {
            return;
          }
          double ours = step.guided(step.noiseAt(step.from()));
          double reference = step.guided(step.noiseAt(step.to()));
          double unguided = step.guided(0);
          double share = step.noiseAt(step.to()) / step.noiseAt(step.from());
          double moved = ours - unguided;
          assertThat(reference - unguided)
              .as(what)
              .isCloseTo(share * moved, within(1e-9 * Math.abs(moved) + 1e-9 * Math.abs(ours)));
          if (step.to() == NoiseSchedule.CLEAN) {
            assertThat(reference).as(what).isEqualTo(unguided);
            assertThat(moved).as(what).isNotZero();
          }
        });
  }

  /** Both values of one token, the one from level 499 to clean. */
  @Test
  void bothValuesOfOneFinalStep() {
    Step step = Step.of("cosine|pred_v|scale=2.0", 3, 0, 0);
    assertThat(step.from()).isEqualTo(499);
    assertThat(step.to()).isEqualTo(NoiseSchedule.CLEAN);
    assertThat(step.guided(step.noiseAt(step.to()))).isCloseTo(-0.397541, within(1e-5));
    assertThat(step.guided(step.noiseAt(step.from()))).isCloseTo(2.568507, within(1e-5));
  }

  private static void forEachElement(String name, Check check) {
    JsonNode golden = GOLDEN.get("cases").get(name);
    for (int frame = 0; frame < 6; frame++) {
      for (int sequence = 0; sequence < 2; sequence++) {
        for (int channel = 0; channel < 3; channel++) {
          Step step = Step.of(name, frame, sequence, channel);
          String what =
              "%s from %d to %d, channel %d".formatted(name, step.from(), step.to(), channel);
          check.check(what, step, golden.get(frame).get(sequence).get(channel).asDouble());
        }
      }
    }
  }

  @FunctionalInterface
  private interface Check {
    void check(String what, Step step, double expected);
  }

  /** One element's step. The network's output is {@code a x + b}. */
  private record Step(String name, int from, int to, double x, double a, double b, double target) {
    static Step of(String name, int frame, int sequence, int channel) {
      SamplingLevels levels = SamplingLevels.of(1000, 50, SamplingLevels.Rounding.TRUNCATE);
      return new Step(
          name,
          levels.trainingLevel(GOLDEN.get("from_index").get(frame).get(sequence).asInt()),
          levels.trainingLevel(GOLDEN.get("to_index").get(frame).get(sequence).asInt()),
          GOLDEN.get("x").get(frame).get(sequence).get(channel).asDouble(),
          GOLDEN.get("a").get(frame).get(sequence).get(channel).asDouble(),
          GOLDEN.get("b").get(frame).get(sequence).get(channel).asDouble(),
          GOLDEN.get("target").get(frame).get(sequence).get(channel).asDouble());
    }

    String scheduleName() {
      return name.split("\\|", -1)[0];
    }

    NoiseSchedule schedule() {
      return Golden.schedule(scheduleName(), 1000);
    }

    double noiseAt(int level) {
      return schedule().noise(level);
    }

    /** The next token with guidance of this weight. */
    double guided(double weight) {
      String[] parts = name.split("\\|", -1);
      Parameterization parameterization = Golden.parameterization(parts[1]);
      double scale = Double.parseDouble(parts[2].split("=", 2)[1]);
      NoiseSchedule schedule = schedule();
      double signal = schedule.signal(from);
      double noise = schedule.noise(from);
      Linear clean = parameterization.clean(signal, noise);
      double prediction = clean.apply(x, a * x + b);
      // Of -scale (x0 - target)^2, through the network.
      double gradient = -2 * scale * (prediction - target) * (clean.first() + clean.second() * a);
      double moved = (x - signal * prediction) / noise - weight * gradient;
      double guided = new EpsilonParameterization().clean(signal, noise).apply(x, moved);
      Solver.Update update = DDIM.update(schedule, Solver.NO_LEVEL, from, to);
      return update.state() * x + update.clean() * guided;
    }
  }
}
