package io.stagger.site.built;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.core.plugin.PluginRuntime;
import io.stagger.site.GeneratedText;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is generated in the repository's pages is what the program of today says. */
final class TestGenerated {
  @Test
  void generatedTextIsUpToDate() {
    Path root = Path.of(System.getProperty("stagger.root"));
    Path plugins = Path.of(System.getProperty("stagger.distribution"), "plugins");

    try (PluginRuntime runtime = PluginRuntime.start(plugins)) {
      assertThat(new GeneratedText(root, runtime.extensions()).stale(root))
          .as("pages whose generated text is out of date; renew it: %s", GeneratedText.COMMAND)
          .isEmpty();
    }
  }
}
