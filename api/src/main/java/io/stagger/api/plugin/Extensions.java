package io.stagger.api.plugin;

/**
 * Where a plugin puts what it contributes, while it starts.
 *
 * @since 0.1.0
 */
public interface Extensions {
  /**
   * Defines a point of the plugin's own, for other plugins to extend.
   *
   * @throws io.stagger.api.StaggerException if a point of that id exists
   */
  void define(ExtensionPoint<?> point);

  /**
   * Adds an extension.
   *
   * @throws io.stagger.api.StaggerException if its point is not defined, its name is taken, or its
   *     configuration record is not well formed
   */
  void add(Extension<?, ?> extension);
}
