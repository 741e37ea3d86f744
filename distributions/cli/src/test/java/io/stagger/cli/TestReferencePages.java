package io.stagger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.plugin.ExtensionPoint;
import io.stagger.core.plugin.ExtensionRegistry;
import io.stagger.diffusion.DiffusionPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reference has a page for each family; it must not fall behind the plugin. */
final class TestReferencePages {
  // Tests run in the module's directory.
  private static final Path REFERENCE = Path.of("..", "..", "docs", "reference");

  private static final Pattern IMAGE = Pattern.compile("!\\[[^\\]]+\\]\\(([^)]+)\\)");
  private static final int MOST_BYTES = 60_000;

  private static final ExtensionRegistry REGISTRY =
      new ExtensionRegistry.Builder().contribute("diffusion", new DiffusionPlugin()).build();

  private static final Map<String, ExtensionPoint<?>> POINTS =
      Map.of(
          "noise-schedules", ExtensionPoints.NOISE_SCHEDULE,
          "parameterizations", ExtensionPoints.PARAMETERIZATION,
          "noise-level-samplers", ExtensionPoints.NOISE_LEVEL_SAMPLER,
          "loss-weightings", ExtensionPoints.LOSS_WEIGHTING,
          "sampling-schedules", ExtensionPoints.SAMPLING_SCHEDULE,
          "solvers", ExtensionPoints.SOLVER);

  @ParameterizedTest
  @CsvSource({
    "noise-schedules",
    "parameterizations",
    "noise-level-samplers",
    "loss-weightings",
    "sampling-schedules",
    "solvers"
  })
  void everyExtensionHasASectionInThePageOfItsFamily(String page) throws IOException {
    List<String> names =
        REGISTRY.extensions(POINTS.get(page)).stream()
            .map(registered -> registered.extension().name())
            .toList();

    assertThat(names).isNotEmpty();
    assertThat(Files.readAllLines(REFERENCE.resolve(page + ".md")))
        .containsAll(names.stream().map("## `%s`"::formatted).toList())
        .anyMatch(line -> line.startsWith("stagger "));
  }

  @ParameterizedTest
  @CsvSource({
    "noise-schedules",
    "parameterizations",
    "noise-level-samplers",
    "loss-weightings",
    "sampling-schedules",
    "solvers"
  })
  void everyPictureOfAPageIsThereAndSmall(String page) throws IOException {
    List<String> images =
        IMAGE
            .matcher(Files.readString(REFERENCE.resolve(page + ".md")))
            .results()
            .map(MatchResult::group)
            .map(text -> text.substring(text.indexOf('(') + 1, text.length() - 1))
            .toList();

    assertThat(images).isNotEmpty();
    for (String image : images) {
      assertThat(REFERENCE.resolve(image).normalize()).isRegularFile();
      assertThat(Files.size(REFERENCE.resolve(image))).as(image).isLessThan(MOST_BYTES);
    }
  }
}
