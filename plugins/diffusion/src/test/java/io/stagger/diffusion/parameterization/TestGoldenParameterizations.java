package io.stagger.diffusion.parameterization;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.diffusion.Golden;
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
