package io.stagger.cli;

import io.stagger.api.plugin.ExtensionContext;
import java.nio.file.Path;
import java.util.Optional;

/** Where an extension is made that serves no run: files count from the working directory. */
record WorkingDirectory() implements ExtensionContext {
  @Override
  public Path resolve(String file) {
    return Path.of(file);
  }

  @Override
  public Optional<Path> runDirectory() {
    return Optional.empty();
  }
}
