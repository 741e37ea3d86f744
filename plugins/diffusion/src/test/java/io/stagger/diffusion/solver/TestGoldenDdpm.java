package io.stagger.diffusion.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.diffusion.SamplingLevels;
import io.stagger.api.diffusion.Solver;
import io.stagger.diffusion.Golden;
import io.stagger.diffusion.schedule.LinearSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TestGoldenDdpm {
  private static final JsonNode GOLDEN = Golden.json("ddpm_step.json");

  static Stream<String> cases() {
    List<String> names = new ArrayList<>();
    GOLDEN.get("cases").fieldNames().forEachRemaining(names::add);
    return names.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void stepIsGolden(String name) {
    // For instance T=S=1000|cosine|pred_noise
    String[] parts = name.split("\\|", -1);
    int levels = Integer.parseInt(parts[0].substring("T=S=".length()));
    boolean emptied = levels == 20 && parts[1].equals("linear");
    NoiseSchedule schedule = emptied ? new TwentyLinearLevels() : Golden.schedule(parts[1], levels);
    Parameterization parameterization = Golden.parameterization(parts[2]);
    Solver solver = new DdpmSolver(new DdpmSettings(DdpmSettings.Variance.POSTERIOR));
    SamplingLevels sampling = SamplingLevels.of(levels, levels, SamplingLevels.Rounding.TRUNCATE);
    int stabilization = GOLDEN.get("stabilization").asInt() - 1;
    JsonNode golden = GOLDEN.get("cases").get(name);
    int skipped = 0;
    for (int frame = 0; frame < 6; frame++) {
      for (int sequence = 0; sequence < 2; sequence++) {
        int from =
            sampling.trainingLevel(golden.get("from_index").get(frame).get(sequence).asInt());
        int to = sampling.trainingLevel(golden.get("to_index").get(frame).get(sequence).asInt());
        boolean context = from == NoiseSchedule.CLEAN;
        assertThat(context ? stabilization : from)
            .isEqualTo(golden.get("network_input_level").get(frame).get(sequence).asInt());
        for (int channel = 0; channel < 3; channel++) {
          String what = "%s from %d to %d, channel %d".formatted(name, from, to, channel);
          Element at = new Element(frame, sequence, channel);
          double x = at.of(GOLDEN.get("x")).asDouble();
          double seen = x;
          if (context) {
            // Context is seen with noise here; without, which is our default, is the same less z.
            seen =
                schedule.signal(stabilization) * x
                    + schedule.noise(stabilization)
                        * at.of(GOLDEN.get("noise_for_context")).asDouble();
          }
          Golden.assertGolden(
              "input of " + what, seen, at.of(golden.get("network_input_x")).asDouble());
          JsonNode expected = at.of(golden.get("x_next"));
          if (from == to) {
            assertThat(x).as(what).isEqualTo(expected.asDouble());
            continue;
          }
          if (expected.isTextual()) {
            // The clean prediction from noise alone divides by the signal, which is 0 there.
            assertThat(emptied && from == 19 && parts[2].equals("pred_noise")).as(what).isTrue();
            skipped++;
            continue;
          }
          double output = at.of(GOLDEN.get("model_output")).asDouble();
          double clean =
              parameterization.clean(schedule.signal(from), schedule.noise(from)).apply(x, output);
          Solver.Update update = solver.update(schedule, Solver.NO_LEVEL, from, to);
          double next =
              update.state() * x
                  + update.clean() * clean
                  + update.noise() * at.of(GOLDEN.get("noise_for_step")).asDouble();
          boolean last = Golden.lastCosineLevel(parts[1], from, levels);
          Golden.assertGolden("outcome of " + what, next, expected.asDouble(), last);
        }
      }
    }
    assertThat(skipped).isEqualTo(emptied && parts[2].equals("pred_noise") ? 6 : 0);
  }

  /** So that ours never gets to where the reference returns no numbers. */
  @Test
  void twentyLinearLevelsAreRefused() {
    assertThatThrownBy(() -> new LinearSettings(20, 1e-4, 0.02))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs more than 20");
  }

  private record Element(int frame, int sequence, int channel) {
    JsonNode of(JsonNode array) {
      return array.get(frame).get(sequence).get(channel);
    }
  }

  /** The linear schedule of 20 levels, the last of which takes all signal away. */
  private static final class TwentyLinearLevels implements NoiseSchedule {
    @Override
    public int levels() {
      return 20;
    }

    @Override
    public double signal(int level) {
      return level == CLEAN ? 1 : Math.sqrt(share(Objects.checkIndex(level, 20)));
    }

    @Override
    public double noise(int level) {
      return level == CLEAN ? 0 : Math.sqrt(1 - share(Objects.checkIndex(level, 20)));
    }

    private static double share(int level) {
      double share = 1;
      for (int k = 0; k <= level; k++) {
        share *= k == 19 ? 0 : 1 - (0.005 + (1 - 0.005) * k / 19.0);
      }
      return share;
    }
  }
}
