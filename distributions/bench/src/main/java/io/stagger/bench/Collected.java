package io.stagger.bench;

import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.ExtensionContext;
import io.stagger.api.plugin.ExtensionPoint;
import io.stagger.api.plugin.Extensions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Extensions of plugins that are on the class path, without the plugin runtime. */
final class Collected implements Extensions {
  private final List<Extension<?, ?>> extensions = new ArrayList<>();

  @Override
  public void define(ExtensionPoint<?> point) {}

  @Override
  public void add(Extension<?, ?> extension) {
    extensions.add(extension);
  }

  /** Makes the extension of a name. */
  <T> T make(ExtensionPoint<T> point, String name, Record configuration) {
    for (Extension<?, ?> extension : extensions) {
      if (extension.point().equals(point) && extension.name().equals(name)) {
        return point.cast(create(extension, configuration));
      }
    }
    throw new IllegalArgumentException("No extension '" + name + "' at '" + point + "'.");
  }

  private static <C extends Record> Object create(Extension<?, C> extension, Record configuration) {
    return extension
        .factory()
        .create(extension.configuration().cast(configuration), new NoContext());
  }

  /** The context of something that is not configured by a file. */
  private static final class NoContext implements ExtensionContext {
    @Override
    public Path resolve(String file) {
      return Path.of(file);
    }

    @Override
    public Optional<Path> runDirectory() {
      return Optional.empty();
    }
  }
}
