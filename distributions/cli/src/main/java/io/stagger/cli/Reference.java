package io.stagger.cli;

import io.stagger.api.plugin.ExtensionPoint;
import io.stagger.core.config.RecordReference;
import io.stagger.core.plugin.ExtensionRegistry;
import io.stagger.core.plugin.RegisteredExtension;
import java.util.List;

/** Documents what plugins contributed. */
interface Reference {
  /** Documents every point with its extensions. */
  void all(ExtensionRegistry registry);

  /** Documents the keys of an experiment file. */
  void experiment(RecordReference keys);

  /** Documents a point and its extensions. */
  void point(ExtensionPoint<?> point, List<? extends RegisteredExtension<?>> extensions);

  /** Documents an extension with its keys. */
  void extension(RegisteredExtension<?> registered);
}
