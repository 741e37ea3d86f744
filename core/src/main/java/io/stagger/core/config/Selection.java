package io.stagger.core.config;

import io.stagger.api.StaggerException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An extension as configuration chooses it: by name, with settings. Written {@code {name: cosine,
 * levels: 1000}}, or just {@code cosine}.
 *
 * @param name the extension's name; absent means the one of the highest ranking
 * @param settings the extension's own settings, without the name
 */
public record Selection(Optional<String> name, Settings settings) {
  /** The key that holds the name, and so can't be a key of an extension's own. */
  public static final String NAME = "name";

  // A comma inside a list has no key behind it.
  private static final String BETWEEN_SETTINGS = ",(?=[^,=\\[\\]]+=)";

  /** Checks for null. */
  public Selection {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(settings, "settings");
  }

  /** An extension of a name, with its defaults. */
  public static Selection of(String name) {
    return new Selection(Optional.of(name), Settings.empty());
  }

  /**
   * An extension as it is written in one line: {@code pyramid}, or {@code
   * pyramid:uncertaintyScale=0.5} with settings behind the name, which commas separate.
   *
   * @throws StaggerException if settings are not written as they should be
   */
  public static Selection parse(String text) {
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
    List<String> keys =
        inline.stream().map(setting -> setting.substring(0, setting.indexOf('='))).toList();
    for (int i = 0; i < keys.size(); i++) {
      if (keys.indexOf(keys.get(i)) < i) {
        throw new StaggerException(
            "The setting '%s' is given twice in '%s'.".formatted(keys.get(i), text));
      }
    }
    // The environment sets keys of experiments, which are not those of a single extension.
    SettingsLoader loader = new SettingsLoader(Map.of());
    return new Selection(
        Optional.of(name), Settings.of(loader.load(inline).toMap(), "'" + text + "'"));
  }
}
