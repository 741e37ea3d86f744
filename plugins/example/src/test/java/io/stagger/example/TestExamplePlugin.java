package io.stagger.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.plugin.Plugin;
import io.stagger.testkit.CollectedExtensions;
import io.stagger.testkit.PluginConformance;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TestExamplePlugin implements PluginConformance {
  @Override
  public Class<? extends Plugin> pluginClass() {
    return ExamplePlugin.class;
  }

  @Test
  void contributesAModality() {
    CollectedExtensions contributed = CollectedExtensions.of(new ExamplePlugin());
    assertThat(contributed.names(ExtensionPoints.DATA_SOURCE)).containsExactly("sine");
    assertThat(contributed.names(ExtensionPoints.TOKENIZER)).containsExactly("wave");
    assertThat(contributed.names(ExtensionPoints.METRIC)).containsExactly("wave-error");
    assertThat(contributed.names(ExtensionPoints.EXPORTER)).containsExactly("wave-csv");
  }

  @Test
  void defaultsAreRecorded() {
    assertThat(CollectedExtensions.defaults(SineSettings.class))
        .isEqualTo(Map.of("known", "16", "predicted", "16", "samples", "10000", "seed", "1"));
  }
}
