package io.stagger.diffusion.solver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.diffusion.SamplingLevels;
import io.stagger.api.diffusion.Solver;
import io.stagger.diffusion.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TestGoldenDdim {
  private static final JsonNode GOLDEN = Golden.json("ddim_step.json");

  static Stream<String> cases() {
    List<String> names = new ArrayList<>();
    GOLDEN.get("cases").fieldNames().forEachRemaining(names::add);
    return names.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void stepIsGolden(String name) {
    // For instance cosine|pred_noise|eta=0.5|stabilization=10
    String[] parts = name.split("\\|", -1);
    NoiseSchedule schedule = Golden.schedule(parts[0], 1000);
    Parameterization parameterization = Golden.parameterization(parts[1]);
    Solver solver = new DdimSolver(new DdimSettings(number(parts[2])));
    int stabilization = (int) number(parts[3]) - 1;
    SamplingLevels samplingLevels = SamplingLevels.of(1000, 50, SamplingLevels.Rounding.TRUNCATE);
    JsonNode golden = GOLDEN.get("cases").get(name);
    for (int frame = 0; frame < 6; frame++) {
      for (int sequence = 0; sequence < 2; sequence++) {
        int from =
            samplingLevels.trainingLevel(GOLDEN.get("from_index").get(frame).get(sequence).asInt());
        int to =
            samplingLevels.trainingLevel(GOLDEN.get("to_index").get(frame).get(sequence).asInt());
        boolean context = from == NoiseSchedule.CLEAN;
        int seenLevel = context ? stabilization : from;
        double seenScale = context ? schedule.signal(stabilization) : 1;
        assertThat(seenLevel)
            .isEqualTo(golden.get("network_input_level").get(frame).get(sequence).asInt());
        for (int channel = 0; channel < 3; channel++) {
          String what = "%s from %d to %d, channel %d".formatted(name, from, to, channel);
          double x = at(GOLDEN.get("x"), frame, sequence, channel).asDouble();
          Golden.assertGolden(
              "input of " + what,
              seenScale * x,
              at(golden.get("network_input_x"), frame, sequence, channel).asDouble());
          double output = at(GOLDEN.get("model_output"), frame, sequence, channel).asDouble();
          double next = x;
          if (from != to) {
            Solver.Update update = solver.update(schedule, Solver.NO_LEVEL, from, to);
            next =
                update.state() * x
                    + update.clean() * clean(schedule, parameterization, from, x, output)
                    + update.noise() * at(GOLDEN.get("noise"), frame, sequence, channel).asDouble();
          }
          JsonNode expected = at(golden.get("x_next"), frame, sequence, channel);
          if (expected.isTextual()) {
            assertThat(next).as(what).isFinite();
          } else {
            double lost =
                from == to ? 0 : singlePrecisionLoss(schedule, number(parts[2]), from, to);
            if (lost > 0) {
              double clean = clean(schedule, parameterization, from, x, output);
              double noise = (x - schedule.signal(from) * clean) / schedule.noise(from);
              Golden.assertGoldenWithin(
                  "outcome of " + what,
                  next,
                  expected.asDouble(),
                  1e-5 * Math.abs(expected.asDouble()) + 1e-6 + lost * Math.abs(noise));
            } else {
              boolean last = Golden.lastCosineLevel(parts[0], from, 1000);
              Golden.assertGolden("outcome of " + what, next, expected.asDouble(), last);
            }
          }
        }
      }
    }
  }

  private static double clean(
      NoiseSchedule schedule,
      Parameterization parameterization,
      int level,
      double x,
      double output) {
    return parameterization.clean(schedule.signal(level), schedule.noise(level)).apply(x, output);
  }

  /**
   * By how much the reference's {@code c = sqrt(1 - a' - sigma^2)} may be off. It is computed in
   * single precision, where the terms are off by two half units in the last place of 1; that
   * matters only where they nearly cancel, as from the last sigmoid level with eta 1.
   */
  private static double singlePrecisionLoss(NoiseSchedule schedule, double eta, int from, int to) {
    double a = schedule.alphaBar(from);
    double next = schedule.alphaBar(to);
    double sigma = eta * Math.sqrt((1 - a / next) * (1 - next) / (1 - a));
    double c = Math.sqrt(Math.max(0, 1 - next - sigma * sigma));
    return c > 0 && c < 0.01 ? Math.ulp(1f) / (2 * c) : 0;
  }

  private static double number(String assignment) {
    return Double.parseDouble(assignment.split("=", 2)[1]);
  }

  private static JsonNode at(JsonNode array, int frame, int sequence, int channel) {
    return array.get(frame).get(sequence).get(channel);
  }
}
