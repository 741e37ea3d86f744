package io.stagger.core.plugin;

import io.stagger.api.StaggerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Plugins that are checked or started together: those of a directory, or what they would be after a
 * change that has not been made on disk.
 *
 * @param directory the plugins directory, which messages name
 * @param plugins the directory of each plugin
 * @param loose jars and zips that lie beside them, which is a mistake
 */
public record PluginSet(Path directory, List<Path> plugins, List<Path> loose) {
  /** Copies the lists. */
  public PluginSet {
    Objects.requireNonNull(directory, "directory");
    plugins = List.copyOf(plugins);
    loose = List.copyOf(loose);
  }

  /**
   * The plugins of a directory: one directory for each. Those whose name begins with a dot are left
   * alone.
   *
   * @throws PluginException if there is no such directory
   */
  public static PluginSet of(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw missing(directory);
    }
    List<Path> plugins = new ArrayList<>();
    List<Path> loose = new ArrayList<>();
    for (Path entry : entries(directory)) {
      String name = entry.getFileName().toString();
      if (Files.isDirectory(entry)) {
        if (!name.startsWith(".")) {
          plugins.add(entry);
        }
      } else if (name.endsWith(".jar") || name.endsWith(".zip")) {
        loose.add(entry);
      }
    }
    return new PluginSet(directory, plugins, loose);
  }

  /** The exception that says that there is no plugins directory. */
  public static PluginException missing(Path directory) {
    return new PluginException(
        List.of(
            "The plugins directory %s does not exist: create it with each plugin in a directory of its own, or name another directory."
                .formatted(directory)));
  }

  /** These plugins and one more, which may lie anywhere. */
  public PluginSet with(Path plugin) {
    List<Path> more = new ArrayList<>(plugins);
    more.add(plugin);
    return new PluginSet(directory, more, loose);
  }

  /** These plugins without some. */
  public PluginSet without(List<Path> left) {
    return new PluginSet(
        directory, plugins.stream().filter(plugin -> !left.contains(plugin)).toList(), loose);
  }

  /** Some of these plugins, whatever else lies in the directory. */
  public PluginSet only(List<Path> some) {
    return new PluginSet(directory, some, List.of());
  }

  static List<Path> entries(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new StaggerException(
          "The directory %s can't be read: %s.".formatted(directory, e.getMessage()), e);
    }
  }
}
