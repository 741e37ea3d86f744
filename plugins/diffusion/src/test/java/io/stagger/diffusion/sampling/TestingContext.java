package io.stagger.diffusion.sampling;

import io.stagger.api.plugin.ExtensionContext;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Resolves files in one folder.
 *
 * @param folder the folder
 */
record TestingContext(Path folder) implements ExtensionContext {
  @Override
  public Path resolve(String file) {
    return folder.resolve(file);
  }

  @Override
  public Optional<Path> runDirectory() {
    return Optional.empty();
  }
}
