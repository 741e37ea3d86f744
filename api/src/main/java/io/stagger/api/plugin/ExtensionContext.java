package io.stagger.api.plugin;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What an extension may know of the place where it is made.
 *
 * @since 0.1.0
 */
public interface ExtensionContext {
  /**
   * Resolves a file that a setting names: relative names count from the experiment file's folder.
   */
  Path resolve(String file);

  /** The directory of the run that the extension serves, if it serves one. */
  Optional<Path> runDirectory();
}
