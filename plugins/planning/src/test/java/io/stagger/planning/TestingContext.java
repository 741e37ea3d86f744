package io.stagger.planning;

import io.stagger.api.plugin.ExtensionContext;
import java.nio.file.Path;
import java.util.Optional;

/** Resolves files in one folder. */
public final class TestingContext implements ExtensionContext {
  private final Path folder;

  /** A context of a folder. */
  public TestingContext(Path folder) {
    this.folder = folder;
  }

  @Override
  public Path resolve(String file) {
    return folder.resolve(file);
  }

  @Override
  public Optional<Path> runDirectory() {
    return Optional.empty();
  }
}
