package io.stagger.core.plugin;

import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.ExtensionContext;
import java.util.Objects;

/**
 * An extension that configuration selected, with its bound and checked configuration; not yet made.
 *
 * @param extension what was selected
 * @param configuration an instance of {@link Extension#configuration()}
 * @param <T> what an extension of its point is
 */
public record Resolved<T>(RegisteredExtension<T> extension, Record configuration) {
  /** Checks that the two belong together. */
  public Resolved {
    if (!extension.extension().configuration().isInstance(configuration)) {
      throw new IllegalArgumentException(
          configuration + " is no configuration of " + extension.extension().name() + ".");
    }
  }

  /** The extension's name. */
  public String name() {
    return extension.extension().name();
  }

  /**
   * Makes an instance, which the caller owns.
   *
   * @throws io.stagger.api.StaggerException if the settings can't be served
   */
  public T create(ExtensionContext context) {
    return create(extension.extension(), context);
  }

  private <C extends Record> T create(Extension<T, C> typed, ExtensionContext context) {
    T made = typed.factory().create(typed.configuration().cast(configuration), context);
    return typed
        .point()
        .cast(
            Objects.requireNonNull(
                made,
                () -> "The factory of the %s '%s' made null.".formatted(typed.point(), name())));
  }
}
