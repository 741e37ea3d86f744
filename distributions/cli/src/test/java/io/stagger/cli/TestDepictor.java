package io.stagger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.StaggerException;
import io.stagger.api.config.NoSettings;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.ExtensionPoint;
import io.stagger.cli.picture.Depiction;
import io.stagger.core.config.RecordReference;
import io.stagger.core.config.Settings;
import io.stagger.core.plugin.ExtensionRegistry;
import io.stagger.core.plugin.RegisteredExtension;
import io.stagger.diffusion.DiffusionPlugin;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Draws the real extensions, since what a picture has to show is what they do. */
final class TestDepictor {
  private static final ExtensionRegistry REGISTRY =
      new ExtensionRegistry.Builder().contribute("diffusion", new DiffusionPlugin()).build();

  private static Stream<String> drawable() {
    return REGISTRY.points().stream()
        .flatMap(point -> REGISTRY.extensions(point).stream())
        .filter(registered -> !isIncomplete(registered))
        .map(
            registered ->
                registered.extension().point().id() + "/" + registered.extension().name());
  }

  /** Whether an extension has a setting without a default, such as a file. */
  private static boolean isIncomplete(RegisteredExtension<?> registered) {
    return RecordReference.of(registered.extension().configuration()).entries().stream()
        .anyMatch(entry -> entry.defaultValue().equals(RecordReference.REQUIRED));
  }

  @ParameterizedTest
  @MethodSource("drawable")
  void everyExtensionOfThePluginIsDrawnWithItsDefaults(String qualified) throws IOException {
    Depiction depiction = depict(qualified, Map.of());

    BufferedImage image = ImageIO.read(new ByteArrayInputStream(depiction.png()));
    assertThat(image.getWidth()).isBetween(500, 1100);
    assertThat(image.getHeight()).isBetween(300, 1000);
    assertThat(depiction.png()).hasSizeLessThan(100_000);
    assertThat(depiction.facts()).isNotEmpty();
    assertThat(depiction.table())
        .allMatch(row -> row.size() == depiction.table().get(0).size())
        .allMatch(row -> !row.contains("undefined"));
  }

  @Test
  void aNoiseScheduleSaysItsRanges() {
    Depiction cosine = depict("noise-schedule/cosine", Map.of());

    assertThat(cosine.facts())
        .containsExactly(
            "levels: 1000, from 0 to 999; -1 is clean",
            "alpha-bar: from 0.999959 down to 2.429e-09",
            "SNR: from 24221.3 down to 2.429e-09",
            "variance preserving: yes",
            "zero terminal SNR: no");
    assertThat(cosine.table())
        .contains(List.of("499", "0.70274", "0.711447", "0.493844", "0.975674", "-0.0246269"));
    assertDiffer(cosine, depict("noise-schedule/linear", Map.of()));
    assertDiffer(cosine, depict("noise-schedule/cosine", Map.of("offset", 0.2)));
  }

  @Test
  void aParameterizationSaysWhetherItCanTellTheCleanTokenFromNoise() {
    Depiction noise = depict("parameterization/epsilon", Map.of());
    Depiction velocity = depict("parameterization/v", Map.of());

    assertThat(noise.facts()).containsExactly("tells the clean token from pure noise: no");
    assertThat(noise.table()).contains(List.of("0.5", "0", "1", "1.41421", "-1", "1"));
    assertThat(velocity.facts()).containsExactly("tells the clean token from pure noise: yes");
    assertThat(velocity.table())
        .contains(List.of("0.01", "-0.994987", "0.1", "0.1", "-0.994987", "0.99"));
    assertDiffer(noise, velocity);
  }

  @Test
  void aLevelSamplerSaysWhatTheLossCounts() {
    Depiction independent = depict("noise-level-sampler/independent", Map.of());
    Depiction teacher = depict("noise-level-sampler/teacher-forcing", Map.of());

    assertThat(independent.facts()).contains("counted: 100 %", "clean: 0 %");
    // One token of 32.
    assertThat(teacher.facts()).contains("counted: 3.1 %");
    assertDiffer(independent, teacher);
    assertThat(depict("noise-level-sampler/independent", Map.of()).png())
        .isEqualTo(independent.png());
  }

  @Test
  void aLevelSamplerSaysWhatTheLossCountsInPart() {
    Depiction tail = depict("noise-level-sampler/random-horizon", Map.of());
    Depiction none = depict("noise-level-sampler/random-horizon", Map.of("tailShare", 0));

    // The horizon is uniform over tokens 5 to 32, so 13.5 of 32 tokens lie beyond it on average.
    assertThat(tail.facts())
        .contains("counted: 100 %")
        .filteredOn(fact -> fact.startsWith("counted in part only: 42."))
        .hasSize(1);
    assertThat(none.facts()).filteredOn(fact -> fact.startsWith("counted: 57.")).hasSize(1);
    assertThat(none.facts()).noneMatch(fact -> fact.startsWith("counted in part"));
    assertDiffer(tail, none);
  }

