package io.stagger.core.embed;

import io.stagger.api.embed.LoadOptions;
import io.stagger.api.embed.LoadedRun;
import io.stagger.api.embed.PluginDescription;
import io.stagger.api.embed.Stagger;
import io.stagger.core.checkpoint.Manifest;
import io.stagger.core.config.Settings;
import io.stagger.core.config.SettingsLoader;
import io.stagger.core.plugin.ExtensionRegistry;
import io.stagger.core.plugin.PluginRuntime;
import io.stagger.core.run.Run;
import io.stagger.core.run.RunDirectory;
import io.stagger.core.run.RunPlan;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Plugins and the runs that were loaded with them. */
final class EmbeddedStagger implements Stagger {
  private final PluginRuntime plugins;
  private final Gate gate = new Gate("Stagger");

  /** Those that are open, the last one first. */
  private final Deque<EmbeddedRun> runs = new ArrayDeque<>();

  EmbeddedStagger(PluginRuntime plugins) {
    this.plugins = plugins;
  }

  @Override
  public List<PluginDescription> plugins() {
    return plugins.plugins().stream()
        .map(
            plugin ->
                new PluginDescription(plugin.descriptor().id(), plugin.descriptor().version()))
        .toList();
  }

  @Override
  public LoadedRun load(Path runDirectory, LoadOptions options) {
    return gate.through(() -> OwnContext.within(() -> open(runDirectory, options)));
  }

  private LoadedRun open(Path runDirectory, LoadOptions options) {
    ExtensionRegistry registry = plugins.extensions();
    RunDirectory directory = RunDirectory.open(runDirectory);
    // The environment of the process is the application's, not Stagger's.
    Settings trained = new SettingsLoader(Map.of()).load(directory.experimentFile(), List.of());
    Settings settings = SettingsLoader.change(trained, options.settings(), "LoadOptions.set");
    RunPlan plan = directory.plan(settings, registry);
    Run run =
        Run.loadForSampling(
            plan,
            directory,
            registry,
            new Run.Surroundings(
                plugins().stream()
                    .map(plugin -> new Manifest.PluginVersion(plugin.id(), plugin.version()))
                    .toList(),
                List.of()),
            options.step());
    EmbeddedRun loaded = new EmbeddedRun(run, registry, this::forget);
    synchronized (runs) {
      runs.push(loaded);
    }
    return loaded;
  }

  private void forget(EmbeddedRun run) {
    synchronized (runs) {
      runs.remove(run);
    }
  }

  private List<EmbeddedRun> open() {
    synchronized (runs) {
      return new ArrayList<>(runs);
    }
  }

  @Override
  public void close() {
    open().forEach(EmbeddedRun::checkMayClose);
    gate.close(() -> open().forEach(EmbeddedRun::hurry), this::closeAll);
  }

  private void closeAll() {
    RuntimeException failure = null;
    for (EmbeddedRun run : open()) {
      try {
        run.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    OwnContext.within(plugins::close);
    if (failure != null) {
      throw failure;
    }
  }
}
