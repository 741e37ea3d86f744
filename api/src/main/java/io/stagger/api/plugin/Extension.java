package io.stagger.api.plugin;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Something that a plugin adds at an extension point, under a name that configuration can use.
 *
 * <p>Configuration that gives a name gets exactly that extension. Configuration that gives none
 * gets the one of the highest ranking; two at the highest ranking are an error, because a run must
 * be reproducible.
 *
 * @param point where it is added
 * @param name lower-case words joined by '-', unique at its point
 * @param ranking which extension serves when none is named; the highest wins
 * @param description one sentence for the reference page
 * @param configuration the record that the settings are bound to; see {@link
 *     io.stagger.api.config.Setting}
 * @param factory makes an instance from bound settings
 * @param <T> what an extension of the point is
 * @param <C> the configuration record
 * @since 0.1.0
 */
public record Extension<T, C extends Record>(
    ExtensionPoint<T> point,
    String name,
    int ranking,
    String description,
    Class<C> configuration,
    ExtensionFactory<C, ? extends T> factory) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  /** Checks the name. */
  public Extension {
    Objects.requireNonNull(point, "point");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(configuration, "configuration");
    Objects.requireNonNull(factory, "factory");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "The name of an extension is lower-case words joined by '-', not '" + name + "'.");
    }
  }

  /** An extension of ranking 0. */
  public static <T, C extends Record> Extension<T, C> of(
      ExtensionPoint<T> point,
      String name,
      String description,
      Class<C> configuration,
      ExtensionFactory<C, ? extends T> factory) {
    return new Extension<>(point, name, 0, description, configuration, factory);
  }

  /** The same extension with another ranking. */
  public Extension<T, C> withRanking(int ranking) {
    return new Extension<>(point, name, ranking, description, configuration, factory);
  }
}
