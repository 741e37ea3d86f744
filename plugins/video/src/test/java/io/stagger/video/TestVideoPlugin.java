package io.stagger.video;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.plugin.Plugin;
import io.stagger.testkit.CollectedExtensions;
import io.stagger.testkit.PluginConformance;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TestVideoPlugin implements PluginConformance {
  @Override
  public Class<? extends Plugin> pluginClass() {
    return VideoPlugin.class;
  }

  @Test
  void contributesWhatVideoNeeds() {
    assertThat(CollectedExtensions.of(new VideoPlugin()).extensions())
        .extracting(extension -> extension.point() + "/" + extension.name())
        .containsExactly(
            "data-source/moving-pictures",
            "tokenizer/frames",
            "metric/frame-mse",
            "metric/position-error",
            "baseline/last-frame",
            "renderer/filmstrip",
            "exporter/clip-csv");
  }

  @Test
  void defaultsAreRecorded() {
    assertThat(CollectedExtensions.defaults(MovingPicturesSettings.class))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("folder", "/usr/share/datasets/fashion-mnist"),
                Map.entry("size", "24"),
                Map.entry("itemSize", "14"),
                Map.entry("minSpeed", "0.5"),
                Map.entry("maxSpeed", "1.5"),
                Map.entry("frames", "64"),
                Map.entry("knownFrames", "8"),
                Map.entry("trainClips", "100000"),
                Map.entry("validationClips", "1000"),
                Map.entry("testClips", "1000"),
                Map.entry("seed", "1")));
    assertThat(CollectedExtensions.defaults(FramesSettings.class))
        .isEqualTo(Map.of("frameStack", "1", "normalization", "global", "components", "0"));
    assertThat(CollectedExtensions.defaults(FilmstripSettings.class))
        .isEqualTo(
            Map.of(
                "clips", "4",
                "columns", "12",
                "scale", "3",
                "movieFrames", "300",
                "frameMilliseconds", "100"));
  }
}
