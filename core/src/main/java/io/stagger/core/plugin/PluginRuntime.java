package io.stagger.core.plugin;

import io.stagger.api.StaggerException;
import io.stagger.api.plugin.Plugin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
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
    List<PluginContents> inspected = PluginInspection.inspect(pluginsDirectory);
    List<Started> started = new ArrayList<>();
    ExtensionRegistry.Builder registry = new ExtensionRegistry.Builder();
    boolean isComplete = false;
    try {
      Map<String, PluginClassLoader.Import> exports = new HashMap<>();
      for (PluginContents contents : inspected) {
        PluginClassLoader loader =
            new PluginClassLoader(
                contents.id(),
                contents.jars().stream().map(JarContents::file).toList(),
                contents.descriptor().requires().stream().map(exports::get).toList());
        exports.put(contents.id(), new PluginClassLoader.Import(contents.exports(), loader));
        started.add(new Started(contents, loader));
        started.get(started.size() - 1).start(registry);
      }
      isComplete = true;
      return new PluginRuntime(started, registry.build());
    } finally {
      if (!isComplete) {
        close(started);
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

  /** Closes the plugins in reverse order, and their class loaders. Closing twice is harmless. */
  @Override
  public synchronized void close() {
    if (!isClosed) {
      isClosed = true;
      plugins = close(started);
    }
  }

  private static List<LoadedPlugin> close(List<Started> started) {
    LoadedPlugin[] states = new LoadedPlugin[started.size()];
    for (int i = started.size() - 1; i >= 0; i--) {
      states[i] = started.get(i).loaded(started.get(i).closePlugin());
    }
    // Only now, because a plugin may use classes of those it requires until it is closed.
    for (int i = started.size() - 1; i >= 0; i--) {
      started.get(i).closeLoader();
    }
    return List.of(states);
  }

  /** A plugin with its class loader. */
  private static final class Started {
    private final PluginContents contents;
    private final PluginClassLoader loader;
    private Plugin plugin;

    Started(PluginContents contents, PluginClassLoader loader) {
      this.contents = contents;
      this.loader = loader;
    }

    LoadedPlugin loaded(PluginState state) {
      return new LoadedPlugin(contents.descriptor(), contents.directory(), state);
    }

    void start(ExtensionRegistry.Builder registry) {
      Thread thread = Thread.currentThread();
      ClassLoader contextBefore = thread.getContextClassLoader();
      // Libraries inside a plugin look there for their services and must find their own.
      thread.setContextClassLoader(loader);
      String doing = "be made";
      try {
        plugin = make();
        doing = "contribute its extensions";
        registry.contribute(contents.id(), plugin);
      } catch (VirtualMachineError e) {
        throw e;
      } catch (Exception | Error e) {
        throw failure(doing, e);
      } finally {
        thread.setContextClassLoader(contextBefore);
      }
      logger.debug("Started the plugin {} {}", contents.id(), contents.descriptor().version());
    }

    private Plugin make() {
      List<ServiceLoader.Provider<Plugin>> providers =
          ServiceLoader.load(Plugin.class, loader).stream().toList();
      if (providers.size() != 1) {
        throw new StaggerException("it announces %d plugin classes.".formatted(providers.size()));
      }
      return providers.get(0).get();
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
                      reason(cause))),
          thrown);
    }

    private static String reason(Throwable cause) {
      if (cause instanceof StaggerException) {
        return cause.getMessage();
      }
      if (cause instanceof NoClassDefFoundError || cause instanceof ClassNotFoundException) {
        return "it needs the class %s, which must be in one of its jars or in a package that a plugin it requires exports."
            .formatted(String.valueOf(cause.getMessage()).replace('/', '.'));
      }
      return cause + ".";
    }

    PluginState closePlugin() {
      Plugin closing = plugin;
      plugin = null;
      if (closing == null) {
        return PluginState.FAILED;
      }
      try {
        closing.close();
        return PluginState.RESOLVED;
      } catch (RuntimeException | LinkageError e) {
        // The others have to be closed all the same.
        logger.warn("The plugin {} failed while it was closed", contents.id(), e);
        return PluginState.FAILED;
      }
    }

    void closeLoader() {
      try {
        loader.close();
      } catch (IOException e) {
        logger.warn("The class loader of the plugin {} could not be closed", contents.id(), e);
      }
    }
  }
}
