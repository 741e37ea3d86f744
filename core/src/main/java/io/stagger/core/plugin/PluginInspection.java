package io.stagger.core.plugin;

import io.stagger.core.config.Choices;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Checks all plugins of a directory before any class is loaded, and puts them into the order in
 * which they start. Gathers every problem instead of stopping at the first.
 */
final class PluginInspection {
  private final PluginSet set;
  private final List<String> problems = new ArrayList<>();

  /** Plugins by id. */
  private final Map<String, PluginContents> plugins = new TreeMap<>();

  /** The names of directories whose descriptor can't be read, which usually are the ids. */
  private final Set<String> unreadable = new TreeSet<>();

  /** The directories that hold a broken jar, so that what they lack is not known. */
  private final Set<Path> damaged = new TreeSet<>();

  private PluginInspection(PluginSet set) {
    this.set = set;
  }

  /**
   * Checks plugins.
   *
   * @return the plugins, each after those it requires
   * @throws PluginException with every problem
   */
  static List<PluginContents> inspect(PluginSet set) {
    PluginInspection inspection = new PluginInspection(set);
    inspection.read();
    inspection.plugins.values().forEach(inspection::check);
    inspection.checkPrivateCopies();
    List<PluginContents> ordered = inspection.ordered();
    if (!inspection.problems.isEmpty()) {
      throw new PluginException(inspection.problems);
    }
    if (ordered.isEmpty()) {
      throw new PluginException(
          List.of(
              "There is no plugin in the directory %s: put each plugin into a directory of its own there, or name another directory."
                  .formatted(set.directory())));
    }
    return ordered;
  }

  private void read() {
    for (Path file : set.loose()) {
      problems.add(
          "The file %s lies loose among the plugins: unpack or move it into a directory of its own, beside its %s."
              .formatted(file, PluginDescriptor.FILE_NAME));
    }
    set.plugins().forEach(this::readPlugin);
  }

  private void readPlugin(Path directory) {
    Path file = directory.resolve(PluginDescriptor.FILE_NAME);
    if (!Files.exists(file)) {
      unreadable.add(directory.getFileName().toString());
      problems.add(
          "The directory %s holds no %s: unpack the plugin again, or take the directory away."
              .formatted(directory, PluginDescriptor.FILE_NAME));
      return;
    }
    PluginDescriptor descriptor;
    try {
      descriptor = PluginDescriptor.read(file);
    } catch (PluginException e) {
      unreadable.add(directory.getFileName().toString());
      problems.addAll(e.problems());
      return;
    }
    PluginContents plugin = new PluginContents(directory, descriptor, readJars(directory));
    PluginContents other = plugins.putIfAbsent(plugin.id(), plugin);
    if (other != null) {
      problems.add(
          "The plugins in %s and %s both have the id '%s': take one of them away."
              .formatted(other.directory(), directory, plugin.id()));
    }
  }

  private List<JarContents> readJars(Path directory) {
    List<JarContents> jars = new ArrayList<>();
    for (Path file : PluginSet.entries(directory)) {
      if (file.getFileName().toString().endsWith(".jar")) {
        try {
          jars.add(JarContents.read(file));
        } catch (IOException e) {
          damaged.add(directory);
          problems.add(
              "The file %s is not a readable jar (%s): replace it."
                  .formatted(file, e.getMessage()));
        }
      }
    }
    return List.copyOf(jars);
  }

  private void check(PluginContents plugin) {
    checkJava(plugin);
    checkApi(plugin);
    checkRequires(plugin);
    if (!damaged.contains(plugin.directory())) {
      checkEntryClass(plugin);
      checkExports(plugin);
    }
    checkHostPackages(plugin);
    checkDuplicateClasses(plugin);
  }

  private void checkJava(PluginContents plugin) {
    int wanted = plugin.descriptor().javaVersion();
    int running = Runtime.version().feature();
    if (wanted > running) {
      problems.add(
          "The plugin '%s' needs Java %d, but this is Java %d: run Stagger with Java %d or later."
              .formatted(plugin.id(), wanted, running, wanted));
    }
  }

