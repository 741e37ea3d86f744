package io.stagger.api.embed;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What {@link Stagger} is opened with. Immutable.
 *
 * @param pluginsDirectory holds one directory for each plugin
 * @param shared a class of each package that plugins take from the application's class path instead
 *     of their own jars
 * @since 0.1.0
 */
public record StaggerOptions(Path pluginsDirectory, List<Class<?>> shared) {
  /** Copies the list. */
  public StaggerOptions {
    Objects.requireNonNull(pluginsDirectory, "pluginsDirectory");
    shared = List.copyOf(shared);
  }

  /** A directory of plugins that share nothing with the application. */
  public static StaggerOptions of(Path pluginsDirectory) {
    return new StaggerOptions(pluginsDirectory, List.of());
  }

  /**
   * Lets the application use classes of plugins, such as that of a sample: the plugins take the
   * packages of these classes from the class loaders of these classes. The application needs the
   * plugin's own jar with what that depends on, of the same version, on its class path. Packages
   * below are not shared, nor is a plugin's entry class.
   *
   * @param classes one of each package is enough
   * @return these options and more that is shared
   */
  public StaggerOptions sharing(Class<?>... classes) {
    List<Class<?>> all = new ArrayList<>(shared);
    all.addAll(List.of(classes));
    return new StaggerOptions(pluginsDirectory, all);
  }
}
