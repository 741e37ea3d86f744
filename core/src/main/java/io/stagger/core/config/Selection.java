package io.stagger.core.config;

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

  /** Checks for null. */
  public Selection {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(settings, "settings");
  }

  /** An extension of a name, with its defaults. */
  public static Selection of(String name) {
    return new Selection(Optional.of(name), Settings.empty());
  }
}
