package io.stagger.example;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.config.NoSettings;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.Extensions;
import io.stagger.api.plugin.Plugin;

/** Contributes sine waves: their source, tokenizer, metric and exporter. */
public final class ExamplePlugin implements Plugin {
  @Override
  public void contribute(Extensions extensions) {
    extensions.add(
        Extension.of(
            ExtensionPoints.DATA_SOURCE,
            "sine",
            "Makes sine waves of random phase, frequency and amplitude.",
            SineSettings.class,
            (settings, context) -> new SineSource(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.TOKENIZER,
            "wave",
            "Makes a token of each height of a wave.",
            NoSettings.class,
            (settings, context) -> new WaveTokenizer.Factory()));
    extensions.add(
        Extension.of(
            ExtensionPoints.METRIC,
            "wave-error",
            "Measures how far the mean of the sampled waves is from the true one.",
            NoSettings.class,
            (settings, context) -> new WaveError()));
    extensions.add(
        Extension.of(
            ExtensionPoints.EXPORTER,
            "wave-csv",
            "Writes waves as CSV, a column each.",
            NoSettings.class,
            (settings, context) -> new WaveExporter()));
  }
}
