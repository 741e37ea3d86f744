package ${package};

import io.stagger.api.ExtensionPoints;
import io.stagger.api.config.NoSettings;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.Extensions;
import io.stagger.api.plugin.Plugin;

/** Tells Stagger what this plugin contributes, and by which names experiments ask for it. */
public final class ${classPrefix}Plugin implements Plugin {
  @Override
  public void contribute(Extensions extensions) {
    extensions.add(
        Extension.of(
            ExtensionPoints.DATA_SOURCE,
            "${pluginId}",
            "Makes weights on springs that are pushed now and then.",
            ${classPrefix}Settings.class,
            (settings, context) -> new ${classPrefix}Source(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.TOKENIZER,
            "${pluginId}",
            "Makes a token of each position of a weight, with the push as its condition.",
            NoSettings.class,
            (settings, context) -> new ${classPrefix}Tokenizer.Factory()));
    extensions.add(
        Extension.of(
            ExtensionPoints.METRIC,
            "${pluginId}-error",
            "Measures how far the mean of the sampled positions is from the true one.",
            NoSettings.class,
            (settings, context) -> new ${classPrefix}Error()));
    extensions.add(
        Extension.of(
            ExtensionPoints.EXPORTER,
            "${pluginId}-csv",
            "Writes positions as CSV, a column for each sample.",
            NoSettings.class,
            (settings, context) -> new ${classPrefix}Exporter()));
  }
}
