package io.stagger.transformer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.plugin.Plugin;
import io.stagger.testkit.PluginConformance;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TestTransformerPlugin implements PluginConformance {
  @Override
  public Class<? extends Plugin> pluginClass() {
    return TransformerPlugin.class;
  }

  @Test
  void widthThatHeadsDoNotDivideIsRefused() {
    assertThatThrownBy(
            () ->
                new TransformerConfiguration(
                    20,
                    1,
                    3,
                    4,
                    true,
                    TransformerConfiguration.Normalization.PRE,
                    TransformerConfiguration.Activation.GELU,
                    0,
                    TransformerConfiguration.Positions.SINUSOID,
                    Optional.empty(),
                    0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("width is 20, but must be a multiple of heads, which is 3.");
  }
}
