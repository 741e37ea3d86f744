package io.stagger.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestSnippets {
  private static final String FILE = "src/Wave.java";

  @TempDir private Path root;

  @BeforeEach
  void writeSource() {
    new TestingDocs(root)
        .write(
            FILE,
            """
            package a;

            import java.util.List;

            /** A wave. */
            final class Wave {
              private static final int HEIGHT = 3;

              /** How high. */
              @Deprecated
              int height(int step) {
                if (step < HEIGHT) {
                  return step;
                }

                return HEIGHT;
              }

              private int twice(int step) {
                return 2 * height(step);
              }

              record Foam(int bubbles) {}
            }
            """);
  }

  @Test
  void aWholeTypeIsWhatFollowsTheImports() {
    assertThat(new Snippets(root).code(FILE, List.of()))
        .startsWith("/** A wave. */\nfinal class Wave {\n  private")
        .endsWith("  record Foam(int bubbles) {}\n}");
  }

  @Test
  void aMemberComesWithItsCommentAndAnnotations() {
    assertThat(new Snippets(root).code(FILE, List.of("height")))
        .isEqualTo(
            """
            /** How high. */
            @Deprecated
            int height(int step) {
              if (step < HEIGHT) {
                return step;
              }

              return HEIGHT;
            }""");
  }

  @Test
  void membersStandInTheOrderAskedFor() {
    assertThat(new Snippets(root).code(FILE, List.of("Foam", "HEIGHT")))
        .isEqualTo("record Foam(int bubbles) {}\n\nprivate static final int HEIGHT = 3;");
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertThatThrownBy(() -> new Snippets(root).code(FILE, List.of("depth")))
        .isInstanceOf(StaggerException.class)
        .hasMessage("The file src/Wave.java has no member 'depth'.");
    assertThatThrownBy(() -> new Snippets(root).code("src/Tide.java", List.of()))
        .isInstanceOf(StaggerException.class)
        .hasMessage("There is no file src/Tide.java to take code from.");
  }
}
