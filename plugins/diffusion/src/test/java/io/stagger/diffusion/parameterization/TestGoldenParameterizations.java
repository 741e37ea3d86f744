package io.stagger.diffusion.parameterization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.diffusion.Solver;
import io.stagger.diffusion.Golden;
import io.stagger.diffusion.solver.DdpmSettings;
import io.stagger.diffusion.solver.DdpmSolver;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TestGoldenParameterizations {
  private static final JsonNode GOLDEN = Golden.json("q_sample.json");

  @ParameterizedTest
  @ValueSource(strings = {"linear", "cosine", "sigmoid"})
  void noisyTokensAreGolden(String name) {
    NoiseSchedule schedule = Golden.schedule(name, 1000);
    forEach(
        name,
        "x_t",
        (level, at) ->
            schedule.signal(level) * at.input("x0") + schedule.noise(level) * at.input("noise"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "cosine", "sigmoid"})
  void velocityTargetsAreGolden(String name) {
    NoiseSchedule schedule = Golden.schedule(name, 1000);
    Parameterization velocity = new VelocityParameterization();
    forEach(
        name,
        "v_target",
        (level, at) ->
            velocity
                .target(schedule.signal(level), schedule.noise(level))
                .apply(at.input("x0"), at.input("noise")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "cosine", "sigmoid"})
  void cleanPredictionsFromVelocityAreGolden(String name) {
    NoiseSchedule schedule = Golden.schedule(name, 1000);
    Parameterization velocity = new VelocityParameterization();
    forEach(
        name,
        "x0_from_v(x_t,v_or_other)",
        (level, at) ->
            velocity
                .clean(schedule.signal(level), schedule.noise(level))
                .apply(at.golden("x_t"), at.input("v_or_other")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "cosine", "sigmoid"})
  void cleanPredictionsFromNoiseAreGolden(String name) {
    NoiseSchedule schedule = Golden.schedule(name, 1000);
    Parameterization epsilon = new EpsilonParameterization();
    forEach(
        name,
        "x0_from_noise(x_t,noise)",
        (level, at) -> {
          Linear clean = epsilon.clean(schedule.signal(level), schedule.noise(level));
          // In single precision, as the engine computes: at the last levels both terms are about
          // 20,000 times their sum, so that the digits that cancel are part of the result.
          float fromState = (float) clean.first() * (float) at.golden("x_t");
          return fromState + (float) clean.second() * (float) at.input("noise");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "cosine", "sigmoid"})
  void noiseFromCleanPredictionsIsGolden(String name) {
    NoiseSchedule schedule = Golden.schedule(name, 1000);
    Parameterization epsilon = new EpsilonParameterization();
    forEach(
        name,
        "noise_from_x0(x_t,v_or_other as x0)",
        (level, at) -> {
          // The noise that gives this clean prediction.
          Linear clean = epsilon.clean(schedule.signal(level), schedule.noise(level));
          return (at.input("v_or_other") - clean.first() * at.golden("x_t")) / clean.second();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "cosine", "sigmoid"})
  void posteriorsAreGolden(String name) {
    NoiseSchedule schedule = Golden.schedule(name, 1000);
    forEach(
        name,
        "posterior_mean(x0,x_t)",
        (level, at) -> {
          Solver.Update update = posterior(schedule, level);
          return update.state() * at.golden("x_t") + update.clean() * at.input("x0");
        });
    for (int frame = 0; frame < 4; frame++) {
      for (int sequence = 0; sequence < 2; sequence++) {
        int level = GOLDEN.get("levels").get(frame).get(sequence).asInt();
        double variance = Math.pow(posterior(schedule, level).noise(), 2);
        Element only = new Element(name, frame, sequence, 0);
        boolean last = Golden.lastCosineLevel(name, level, 1000);
        Golden.assertGolden(
            "posterior variance of %s at level %d".formatted(name, level),
            variance,
            only.golden("posterior_variance"),
            last);
        Golden.assertGolden(
            "logarithm of the posterior variance of %s at level %d".formatted(name, level),
            Math.log(Math.max(variance, 1e-20)),
            only.golden("posterior_log_variance_clipped"),
            last);
      }
    }
  }

  private static Solver.Update posterior(NoiseSchedule schedule, int level) {
    Solver ddpm = new DdpmSolver(new DdpmSettings(DdpmSettings.Variance.POSTERIOR));
    return ddpm.update(schedule, Solver.NO_LEVEL, level, level - 1);
  }

  @Test
  void everyQuantityIsCompared() {
    for (String name : List.of("linear", "cosine", "sigmoid")) {
      assertThat(GOLDEN.get(name).fieldNames())
          .toIterable()
          .containsExactlyInAnyOrder(
              "x_t",
              "v_target",
              "x0_from_noise(x_t,noise)",
              "x0_from_v(x_t,v_or_other)",
              "noise_from_x0(x_t,v_or_other as x0)",
              "posterior_mean(x0,x_t)",
              "posterior_variance",
              "posterior_log_variance_clipped");
    }
  }

  private static void forEach(String schedule, String quantity, Formula formula) {
    JsonNode levels = GOLDEN.get("levels");
    for (int frame = 0; frame < 4; frame++) {
      for (int sequence = 0; sequence < 2; sequence++) {
        for (int channel = 0; channel < 3; channel++) {
          int level = levels.get(frame).get(sequence).asInt();
          Element element = new Element(schedule, frame, sequence, channel);
          Golden.assertGolden(
              "%s of %s at level %d, channel %d".formatted(quantity, schedule, level, channel),
              formula.compute(level, element),
              element.golden(quantity),
              Golden.lastCosineLevel(schedule, level, 1000));
        }
      }
    }
  }

  @FunctionalInterface
  private interface Formula {
    double compute(int level, Element element);
  }

  private record Element(String schedule, int frame, int sequence, int channel) {
    double input(String name) {
      return at(GOLDEN.get(name));
    }

    double golden(String name) {
      return at(GOLDEN.get(schedule).get(name));
    }

    private double at(JsonNode array) {
      return array.get(frame).get(sequence).get(channel).asDouble();
    }
  }
}