  private void checkApi(PluginContents plugin) {
    String range = plugin.descriptor().apiVersion();
    if (!ApiVersion.isIn(range)) {
      problems.add(
          "The plugin '%s' %s needs version %s of the Stagger API, but this is %s: install a version of the plugin that is made for it, or another version of Stagger."
              .formatted(plugin.id(), plugin.descriptor().version(), range, ApiVersion.CURRENT));
    }
  }

  private void checkRequires(PluginContents plugin) {
    for (String required : plugin.descriptor().requires()) {
      if (!plugins.containsKey(required) && !unreadable.contains(required)) {
        problems.add(
            "The plugin '%s' requires the plugin '%s', which is not in %s%s: install it too."
                .formatted(
                    plugin.id(),
                    required,
                    set.directory(),
                    Choices.of(plugins.keySet()).hint(required)));
      }
    }
  }

  private void checkEntryClass(PluginContents plugin) {
    String className = plugin.descriptor().className();
    if (plugin.jars().isEmpty()) {
      problems.add(
          "The plugin '%s' has no jar in %s: build or unpack the plugin again."
              .formatted(plugin.id(), plugin.directory()));
      return;
    }
    List<String> announced =
        plugin.jars().stream().flatMap(jar -> jar.services().stream()).distinct().toList();
    if (!announced.equals(List.of(className))) {
      problems.add(
          "The plugin '%s' must announce exactly the class %s in META-INF/services/io.stagger.api.plugin.Plugin, as its %s says, but announces %s: make the two agree."
              .formatted(
                  plugin.id(), className, PluginDescriptor.FILE_NAME, Choices.of(announced).all()));
    }
    Optional<JarContents> jar = plugin.jarOf(className);
    if (jar.isEmpty()) {
      problems.add(
          "The plugin '%s' names the class %s, which is in none of its jars: correct the key 'class' in its %s."
              .formatted(plugin.id(), className, PluginDescriptor.FILE_NAME));
      return;
    }
    checkClassFile(plugin, className, jar.orElseThrow());
  }

  private void checkClassFile(PluginContents plugin, String className, JarContents jar) {
    int running = Runtime.version().feature();
    Optional<Integer> compiledFor;
    try {
      compiledFor = jar.javaVersionOf(className);
    } catch (EOFException e) {
      compiledFor = Optional.empty();
    } catch (IOException e) {
      problems.add(
          "The file %s is not a readable jar (%s): replace it."
              .formatted(jar.file(), e.getMessage()));
      return;
    }
    if (compiledFor.isEmpty()) {
      problems.add(
          "The class %s in %s of the plugin '%s' is not a class file: build the plugin again."
              .formatted(className, jar.file().getFileName(), plugin.id()));
    } else if (compiledFor.get() > running && plugin.descriptor().javaVersion() <= running) {
      // A plugin that says so itself was reported before.
      problems.add(
          "The class %s in %s of the plugin '%s' was compiled for Java %d, but this is Java %d: run Stagger with Java %d or later."
              .formatted(
                  className,
                  jar.file().getFileName(),
                  plugin.id(),
                  compiledFor.get(),
                  running,
                  compiledFor.get()));
    }
  }

  private void checkExports(PluginContents plugin) {
    Set<String> packages = new TreeSet<>();
    plugin.jars().forEach(jar -> packages.addAll(jar.packages()));
    for (String pattern : plugin.descriptor().exports()) {
      if (packages.stream().noneMatch(name -> PackageSet.matches(pattern, name))) {
        problems.add(
            "The plugin '%s' exports the package %s, but none of its jars holds it: correct the key 'exports' in its %s."
                .formatted(plugin.id(), pattern, PluginDescriptor.FILE_NAME));
      }
    }
  }

  private void checkHostPackages(PluginContents plugin) {
    for (JarContents jar : plugin.jars()) {
      Set<String> copied = new TreeSet<>(jar.packages());
      copied.removeIf(name -> !PackageSet.HOST.contains(name));
      if (!copied.isEmpty()) {
        problems.add(
            "The plugin '%s' brings its own copy of %s in %s, which comes from Stagger: take that jar out."
                .formatted(plugin.id(), first(copied), jar.file().getFileName()));
      }
    }
  }

