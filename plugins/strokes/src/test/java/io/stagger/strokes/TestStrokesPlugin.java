package io.stagger.strokes;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.plugin.Plugin;
import io.stagger.testkit.CollectedExtensions;
import io.stagger.testkit.PluginConformance;
import java.util.Map;
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

  @Test
  void defaultsAreRecorded() {
    assertThat(CollectedExtensions.defaults(StrokeSourceSettings.class))
        .containsAllEntriesOf(
            Map.of("minStrokes", "2", "maxStrokes", "16", "penSteps", "16", "known", "0"));
    assertThat(CollectedExtensions.defaults(StrokesTokenizerSettings.class))
        .isEqualTo(Map.of("startScale", "2", "ending", "every"));
    assertThat(CollectedExtensions.defaults(DrawingTrialSettings.class))
        .containsAllEntriesOf(
            Map.of(
                "generated", "256",
                "completed", "64",
                "composed", "32",
                "futures", "3",
                "knownShare", "0.5",
                "frames", "24",
                "cell", "72"));
    assertThat(CollectedExtensions.defaults(InsideSettings.class))
        .isEqualTo(
            Map.of("left", "0", "top", "0", "right", "1024", "bottom", "1024", "unit", "100"));
    assertThat(CollectedExtensions.defaults(DrawingSheetSettings.class))
        .isEqualTo(Map.of("drawings", "64", "columns", "8", "cell", "80", "moving", "8"));
  }
}
