package io.stagger.diffusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.SamplingLevels;
import io.stagger.api.diffusion.Solver;
import io.stagger.diffusion.Golden;
import io.stagger.diffusion.parameterization.EpsilonParameterization;
import io.stagger.diffusion.solver.DdpmSettings;
import io.stagger.diffusion.solver.DdpmSolver;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TestGoldenSchedules {
  @ParameterizedTest
  @CsvSource({
    "linear, 1000", "cosine, 1000", "sigmoid, 1000",
    "linear, 100", "cosine, 100", "sigmoid, 100",
    "linear, 50", "cosine, 50", "sigmoid, 50"
  })
  void everythingDerivedFromAScheduleIsGolden(String name, int levels) {
    NoiseSchedule schedule = Golden.schedule(name, levels);
    EpsilonParameterization epsilon = new EpsilonParameterization();
    Map<String, IntToDoubleFunction> derived =
        Map.ofEntries(
            Map.entry("betas", k -> 1 - schedule.alphaBar(k) / schedule.alphaBar(k - 1)),
            Map.entry("alphas_cumprod", schedule::alphaBar),
            Map.entry("alphas_cumprod_prev", k -> schedule.alphaBar(k - 1)),
            Map.entry("sqrt_alphas_cumprod", schedule::signal),
            Map.entry("sqrt_one_minus_alphas_cumprod", schedule::noise),
            Map.entry("log_one_minus_alphas_cumprod", k -> 2 * Math.log(schedule.noise(k))),
            Map.entry(
                "sqrt_recip_alphas_cumprod",
                k -> epsilon.clean(schedule.signal(k), schedule.noise(k)).first()),
            Map.entry(
                "sqrt_recipm1_alphas_cumprod",
                k -> -epsilon.clean(schedule.signal(k), schedule.noise(k)).second()),
            Map.entry("posterior_mean_coef1", k -> posterior(schedule, k).clean()),
            Map.entry("posterior_mean_coef2", k -> posterior(schedule, k).state()),
            Map.entry("posterior_variance", k -> Math.pow(posterior(schedule, k).noise(), 2)),
            Map.entry(
                "posterior_log_variance_clipped",
                k -> Math.log(Math.max(Math.pow(posterior(schedule, k).noise(), 2), 1e-20))),
            Map.entry("snr", schedule::snr),
            Map.entry("clipped_snr", k -> Math.min(schedule.snr(k), 5)));
    JsonNode golden = Golden.json("schedules.json").get(name + "_T" + levels);
    assertThat(golden.fieldNames()).toIterable().hasSameElementsAs(derived.keySet());
    derived.forEach(
        (buffer, function) -> assertBuffer(name, levels, buffer, golden.get(buffer), function));
  }

  /** The ancestral step to the level below: level 0 goes to clean. */
  private static Solver.Update posterior(NoiseSchedule schedule, int level) {
    Solver ddpm = new DdpmSolver(new DdpmSettings(DdpmSettings.Variance.POSTERIOR));
    return ddpm.update(schedule, Solver.NO_LEVEL, level, level - 1);
  }

  private static void assertBuffer(
      String name, int levels, String buffer, JsonNode golden, IntToDoubleFunction function) {
    for (int i = 0; i < 5; i++) {
      assertLevel(name, levels, buffer, i, golden.get("first5").get(i), function);
      assertLevel(name, levels, buffer, levels - 5 + i, golden.get("last5").get(i), function);
    }
    double sum = 0;
    for (int level = 0; level < levels; level++) {
      sum += function.applyAsDouble(level);
      if (golden.has("all")) {
        assertLevel(name, levels, buffer, level, golden.get("all").get(level), function);
      }
    }
    Golden.assertGolden(
        "sum of " + buffer,
        sum,
        golden.get("sum_float64").asDouble(),
        Golden.lastCosineLevel(name, levels - 1, levels));
  }

  private static void assertLevel(
      String name,
      int levels,
      String buffer,
      int level,
      JsonNode golden,
      IntToDoubleFunction function) {
    Golden.assertGolden(
        "%s of %s at level %d of %d".formatted(buffer, name, level, levels),
        function.applyAsDouble(level),
        golden.asDouble(),
        Golden.lastCosineLevel(name, level, levels));
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "cosine", "sigmoid"})
  void wholeTablesAreGolden(String name) {
    NoiseSchedule schedule = Golden.schedule(name, 1000);
    float[] alphaBars = Golden.npy("alphas_cumprod_%s_T1000.npy".formatted(name));
    float[] betas = Golden.npy("betas_%s_T1000.npy".formatted(name));
    for (int level = 0; level < 1000; level++) {
      boolean last = Golden.lastCosineLevel(name, level, 1000);
      Golden.assertGolden("alphaBar " + level, schedule.alphaBar(level), alphaBars[level], last);
      double beta = 1 - schedule.alphaBar(level) / schedule.alphaBar(level - 1);
      Golden.assertGolden("beta " + level, beta, betas[level], last);
    }
  }

  @Test
  void samplingLevelsAreGolden() {
    SoftAssertions softly = new SoftAssertions();
    Golden.json("real_steps.json")
        .properties()
        .forEach(
            entry -> {
              String[] parts = entry.getKey().substring(1).split("_S", 2);
              SamplingLevels levels =
                  SamplingLevels.of(
                      Integer.parseInt(parts[0]),
                      Integer.parseInt(parts[1]),
                      SamplingLevels.Rounding.TRUNCATE);
              for (int j = 0; j <= levels.steps(); j++) {
                softly
                    .assertThat(levels.trainingLevel(j))
                    .as("%s, sampling level %d", entry.getKey(), j)
                    .isEqualTo(entry.getValue().get(j).asInt());
              }
            });
    softly.assertAll();
  }
}
