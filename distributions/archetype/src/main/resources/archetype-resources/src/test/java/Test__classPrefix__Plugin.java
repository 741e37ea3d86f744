package ${package};

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.plugin.Plugin;
import io.stagger.testkit.CollectedExtensions;
import io.stagger.testkit.PluginConformance;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class Test${classPrefix}Plugin implements PluginConformance {
  @Override
  public Class<? extends Plugin> pluginClass() {
    return ${classPrefix}Plugin.class;
  }

  @Test
  void contributesAModality() {
    CollectedExtensions contributed = CollectedExtensions.of(new ${classPrefix}Plugin());
    assertThat(contributed.names(ExtensionPoints.DATA_SOURCE)).containsExactly("${pluginId}");
    assertThat(contributed.names(ExtensionPoints.TOKENIZER)).containsExactly("${pluginId}");
    assertThat(contributed.names(ExtensionPoints.METRIC)).containsExactly("${pluginId}-error");
    assertThat(contributed.names(ExtensionPoints.EXPORTER)).containsExactly("${pluginId}-csv");
  }

  @Test
  void defaultsAreRecorded() {
    assertThat(CollectedExtensions.defaults(${classPrefix}Settings.class))
        .isEqualTo(Map.of("known", "16", "predicted", "16", "samples", "10000", "seed", "1"));
  }
}