  @Test
  void aLossWeightingSaysWhatNeighborsChange() {
    Depiction alone = depict("loss-weighting/min-snr", Map.of());
    Depiction fused = depict("loss-weighting/fused-min-snr", Map.of());

    assertThat(alone.facts())
        .containsExactly(
            "on the noise schedule 'cosine' of 1000 levels; weights do not depend on other tokens");
    assertThat(alone.table()).contains(List.of("x0", "any", "5", "0.975674", "2.429e-09"));
    assertThat(fused.facts())
        .containsExactly(
            "on the noise schedule 'cosine' of 1000 levels; weights depend on the neighbors' levels");
    // Causal: what comes later changes nothing, so it gets no line.
    assertThat(fused.table().stream().map(row -> row.get(1)).distinct())
        .containsExactly("SURROUNDINGS", "both noisy", "clean past");
    assertThat(fused.table()).contains(List.of("x0", "clean past", "5", "4.83903", "4.8"));
    assertDiffer(alone, fused);
    assertDiffer(alone, depict("loss-weighting/min-snr", Map.of("snrClip", 2)));
  }

  @Test
  void aSamplingScheduleSaysItsCost() {
    Depiction pyramid = depict("sampling-schedule/pyramid", Map.of());

    assertThat(pyramid.facts()).containsExactly("network evaluations: 25", "token updates: 160");
    assertDiffer(pyramid, depict("sampling-schedule/pyramid", Map.of("uncertaintyScale", 0.5)));
  }

  @Test
  void aSolverSaysItsCoefficients() {
    Depiction deterministic = depict("solver/ddim", Map.of());

    assertThat(deterministic.facts())
        .containsExactly(
            "50 steps down the noise schedule 'cosine' of 1000 levels",
            "keeps clean predictions: no");
    assertThat(deterministic.table())
        .contains(
            List.of("STEP", "LEVEL", "NEXT", "STATE", "CLEAN", "NOISE", "HISTORY"),
            List.of("50", "19", "clean", "0", "1", "0", "0"));
    assertDiffer(deterministic, depict("solver/ddim", Map.of("eta", 1)));
  }

  @Test
  void aSolverThatRefusesTheDefaultScheduleIsDrawnOnOneThatItServes() {
    ExtensionRegistry registry = withPickySolver("linear");

    Depiction depiction =
        new Depictor(registry)
            .depict(registry.find(ExtensionPoints.SOLVER, "picky"), Settings.empty(), "picky");

    assertThat(depiction.facts())
        .contains("50 steps down the noise schedule 'linear' of 1000 levels");
  }

  @Test
  void aSolverThatRefusesEveryScheduleSaysWhy() {
    ExtensionRegistry registry = withPickySolver("none");

    assertThatThrownBy(
            () ->
                new Depictor(registry)
                    .depict(
                        registry.find(ExtensionPoints.SOLVER, "picky"), Settings.empty(), "picky"))
        .isInstanceOf(StaggerException.class)
        .hasMessage("Not this one.");
  }

  /** A solver that serves the noise schedule whose last level is that of the named one. */
  private static ExtensionRegistry withPickySolver(String scheduleName) {
    double served = scheduleName.equals("linear") ? 4.0358e-5 : Double.NaN;
    Solver picky =
        new Solver() {
          @Override
          public boolean usesHistory() {
            return false;
          }

          @Override
          public Update update(NoiseSchedule schedule, int levelBefore, int level, int nextLevel) {
            if (!(Math.abs(schedule.alphaBar(schedule.levels() - 1) - served) < 1e-8)) {
              throw new StaggerException("Not this one.");
            }
            return new Update(0, 1, 0, 0);
          }
        };
    return new ExtensionRegistry.Builder()
        .contribute("diffusion", new DiffusionPlugin())
        .contribute(
            "picky",
            extensions ->
                extensions.add(
                    Extension.of(
                        ExtensionPoints.SOLVER,
                        "picky",
                        "Serves one schedule.",
                        NoSettings.class,
                        (none, context) -> picky)))
        .build();
  }

  @Test
  void wrongSettingsAreReportedAsEverywhere() {
    assertThatThrownBy(() -> depict("solver/ddim", Map.of("eta", 2)))
        .isInstanceOf(StaggerException.class)
        .hasMessage("The key 'eta' in a test is '2', but must be a number from 0 to 1.");
  }

  @Test
  void withoutANoiseScheduleNothingIsWeighed() {
    ExtensionRegistry registry =
        new ExtensionRegistry.Builder()
            .contribute(
                "weights",
                extensions ->
                    new DiffusionPlugin()
                        .contribute(
                            new TestingSelectedExtensions(
                                extensions, ExtensionPoints.LOSS_WEIGHTING)))
            .build();

    assertThatThrownBy(
            () ->
                new Depictor(registry)
                    .depict(
                        registry.find(ExtensionPoints.LOSS_WEIGHTING, "none"),
                        Settings.empty(),
                        "none"))
        .isInstanceOf(StaggerException.class)
        .hasMessage("There is no noise-schedule: install a plugin that brings one.");
  }

  private static Depiction depict(String qualified, Map<String, ?> settings) {
    String[] parts = qualified.split("/", 2);
    ExtensionPoint<?> point = REGISTRY.point(parts[0]).orElseThrow();
    return new Depictor(REGISTRY)
        .depict(REGISTRY.find(point, parts[1]), Settings.of(settings, "a test"), "a title");
  }

  private static void assertDiffer(Depiction one, Depiction other) {
    // Under the same title, so it is the drawing that differs.
    assertThat(one.png()).isNotEqualTo(other.png());
  }
}
