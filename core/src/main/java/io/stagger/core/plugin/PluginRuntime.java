package io.stagger.core.plugin;

import io.stagger.api.StaggerException;
import io.stagger.api.plugin.Plugin;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plugins that are started together and closed together. There is no way to add or take one away in
 * between.
 *
 * <p>Every plugin is checked before any class of any plugin is loaded, and every problem is
 * reported at once. Then each gets a class loader of its own, in the order of their requirements.
 * If one fails to start, those before it are closed, the class loaders too, and nothing stays.
 */
public final class PluginRuntime implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(PluginRuntime.class);

  private final List<Started> started;
  private final ExtensionRegistry registry;
  private List<LoadedPlugin> plugins;
  private final List<String> closingProblems = new ArrayList<>();
  private boolean isClosed;

  private PluginRuntime(List<Started> started, ExtensionRegistry registry) {
    this.started = List.copyOf(started);
    this.registry = registry;
    this.plugins = started.stream().map(plugin -> plugin.loaded(PluginState.STARTED)).toList();
  }

  /**
   * Starts every plugin of a directory.
   *
   * @param pluginsDirectory holds one directory for each plugin, with its {@code plugin.properties}
   *     and jars
   * @throws PluginException with every problem, each one sentence that says the mend
   */
  public static PluginRuntime start(Path pluginsDirectory) {
    return start(PluginSet.of(pluginsDirectory));
  }

  /**
   * Checks plugins and loads none of their classes.
   *
   * @return the plugins in the order in which they would start
   * @throws PluginException with every problem, each one sentence that says the mend
   */
  public static List<LoadedPlugin> check(PluginSet plugins) {
    return PluginInspection.inspect(plugins).stream()
        .map(
            contents ->
                new LoadedPlugin(contents.descriptor(), contents.directory(), PluginState.RESOLVED))
        .toList();
  }

  /**
   * Starts plugins.
   *
   * @throws PluginException with every problem, each one sentence that says the mend
   */
  public static PluginRuntime start(PluginSet plugins) {
    return start(plugins, (id, step) -> {});
  }

  /**
   * Starts plugins.
   *
   * @param watcher is told what goes on, until the plugins are closed
   * @throws PluginException with every problem, each one sentence that says the mend
   */
  public static PluginRuntime start(PluginSet plugins, PluginWatcher watcher) {
    return start(plugins, watcher, SharedPackages.NONE, Optional.empty());
  }

  /**
   * Starts plugins inside an application.
   *
   * @param shared what plugins take from the application instead of their own jars
   * @param kept the class loaders that outlast every runtime of the process
   * @throws PluginException with every problem, each one sentence that says the mend
   */
  public static PluginRuntime start(PluginSet plugins, SharedPackages shared, KeptLoaders kept) {
    return start(plugins, (id, step) -> {}, shared, Optional.of(kept));
  }

  private static PluginRuntime start(
      PluginSet plugins, PluginWatcher watcher, SharedPackages shared, Optional<KeptLoaders> kept) {
    List<PluginContents> inspected = PluginInspection.inspect(plugins);
    shared.check(inspected, plugins.directory());
    Set<String> keepers = kept.isPresent() ? KeptLoaders.keepers(inspected) : Set.of();
    List<Started> started = new ArrayList<>();
    ExtensionRegistry.Builder registry = new ExtensionRegistry.Builder();
    boolean isComplete = false;
    try {
      Map<String, PluginClassLoader.Import> exports = new HashMap<>();
      for (PluginContents contents : inspected) {
        List<PluginClassLoader.Import> imports = new ArrayList<>(shared.imports());
        contents.descriptor().requires().stream().map(exports::get).forEach(imports::add);
        boolean isKept = keepers.contains(contents.id());
        PluginClassLoader loader =
            isKept
                ? kept.orElseThrow().loader(contents, imports)
                : new PluginClassLoader(contents, imports);
        exports.put(contents.id(), new PluginClassLoader.Import(contents.exports(), loader));
        started.add(new Started(contents, loader, isKept, watcher));
        started.get(started.size() - 1).start(registry);
      }
      isComplete = true;
      return new PluginRuntime(started, registry.build());
    } finally {
      if (!isComplete) {
        List<String> problems = new ArrayList<>();
        close(started, problems);
        problems.forEach(logger::warn);
      }
    }
  }

  /**
   * What the plugins contributed.
   *
   * @throws IllegalStateException if the runtime is closed
   */
  public synchronized ExtensionRegistry extensions() {
    if (isClosed) {
      throw new IllegalStateException("The plugin runtime is closed.");
    }
    return registry;
  }

  /** The plugins in the order in which they started. */
  public synchronized List<LoadedPlugin> plugins() {
    return plugins;
  }

  /** What went wrong while the plugins were closed, each one sentence; empty before. */
  public synchronized List<String> closingProblems() {
    return List.copyOf(closingProblems);
  }

  /**
   * Closes the plugins in reverse order, and their class loaders. What a plugin throws meanwhile
   * does not keep the others open. A thread that a plugin started and did not end, and that would
   * keep the process from ending, is interrupted. All that is logged. Closing twice is harmless.
   */
  @Override
  public synchronized void close() {
    if (!isClosed) {
      closeAndTell().forEach(logger::warn);
    }
  }

  /** Closes the plugins, and returns what went wrong instead of logging it. */
  public synchronized List<String> closeAndTell() {
    if (!isClosed) {
      isClosed = true;
      plugins = close(started, closingProblems);
    }
    return closingProblems();
  }

  private static List<LoadedPlugin> close(List<Started> started, List<String> problems) {
    Set<String> failed = new TreeSet<>();
    for (int i = started.size() - 1; i >= 0; i--) {
      if (started.get(i).closePlugin(problems) == PluginState.FAILED) {
        failed.add(started.get(i).contents.id());
      }
    }
    endThreads(started, failed, problems);
    // Only now, because a plugin may use classes of those it requires until it is closed.
    for (int i = started.size() - 1; i >= 0; i--) {
      started.get(i).closeLoader();
    }
    return started.stream()
        .map(
            plugin ->
                plugin.loaded(
                    failed.contains(plugin.contents.id())
                        ? PluginState.FAILED
                        : PluginState.RESOLVED))
        .toList();
  }

  private static void endThreads(List<Started> started, Set<String> failed, List<String> problems) {
    Map<ClassLoader, String> ids = new HashMap<>();
    // Another runtime may be using a class loader that is kept.
    started.stream()
        .filter(plugin -> !plugin.isKept)
        .forEach(plugin -> ids.put(plugin.loader, plugin.contents.id()));
    for (LeftThreads.Left left : LeftThreads.end(ids)) {
      failed.add(left.pluginId());
      problems.add(left.problem());
    }
  }

  /** A plugin with its class loader. */
  private static final class Started {
    private final PluginContents contents;
    private final PluginClassLoader loader;
    private final boolean isKept;
    private final PluginWatcher watcher;
    private Plugin plugin;

    Started(
        PluginContents contents, PluginClassLoader loader, boolean isKept, PluginWatcher watcher) {
      this.contents = contents;
      this.loader = loader;
      this.isKept = isKept;
      this.watcher = watcher;
    }

    LoadedPlugin loaded(PluginState state) {
      return new LoadedPlugin(contents.descriptor(), contents.directory(), state);
    }

    void start(ExtensionRegistry.Builder registry) {
      Thread thread = Thread.currentThread();
      ClassLoader contextBefore = thread.getContextClassLoader();
      // Libraries inside a plugin look there for their services and must find their own.
      thread.setContextClassLoader(loader);
      watcher.begins(contents.id(), PluginStep.STARTING);
      String doing = "be made";
      try {
        plugin = make();
        doing = "contribute its extensions";
        registry.contribute(contents.id(), plugin);
      } catch (OutOfMemoryError e) {
        throw e;
      } catch (Exception | Error e) {
        throw failure(doing, e);
      } finally {
        thread.setContextClassLoader(contextBefore);
      }
      logger.debug("Started the plugin {} {}", contents.id(), contents.descriptor().version());
    }

    private Plugin make() throws ClassNotFoundException {
      checkEntry(Class.forName(contents.descriptor().className(), false, loader));
      List<ServiceLoader.Provider<Plugin>> providers =
          ServiceLoader.load(Plugin.class, loader).stream().toList();
      if (providers.size() != 1) {
        throw new StaggerException("it announces %d plugin classes.".formatted(providers.size()));
      }
      return providers.get(0).get();
    }

    private static void checkEntry(Class<?> entry) {
      if (!Plugin.class.isAssignableFrom(entry)) {
        throw new StaggerException("it does not implement %s.".formatted(Plugin.class.getName()));
      }
      if (!Modifier.isPublic(entry.getModifiers()) || Modifier.isAbstract(entry.getModifiers())) {
        throw new StaggerException("it has to be public and not abstract.");
      }
      if (Stream.of(entry.getConstructors()).noneMatch(made -> made.getParameterCount() == 0)) {
        throw new StaggerException("it has no public constructor without parameters.");
      }
    }

    private PluginException failure(String doing, Throwable thrown) {
      Throwable cause =
          thrown instanceof ServiceConfigurationError && thrown.getCause() != null
              ? thrown.getCause()
              : thrown;
      String className = contents.descriptor().className();
      return new PluginException(
          List.of(
              "The plugin '%s' did not start, because its class %s in %s could not %s: %s"
                  .formatted(
                      contents.id(),
                      className,
                      contents.jarOf(className).orElseThrow().file().getFileName(),
                      doing,
                      Reason.of(cause))),
          thrown);
    }

    PluginState closePlugin(List<String> problems) {
      Plugin closing = plugin;
      plugin = null;
      if (closing == null) {
        return PluginState.FAILED;
      }
      watcher.begins(contents.id(), PluginStep.CLOSING);
      Thread thread = Thread.currentThread();
      ClassLoader contextBefore = thread.getContextClassLoader();
      thread.setContextClassLoader(loader);
      try {
        closing.close();
        return PluginState.RESOLVED;
      } catch (Exception | Error e) {
        // The others have to be closed all the same.
        problems.add(
            "The plugin '%s' failed while it was closed: %s"
                .formatted(contents.id(), Reason.of(e)));
        logger.debug("The plugin's failure", e);
        return PluginState.FAILED;
      } finally {
        thread.setContextClassLoader(contextBefore);
      }
    }

    void closeLoader() {
      if (isKept) {
        return;
      }
      try {
        loader.close();
      } catch (IOException e) {
        logger.warn("The class loader of the plugin {} could not be closed", contents.id(), e);
      }
    }
  }
}
