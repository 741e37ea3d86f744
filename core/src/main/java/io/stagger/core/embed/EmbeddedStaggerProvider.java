package io.stagger.core.embed;

import io.stagger.api.embed.Stagger;
import io.stagger.api.embed.StaggerOptions;
import io.stagger.api.embed.StaggerProvider;
import io.stagger.core.plugin.KeptLoaders;
import io.stagger.core.plugin.PluginRuntime;
import io.stagger.core.plugin.PluginSet;
import io.stagger.core.plugin.SharedPackages;

/** Opens Stagger for an application. */
public final class EmbeddedStaggerProvider implements StaggerProvider {
  /** One for the process, as are the native libraries that these class loaders hold. */
  private static final KeptLoaders KEPT = new KeptLoaders();

  /** Found by the service loader. */
  public EmbeddedStaggerProvider() {}

  @Override
  public Stagger open(StaggerOptions options) {
    return OwnContext.within(
        () -> {
          PluginSet plugins = PluginSet.of(options.pluginsDirectory());
          SharedPackages shared = SharedPackages.of(options.shared());
          return new EmbeddedStagger(PluginRuntime.start(plugins, shared, KEPT));
        });
  }
}
