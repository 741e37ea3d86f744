package io.stagger.strokes;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.plugin.Plugin;
import io.stagger.testkit.CollectedExtensions;
import io.stagger.testkit.PluginConformance;
import org.junit.jupiter.api.Test;

final class TestStrokesPlugin implements PluginConformance {
  @Override
  public Class<? extends Plugin> pluginClass() {
    return StrokesPlugin.class;
  }

  @Test
  void contributesWhatStrokesNeed() {
    assertThat(CollectedExtensions.of(new StrokesPlugin()).extensions())
        .extracting(extension -> extension.point() + "/" + extension.name())
        .containsExactly(
            "data-source/stroke-medians",
            "tokenizer/strokes",
            "metric/strokes-within",
            "guidance-objective/inside",
            "trial/drawing",
            "renderer/drawing-sheet",
            "exporter/drawing-json",
            "exporter/drawing-svg");
  }
}