  private void checkDuplicateClasses(PluginContents plugin) {
    List<JarContents> jars = plugin.jars();
    for (int i = 0; i < jars.size(); i++) {
      for (int j = i + 1; j < jars.size(); j++) {
        Set<String> twice = new TreeSet<>(jars.get(i).classes());
        twice.retainAll(jars.get(j).classes());
        if (!twice.isEmpty()) {
          problems.add(
              "The plugin '%s' holds the class %s in both %s and %s: take one of the jars out."
                  .formatted(
                      plugin.id(),
                      first(twice),
                      jars.get(i).file().getFileName(),
                      jars.get(j).file().getFileName()));
        }
      }
    }
    for (String required : plugin.descriptor().requires()) {
      PluginContents other = plugins.get(required);
      if (other != null && !required.equals(plugin.id())) {
        checkDuplicateClasses(plugin, other);
      }
    }
  }

  private void checkDuplicateClasses(PluginContents plugin, PluginContents required) {
    for (JarContents jar : plugin.jars()) {
      for (JarContents other : required.jars()) {
        Set<String> twice = new TreeSet<>(jar.classes());
        twice.retainAll(other.classes());
        // Those are reported as copies of an exported package.
        twice.removeIf(name -> required.exports().contains(JarContents.packageOf(name)));
        if (!twice.isEmpty()) {
          problems.add(
              "The plugin '%s' holds the class %s in %s, and the plugin '%s' that it requires holds it in %s: take it out of one of them."
                  .formatted(
                      plugin.id(),
                      first(twice),
                      jar.file().getFileName(),
                      required.id(),
                      other.file().getFileName()));
        }
      }
    }
  }

  private void checkPrivateCopies() {
    for (PluginContents exporter : plugins.values()) {
      for (PluginContents plugin : plugins.values()) {
        if (!plugin.id().equals(exporter.id())) {
          checkPrivateCopies(plugin, exporter);
        }
      }
    }
  }

  private void checkPrivateCopies(PluginContents plugin, PluginContents exporter) {
    for (JarContents jar : plugin.jars()) {
      Set<String> copied = new TreeSet<>(jar.packages());
      copied.removeIf(name -> !exporter.exports().contains(name));
      if (!copied.isEmpty()) {
        problems.add(
            "The plugin '%s' brings its own copy of the package %s in %s, which the plugin '%s' exports: take that jar out and require '%s'."
                .formatted(
                    plugin.id(),
                    first(copied),
                    jar.file().getFileName(),
                    exporter.id(),
                    exporter.id()));
      }
    }
  }

  private static String first(Collection<String> names) {
    String first = names.iterator().next();
    return names.size() == 1 ? first : "%s (and %d more)".formatted(first, names.size() - 1);
  }

  /** Puts each plugin after those it requires, otherwise by id. */
  private List<PluginContents> ordered() {
    Map<String, PluginContents> waiting = new TreeMap<>(plugins);
    List<PluginContents> ordered = new ArrayList<>();
    boolean moved = true;
    while (moved) {
      List<PluginContents> ready =
          waiting.values().stream()
              .filter(
                  plugin -> plugin.descriptor().requires().stream().noneMatch(waiting::containsKey))
              .toList();
      moved = !ready.isEmpty();
      ordered.addAll(ready);
      ready.forEach(plugin -> waiting.remove(plugin.id()));
    }
    if (!waiting.isEmpty()) {
      problems.add(
          "The plugins in the circle %s require each other: take one of them out of another's key 'requires'."
              .formatted(String.join(" -> ", circle(waiting))));
    }
    return List.copyOf(ordered);
  }

  /** A circle among plugins of which each requires another. */
  private static List<String> circle(Map<String, PluginContents> waiting) {
    Set<String> walked = new LinkedHashSet<>();
    String at = waiting.keySet().iterator().next();
    while (walked.add(at)) {
      at =
          waiting.get(at).descriptor().requires().stream()
              .filter(waiting::containsKey)
              .findFirst()
              .orElseThrow();
    }
    List<String> circle = new ArrayList<>(walked);
    circle = new ArrayList<>(circle.subList(circle.indexOf(at), circle.size()));
    circle.add(at);
    return circle;
  }
}
