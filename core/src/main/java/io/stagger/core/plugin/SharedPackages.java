package io.stagger.core.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Packages that plugins take from the application around them instead of their own jars, so that
 * both mean the same classes.
 */
public final class SharedPackages {
  /** Nothing is shared. */
  public static final SharedPackages NONE = new SharedPackages(List.of());

  /** A class of each package, by the package's name. */
  private final Map<String, Class<?>> classes = new TreeMap<>();

  private SharedPackages(List<Class<?>> shared) {
    List<String> problems = new ArrayList<>();
    for (Class<?> type : shared) {
      if (type.isArray()) {
        problems.add(
            "The class %s is an array: share the class of what it holds."
                .formatted(type.getTypeName()));
        continue;
      }
      if (type.isPrimitive() || type.getClassLoader() == null) {
        problems.add(
            "The class %s belongs to Java, which everybody shares: don't ask to share it."
                .formatted(type.getTypeName()));
        continue;
      }
      Class<?> other = classes.putIfAbsent(type.getPackageName(), type);
      if (other != null && other.getClassLoader() != type.getClassLoader()) {
        problems.add(
            "The classes %s and %s are to be shared, but come from two class loaders: share classes of one."
                .formatted(other.getName(), type.getName()));
      }
    }
    if (!problems.isEmpty()) {
      throw new PluginException(problems);
    }
  }

  /**
   * The packages of classes, without those below.
   *
   * @throws PluginException if one can't be shared
   */
  public static SharedPackages of(List<Class<?>> shared) {
    return shared.isEmpty() ? NONE : new SharedPackages(shared);
  }

  List<PluginClassLoader.Import> imports() {
    return classes.values().stream()
        .map(
            type ->
                new PluginClassLoader.Import(
                    new PackageSet(List.of(type.getPackageName())), type.getClassLoader()))
        .toList();
  }

  /**
   * Checks that the application has all that plugins have in these packages, and the same.
   *
   * @throws PluginException with every problem, one for each package and plugin
   */
  void check(List<PluginContents> plugins, Path directory) {
    List<String> problems = new ArrayList<>();
    for (Class<?> type : classes.values()) {
      boolean isFound = false;
      for (PluginContents plugin : plugins) {
        for (JarContents jar : plugin.jars()) {
          if (jar.packages().contains(type.getPackageName())) {
            isFound = true;
            problem(plugin, jar, type).ifPresent(problems::add);
          }
        }
      }
      if (!isFound) {
        problems.add(
            "The class %s is to be shared, but no plugin in %s holds its package: install the plugin it belongs to, or don't share it."
                .formatted(type.getName(), directory));
      }
    }
    if (!problems.isEmpty()) {
      throw new PluginException(problems);
    }
  }

  private static Optional<String> problem(PluginContents plugin, JarContents jar, Class<?> type) {
    String jarName = jar.file().getFileName().toString();
    for (String name : jar.classes()) {
      if (JarContents.packageOf(name).equals(type.getPackageName())
          && !name.equals(plugin.descriptor().className())) {
        try (InputStream in =
            type.getClassLoader().getResourceAsStream(JarContents.entryOf(name))) {
          if (in == null) {
            return Optional.of(
                "The application shares the package %s, but hasn't got %s of it: put the plugin '%s' on its class path as a whole, as %s."
                    .formatted(type.getPackageName(), name, plugin.id(), jarName));
          }
          if (!Arrays.equals(in.readAllBytes(), jar.bytesOf(name))) {
            return Optional.of(
                "The application shares the package %s, but its %s is not that of the plugin '%s' %s: put the same version on its class path, %s."
                    .formatted(
                        type.getPackageName(),
                        name,
                        plugin.id(),
                        plugin.descriptor().version(),
                        jarName));
          }
        } catch (IOException e) {
          return Optional.of(
              "The class %s can't be compared with that of the plugin '%s': %s."
                  .formatted(name, plugin.id(), Objects.toString(e.getMessage(), e.toString())));
        }
      }
    }
    return Optional.empty();
  }
}
