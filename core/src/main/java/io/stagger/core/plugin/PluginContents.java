package io.stagger.core.plugin;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A plugin as it lies on disk, before any of its classes is loaded.
 *
 * @param directory where it lies
 * @param descriptor what it says of itself
 * @param jars what its jars hold, in the order of their names
 */
record PluginContents(Path directory, PluginDescriptor descriptor, List<JarContents> jars) {
  String id() {
    return descriptor.id();
  }

  /** The packages that other plugins see. */
  PackageSet exports() {
    return new PackageSet(descriptor.exports());
  }

  /** The jar that holds a class. */
  Optional<JarContents> jarOf(String className) {
    return jars.stream().filter(jar -> jar.classes().contains(className)).findFirst();
  }

  /** Whether one of its jars holds a library of the operating system. */
  boolean holdsNatives() {
    return jars.stream().anyMatch(JarContents::holdsNatives);
  }
}
