package io.stagger.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.config.NoSettings;
import io.stagger.api.config.Setting;
import io.stagger.api.plugin.ExtensionPoint;
import io.stagger.api.plugin.Plugin;
import io.stagger.diffusion.level.FirstTokenKnownSettings;
import io.stagger.diffusion.level.IndependentHistorySettings;
import io.stagger.diffusion.level.IndependentSettings;
import io.stagger.diffusion.level.LogitNormalSettings;
import io.stagger.diffusion.level.RandomHorizonSettings;
import io.stagger.diffusion.sampling.ChunkedSettings;
import io.stagger.diffusion.sampling.KeyframesSettings;
import io.stagger.diffusion.sampling.MatrixSettings;
import io.stagger.diffusion.sampling.PyramidSettings;
import io.stagger.diffusion.sampling.RollingSettings;
import io.stagger.diffusion.sampling.TrapezoidSettings;
import io.stagger.diffusion.schedule.CosineSettings;
import io.stagger.diffusion.schedule.LinearSettings;
import io.stagger.diffusion.schedule.RectifiedFlowSettings;
import io.stagger.diffusion.schedule.ShiftedCosineSettings;
import io.stagger.diffusion.schedule.SigmoidSettings;
import io.stagger.diffusion.schedule.TableSettings;
import io.stagger.diffusion.solver.DdimSettings;
import io.stagger.diffusion.solver.DdpmSettings;
import io.stagger.diffusion.weighting.FusedMinSnrSettings;
import io.stagger.diffusion.weighting.MinSnrSettings;
import io.stagger.diffusion.weighting.SigmoidWeightingSettings;
import io.stagger.testkit.CollectedExtensions;
import io.stagger.testkit.PluginConformance;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TestDiffusionPlugin implements PluginConformance {
  private final CollectedExtensions contributed = CollectedExtensions.of(new DiffusionPlugin());

  @Override
  public Class<? extends Plugin> pluginClass() {
    return DiffusionPlugin.class;
  }

  @Test
  void contributesEveryFamily() {
    assertNames(
        ExtensionPoints.NOISE_SCHEDULE,
        "linear",
        "cosine",
        "sigmoid",
        "shifted-cosine",
        "rectified-flow",
        "table");
    assertNames(ExtensionPoints.PARAMETERIZATION, "epsilon", "x0", "v", "velocity");
    assertNames(
        ExtensionPoints.NOISE_LEVEL_SAMPLER,
        "independent",
        "shared",
        "teacher-forcing",
        "first-token-known",
        "random-horizon",
        "monotone",
        "independent-history",
        "logit-normal");
    assertNames(ExtensionPoints.LOSS_WEIGHTING, "min-snr", "fused-min-snr", "sigmoid", "none");
    assertNames(
        ExtensionPoints.SAMPLING_SCHEDULE,
        "full-sequence",
        "autoregressive",
        "pyramid",
        "trapezoid",
        "chunked",
        "rolling",
        "keyframes",
        "matrix");
    assertNames(ExtensionPoints.SOLVER, "ddim", "ddpm", "dpm-solver-plus-plus", "euler");
  }

  @Test
  void oneOfEachFamilyIsTheDefault() {
    assertDefault(ExtensionPoints.NOISE_SCHEDULE, "cosine");
    assertDefault(ExtensionPoints.PARAMETERIZATION, "v");
    assertDefault(ExtensionPoints.NOISE_LEVEL_SAMPLER, "independent");
    assertDefault(ExtensionPoints.LOSS_WEIGHTING, "min-snr");
    assertDefault(ExtensionPoints.SAMPLING_SCHEDULE, "pyramid");
    assertDefault(ExtensionPoints.SOLVER, "ddim");
  }

  @Test
  void defaultsAreRecorded() {
    assertDefaults(
        LinearSettings.class,
        Map.of(
            "levels",
            "1000",
            "firstBeta",
            "0.0001",
            "lastBeta",
            "0.02",
            "zeroTerminalSnr",
            "false"));
    assertDefaults(
        CosineSettings.class,
        Map.of("levels", "1000", "offset", "0.008", "zeroTerminalSnr", "false"));
    assertDefaults(
        SigmoidSettings.class,
        Map.of(
            "levels",
            "1000",
            "start",
            "-3",
            "end",
            "3",
            "temperature",
            "1",
            "zeroTerminalSnr",
            "false"));
    assertDefaults(
        ShiftedCosineSettings.class,
        Map.of("levels", "1000", "shift", "1", "zeroTerminalSnr", "false"));
    assertDefaults(
        RectifiedFlowSettings.class,
        Map.of("levels", "1000", "shift", "1", "zeroTerminalSnr", "true"));
    assertDefaults(TableSettings.class, Map.of("file", Setting.NONE, "zeroTerminalSnr", "false"));
    assertDefaults(
        IndependentSettings.class, Map.of("knownLowProbability", "0", "lowFraction", "0.1"));
    assertDefaults(
        FirstTokenKnownSettings.class,
        Map.of(
            "probability",
            "0.5",
            "lowFraction",
            "0.25",
            "coin",
            "sequence",
            "sharedProbability",
            "0"));
    assertDefaults(
        RandomHorizonSettings.class,
        Map.of(
            "tailShare",
            "0.05",
            "probability",
            "0.5",
            "lowFraction",
            "0.25",
            "coin",
            "sequence",
            "sharedProbability",
            "0"));
    assertDefaults(IndependentHistorySettings.class, Map.of("historyCounts", "true"));
    assertDefaults(LogitNormalSettings.class, Map.of("mean", "0", "scale", "1", "shared", "false"));
    assertDefaults(MinSnrSettings.class, Map.of("snrClip", "5"));
    assertDefaults(
        FusedMinSnrSettings.class, Map.of("snrClip", "5", "decay", "0.96", "direction", "causal"));
    assertDefaults(SigmoidWeightingSettings.class, Map.of("bias", "2"));
    assertDefaults(PyramidSettings.class, Map.of("uncertaintyScale", "1"));
    assertDefaults(TrapezoidSettings.class, Map.of("uncertaintyScale", "1"));
    assertDefaults(ChunkedSettings.class, Map.of("chunk", "8", "uncertaintyScale", "0"));
    assertDefaults(RollingSettings.class, Map.of("window", Setting.NONE));
    assertDefaults(KeyframesSettings.class, Map.of("stride", "4", "uncertaintyScale", "0"));
    assertDefaults(MatrixSettings.class, Map.of("file", Setting.NONE));
    assertDefaults(DdimSettings.class, Map.of("eta", "0"));
    assertDefaults(DdpmSettings.class, Map.of("variance", "posterior"));
  }

  @Test
  void extensionsWithoutSettingsSaySo() {
    assertThat(contributed.extensions())
        .filteredOn(extension -> extension.configuration() == NoSettings.class)
        .extracting("name")
        .containsExactlyInAnyOrder(
            "epsilon",
            "x0",
            "v",
            "velocity",
            "dpm-solver-plus-plus",
            "euler",
            "shared",
            "teacher-forcing",
            "monotone",
            "none",
            "full-sequence",
            "autoregressive");
  }

  private void assertNames(ExtensionPoint<?> point, String... names) {
    assertThat(contributed.names(point)).containsExactly(names);
  }

  private void assertDefault(ExtensionPoint<?> point, String name) {
    int ranking = contributed.get(point, name).ranking();
    assertThat(contributed.extensions())
        .filteredOn(e -> e.point().equals(point) && e.ranking() >= ranking)
        .extracting("name")
        .containsExactly(name);
  }

  private static void assertDefaults(
      Class<? extends Record> configuration, Map<String, String> expected) {
    assertThat(CollectedExtensions.defaults(configuration)).isEqualTo(expected);
  }
}
