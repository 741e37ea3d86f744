package io.stagger.core.run;

import io.stagger.api.plugin.ExtensionContext;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the extensions of a run know of their place.
 *
 * @param experimentFolder the folder that relative file names count from
 * @param runDirectory the run's directory, if it has one
 */
public record RunContext(Path experimentFolder, Optional<Path> runDirectory)
    implements ExtensionContext {
  @Override
  public Path resolve(String file) {
    return experimentFolder.resolve(file).normalize();
  }
}
