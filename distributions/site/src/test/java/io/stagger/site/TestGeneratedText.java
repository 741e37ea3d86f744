package io.stagger.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.core.plugin.ExtensionRegistry;
import io.stagger.example.ExamplePlugin;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestGeneratedText {
  @TempDir private Path root;
  private TestingDocs docs;
  private GeneratedText generated;

  @BeforeEach
  void makeDocs() {
    docs = new TestingDocs(root);
    generated =
        new GeneratedText(
            root,
            new ExtensionRegistry.Builder().contribute("example", new ExamplePlugin()).build());
  }

  @Test
  void keysOfExtensionsComeWithTypeDefaultAndRange() {
    assertThat(filled("settings extensions"))
        .contains(
            "### data-source `sine`",
            "Makes sine waves of random phase, frequency and amplitude. From the plugin `example`.",
            "| Key | Type | Default | Range | Meaning |",
            "| `known` | whole number | 16 | from 1 to 10000 | how many steps of a wave are given |",
            "### tokenizer `wave`",
            "It has no settings.",
            "No bundled plugin has one.");
  }

  @Test
  void keysOfTheExperimentLeadToTheExtensionsTheyChoose() {
    assertThat(filled("settings experiment"))
        .contains(
            "| `seed` | whole number | 0 | at least 0 | decides parameters, order, noise levels and noise |",
            "| `data` | [data-source](#data-source) | sine |  | where samples come from |",
            "| `engine` | [engine](#engine) | to be named |  | what computes |",
            "### `training`",
            "| `evaluation.metrics` | list of [metric](#metric) | [] |");
  }

  @Test
  void extensionsOfAPointAreListed() {
    assertThat(filled("extensions metric"))
        .contains(
            "| [`wave-error`](../settings.md#metric-wave-error) | Measures how far the mean of the sampled waves is from the true one. | `example` | 0 |");
    assertThat(filled("extensions trial")).contains("No bundled plugin has one.");
  }

  @Test
  void extensionPointsAreListed() {
    assertThat(filled("points"))
        .contains("| [`solver`](solver.md) | how one denoising step is taken | `Solver` |");
  }

  @Test
  void codeIsTakenFromItsSource() {
    docs.write("src/A.java", "package a;\n\nclass A {\n  int b() {\n    return 1;\n  }\n}\n");

    assertThat(filled("code src/A.java b"))
        .isEqualTo(
            "<!-- generated: code src/A.java b -->\n\n```java\nint b() {\n  return 1;\n}\n```\n\n<!-- end -->\n");
  }

  @Test
  void whatIsFilledInOnceStaysAsItIs() {
    String once = filled("extensions metric");

    assertThat(generated.fill("docs/a.md", once)).isEqualTo(once);
  }

  @Test
  void staleTextIsFoundAndRenewed() {
    docs.append("<!-- generated: extensions metric -->\nold\n<!-- end -->");

    assertThat(generated.stale(root)).containsExactly("docs/reference/waves.md");
    assertThat(generated.renew(root)).containsExactly("docs/reference/waves.md");
    assertThat(generated.stale(root)).isEmpty();
  }

  @Test
  void whatNothingGeneratesIsRefused() {
    assertThatThrownBy(() -> filled("solvers"))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith("docs/a.md: nothing generates 'solvers'; there are: settings");
    assertThatThrownBy(() -> filled("extensions solvers"))
        .isInstanceOf(StaggerException.class)
        .hasMessage("docs/a.md: there is no extension point 'solvers'.");
    assertThatThrownBy(() -> filled("code src/B.java"))
        .isInstanceOf(StaggerException.class)
        .hasMessage("docs/a.md: There is no file src/B.java to take code from.");
    assertThatThrownBy(() -> generated.fill("docs/a.md", "<!-- generated: points -->\n"))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "docs/a.md: not every line '<!-- generated: ... -->' has its line '<!-- end -->'.");
  }

  private String filled(String what) {
    return generated.fill("docs/a.md", "<!-- generated: %s -->\n<!-- end -->\n".formatted(what));
  }
}
