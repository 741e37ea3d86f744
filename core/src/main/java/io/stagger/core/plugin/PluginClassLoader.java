package io.stagger.core.plugin;

import io.stagger.api.plugin.Plugin;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Loads the classes of one plugin. It sees, in this order, the Java platform, the API and SLF4J of
 * the host, the packages that an application shares, the exported packages of the plugins it
 * requires, and its own jars; nothing else of the class path. Its entry class is always its own,
 * because it leads to everything else in the plugin.
 */
final class PluginClassLoader extends URLClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final String entryClass;
  private final List<Import> imports;

  /**
   * Creates a loader.
   *
   * @param plugin the plugin, whose id stack traces show
   * @param imports what it sees of an application and of other plugins
   */
  PluginClassLoader(PluginContents plugin, List<Import> imports) {
    super(
        plugin.id(),
        urls(plugin.jars().stream().map(JarContents::file).toList()),
        ClassLoader.getPlatformClassLoader());
    this.entryClass = plugin.descriptor().className();
    List<Import> all = new ArrayList<>();
    all.add(
        new Import(new PackageSet(List.of("org.slf4j.*")), LoggerFactory.class.getClassLoader()));
    all.add(new Import(new PackageSet(List.of("io.stagger.api.*")), Plugin.class.getClassLoader()));
    all.addAll(imports);
    this.imports = List.copyOf(all);
  }

  /**
   * Packages that another loader supplies.
   *
   * @param packages which ones
   * @param loader who supplies them
   */
  record Import(PackageSet packages, ClassLoader loader) {}

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    for (Import imported : imports) {
      if (imported.packages().holdsClass(name) && !name.equals(entryClass)) {
        return imported.loader().loadClass(name);
      }
    }
    return super.loadClass(name, resolve);
  }

  @Override
  public URL getResource(String name) {
    for (Import imported : imports) {
      if (imported.packages().holdsResource(name)) {
        return imported.loader().getResource(name);
      }
    }
    return super.getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    for (Import imported : imports) {
      if (imported.packages().holdsResource(name)) {
        return Collections.enumeration(Collections.list(imported.loader().getResources(name)));
      }
    }
    return super.getResources(name);
  }

  private static URL[] urls(List<Path> jars) {
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      try {
        urls.add(jar.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new IllegalStateException("The path " + jar + " has no URL.", e);
      }
    }
    return urls.toArray(URL[]::new);
  }
}
