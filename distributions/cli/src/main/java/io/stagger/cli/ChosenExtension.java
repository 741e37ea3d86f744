package io.stagger.cli;

import io.stagger.api.StaggerException;
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
  // A comma inside a list has no key behind it.
  private static final String BETWEEN_SETTINGS = ",(?=[^,=\\[\\]]+=)";

  /**
   * Reads a choice.
   *
   * @param text the name, possibly with settings
   * @param assignments those of the options {@code --set}
   * @throws StaggerException if settings are not written as they should be
   */
  static ChosenExtension of(String text, List<String> assignments) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    List<String> inline =
        colon < 0 ? List.of() : List.of(text.substring(colon + 1).split(BETWEEN_SETTINGS, -1));
    for (String setting : inline) {
      if (setting.indexOf('=') < 1) {
        throw new StaggerException(
            "'%s' in '%s' is no setting: behind the colon stands key=value, and commas separate several."
                .formatted(setting, text));
      }
    }
    // The environment sets keys of experiments, which are not those of a single extension.
    SettingsLoader loader = new SettingsLoader(Map.of());
    Settings behindName = Settings.of(loader.load(inline).toMap(), "'" + text + "'");
    Settings settings = loader.override(behindName, assignments);
    String written =
        settings.toMap().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(","));
    return new ChosenExtension(
        new Selection(Optional.of(name), settings),
        written.isEmpty() ? name : name + ":" + written);
  }
}
