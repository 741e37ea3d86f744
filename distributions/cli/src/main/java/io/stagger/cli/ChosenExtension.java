package io.stagger.cli;

import io.stagger.core.config.Selection;
import io.stagger.core.config.Settings;
import io.stagger.core.config.SettingsLoader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An extension as a command line chooses it: {@code pyramid}, or {@code
 * pyramid:uncertaintyScale=0.5} with settings behind the name, which commas separate. Options
 * {@code --set} override these.
 *
 * @param selection what is chosen
 * @param title the choice in one line, with every setting that was given
 */
record ChosenExtension(Selection selection, String title) {
  /**
   * Reads a choice.
   *
   * @param text the name, possibly with settings
   * @param assignments those of the options {@code --set}
   * @throws io.stagger.api.StaggerException if settings are not written as they should be
   */
  static ChosenExtension of(String text, List<String> assignments) {
    // The environment sets keys of experiments, which are not those of a single extension.
    SettingsLoader loader = new SettingsLoader(Map.of());
    Selection chosen = Selection.parse(text);
    String name = chosen.name().orElseThrow();
    Settings settings = loader.override(chosen.settings(), assignments);
    String written =
        settings.toMap().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(","));
    return new ChosenExtension(
        new Selection(Optional.of(name), settings),
        written.isEmpty() ? name : name + ":" + written);
  }
}
