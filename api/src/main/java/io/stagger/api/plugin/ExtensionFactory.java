package io.stagger.api.plugin;

/**
 * Makes an extension from its bound configuration.
 *
 * @param <C> the configuration record
 * @param <T> what is made
 * @since 0.1.0
 */
@FunctionalInterface
public interface ExtensionFactory<C extends Record, T> {
  /**
   * Makes one instance. Called once for each place in a configuration that selects the extension.
   * An instance that is {@link AutoCloseable} is closed by whoever asked for it.
   *
   * @throws io.stagger.api.StaggerException with a sentence for the user if the settings can't be
   *     served
   */
  T create(C configuration, ExtensionContext context);
}
