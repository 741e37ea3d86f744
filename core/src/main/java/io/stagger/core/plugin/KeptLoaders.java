package io.stagger.core.plugin;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The class loaders of plugins that hold native libraries, and of those that they require. A
 * process can't give a native library back, so each of these class loaders is made once and serves
 * every runtime that is opened with the same plugin, until the process ends. Thread-safe.
 */
public final class KeptLoaders {
  private final Map<String, List<Kept>> kept = new HashMap<>();

  /** A class loader and what it was made of. */
  private record Kept(
      PluginContents plugin, List<PluginClassLoader.Import> imports, PluginClassLoader loader) {
    private boolean hasSameFiles(PluginContents other) {
      return fingerprints(plugin).equals(fingerprints(other));
    }

    private boolean isOnDisk() {
      return plugin.jars().stream().allMatch(jar -> Files.isRegularFile(jar.file()));
    }

    private static List<String> fingerprints(PluginContents plugin) {
      return plugin.jars().stream().map(JarContents::fingerprint).sorted().toList();
    }
  }

  /** The ids of those plugins whose class loaders are kept. */
  static Set<String> keepers(List<PluginContents> ordered) {
    Map<String, PluginContents> byId = new HashMap<>();
    ordered.forEach(plugin -> byId.put(plugin.id(), plugin));
    List<PluginContents> waiting =
        new ArrayList<>(ordered.stream().filter(PluginContents::holdsNatives).toList());
    Set<String> keepers = new HashSet<>();
    while (!waiting.isEmpty()) {
      PluginContents plugin = waiting.remove(waiting.size() - 1);
      if (keepers.add(plugin.id())) {
        plugin.descriptor().requires().forEach(id -> waiting.add(byId.get(id)));
      }
    }
    return keepers;
  }

  /**
   * The class loader of a plugin, made if there is none yet.
   *
   * @throws PluginException if the process has loaded another version of the plugin's natives
   */
  synchronized PluginClassLoader loader(
      PluginContents plugin, List<PluginClassLoader.Import> imports) {
    List<Kept> loaders = kept.computeIfAbsent(plugin.id(), id -> new ArrayList<>());
    for (Kept earlier : loaders) {
      if (plugin.holdsNatives() && !earlier.hasSameFiles(plugin)) {
        throw new PluginException(
            List.of(
                "The plugin '%s' in %s holds native libraries, and this process has loaded others from %s, which can't be taken out again: use the same plugins for all of a process, or start another process."
                    .formatted(plugin.id(), plugin.directory(), earlier.plugin().directory())));
      }
    }
    for (Kept earlier : loaders) {
      if (earlier.hasSameFiles(plugin) && earlier.imports().equals(imports) && earlier.isOnDisk()) {
        return earlier.loader();
      }
    }
    PluginClassLoader loader = new PluginClassLoader(plugin, imports);
    loaders.add(new Kept(plugin, List.copyOf(imports), loader));
    return loader;
  }
}
