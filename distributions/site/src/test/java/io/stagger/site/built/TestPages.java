package io.stagger.site.built;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.plugin.ExtensionPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every extension point has a page, and the page answers the questions of whoever writes one. */
final class TestPages {
  private static final Path POINTS =
      Path.of(System.getProperty("stagger.root"), "docs", "reference", "extension-points");

  private static final List<String> SECTIONS =
      List.of(
          "## Contract",
          "## Shapes and units",
          "## Life",
          "## Threads",
          "## Errors",
          "## Determinism",
          "## Tests",
          "## Example",
          "## Bundled extensions");

  static Stream<ExtensionPoint<?>> points() {
    return ExtensionPoints.all().stream();
  }

  @ParameterizedTest
  @MethodSource("points")
  void everyExtensionPointHasAPage(ExtensionPoint<?> point) throws IOException {
    Path page = POINTS.resolve(point.id() + ".md");

    assertThat(page).isRegularFile();
    assertThat(Files.readAllLines(page))
        .startsWith("# " + point.id())
        .containsSubsequence(SECTIONS)
        .anyMatch(line -> line.startsWith("<!-- generated: code "))
        .contains("<!-- generated: extensions %s -->".formatted(point.id()))
        .anyMatch(line -> line.contains(point.type().getSimpleName() + ".java)"));
  }
}
