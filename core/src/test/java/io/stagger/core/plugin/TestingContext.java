package io.stagger.core.plugin;

import io.stagger.api.plugin.ExtensionContext;
import java.nio.file.Path;
import java.util.Optional;

/** A context outside of any run. */
record TestingContext(Path directory) implements ExtensionContext {
  @Override
  public Path resolve(String file) {
    return directory.resolve(file);
  }

  @Override
  public Optional<Path> runDirectory() {
    return Optional.empty();
  }
}
