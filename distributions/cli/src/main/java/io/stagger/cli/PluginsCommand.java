package io.stagger.cli;

import io.stagger.core.plugin.LoadedPlugin;
import io.stagger.core.plugin.PluginRuntime;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the plugins. */
@Command(
    name = "plugins",
    description = "List the plugins: id, version, license and directory.",
    mixinStandardHelpOptions = true,
    versionProvider = CommonOptions.Version.class)
final class PluginsCommand implements Runnable {
  @Mixin private CommonOptions options;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    try (PluginRuntime runtime = options.startPlugins()) {
      Table table = new Table("ID", "VERSION", "LICENSE", "DIRECTORY");
      for (LoadedPlugin plugin : runtime.plugins()) {
        table.row(
            plugin.descriptor().id(),
            plugin.descriptor().version(),
            plugin.descriptor().license(),
            plugin.directory().toString());
      }
      table.print(spec.commandLine().getOut(), "");
    }
  }
}
