package io.stagger.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stagger.cli.run.Interruption;
import io.stagger.core.plugin.LoadedPlugin;
import io.stagger.core.plugin.PluginRuntime;
import io.stagger.core.plugin.PluginState;
import io.stagger.core.plugin.install.ArchiveLimits;
import io.stagger.core.plugin.install.InstalledPlugin;
import io.stagger.core.plugin.install.PluginInstaller;
import io.stagger.core.plugin.install.Verification;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the plugins; its subcommands change and check what is installed. */
@Command(
    name = "plugins",
    description = {
      "List the plugins: id, version, license and directory.",
      "Subcommands install, remove and verify them."
    },
    mixinStandardHelpOptions = true,
    versionProvider = CommonOptions.Version.class,
    subcommands = {
      PluginsCommand.Listing.class,
      PluginsCommand.Installing.class,
      PluginsCommand.Removing.class,
      PluginsCommand.Verifying.class
    })
final class PluginsCommand implements Runnable {
  @Mixin private CommonOptions options;
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  private boolean json;

  @Override
  public void run() {
    list(options, json, spec);
  }

  private static void list(CommonOptions options, boolean json, CommandSpec spec) {
    PrintWriter out = spec.commandLine().getOut();
    try (PluginRuntime runtime = options.startPlugins()) {
      if (json) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.set("plugins", json(runtime.plugins()));
        printJson(out, root);
        return;
      }
      Table table = new Table("ID", "VERSION", "LICENSE", "DIRECTORY");
      for (LoadedPlugin plugin : runtime.plugins()) {
        table.row(
            plugin.descriptor().id(),
            plugin.descriptor().version(),
            plugin.descriptor().license(),
            plugin.directory().toString());
      }
      table.print(out, "");
    }
  }

  private static ArrayNode json(List<LoadedPlugin> plugins) {
    ArrayNode array = new ObjectMapper().createArrayNode();
    for (LoadedPlugin plugin : plugins) {
      ObjectNode node = array.addObject();
      node.put("id", plugin.descriptor().id());
      node.put("version", plugin.descriptor().version());
      node.put("license", plugin.descriptor().license());
      node.put("directory", plugin.directory().toString());
      plugin.descriptor().requires().forEach(node.putArray("requires")::add);
    }
    return array;
  }

  private static void printJson(PrintWriter out, ObjectNode root) {
    out.println(root.toPrettyString());
    out.flush();
  }

  /** Does what the command does without a subcommand. */
  @Command(
      name = "list",
      description = "List the plugins: id, version, license and directory.",
      mixinStandardHelpOptions = true,
      versionProvider = CommonOptions.Version.class)
  static final class Listing implements Runnable {
    @Mixin private CommonOptions options;
    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object instead of a table.")
    private boolean json;

    @Override
    public void run() {
      list(options, json, spec);
    }
  }

  /** How much a zip may unpack to. Used as a mixin. */
  static final class Limit {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
        names = "--max-size",
        paramLabel = "MIB",
        defaultValue = "4096",
        description = "How many MiB the zip may unpack to; 4096 by default.")
    private int mebibytes;

    ArchiveLimits limits() {
      if (mebibytes < 1) {
        throw new ParameterException(
            command.commandLine(), "--max-size is %d, but must be at least 1".formatted(mebibytes));
      }
      return ArchiveLimits.DEFAULT.withBytes((long) mebibytes << 20);
    }
  }

  /** Installs a plugin. */
  @Command(
      name = "install",
      description = {
        "Check a plugin's zip together with the installed plugins, and install it.",
        "None of its code runs; 'stagger plugins verify FILE' runs it without installing."
      },
      mixinStandardHelpOptions = true,
      versionProvider = CommonOptions.Version.class)
  static final class Installing implements Runnable {
    @Mixin private CommonOptions options;
    @Mixin private Limit limit;
    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "The zip.")
    private Path file;

    @Option(
        names = "--replace",
        description = "Let it take the place of an installed plugin of the same id.")
    private boolean isReplacing;

    @Override
    public void run() {
      PluginInstaller installer = new PluginInstaller(options.pluginsDirectory(), limit.limits());
      InstalledPlugin installed;
      try (Interruption interruption = new Interruption(installer::cancel)) {
        installed = installer.install(file, isReplacing);
      }
      spec.commandLine()
          .getOut()
          .println(
              "Installed the plugin %s %s%s in %s."
                  .formatted(
                      installed.descriptor().id(),
                      installed.descriptor().version(),
                      installed.replaced().map(version -> " in place of " + version).orElse(""),
                      installed.directory()));
    }
  }

  /** Removes a plugin. */
  @Command(
      name = "remove",
      description = "Remove an installed plugin that no other requires.",
      mixinStandardHelpOptions = true,
      versionProvider = CommonOptions.Version.class)
  static final class Removing implements Runnable {
    @Mixin private CommonOptions options;
    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "ID", description = "The plugin's id.")
    private String id;

    @Override
    public void run() {
      PluginInstaller installer =
          new PluginInstaller(options.pluginsDirectory(), ArchiveLimits.DEFAULT);
      Path directory;
      try (Interruption interruption = new Interruption(installer::cancel)) {
        directory = installer.remove(id);
      }
      spec.commandLine()
          .getOut()
          .println("Removed the plugin %s from %s.".formatted(id, directory));
    }
  }

  /** Checks plugins. */
  @Command(
      name = "verify",
      description = {
        "Check plugins, start them and close them; say what is wrong and the mend.",
        "Without an argument, all installed ones; of a zip, how it would get on with them."
      },
      mixinStandardHelpOptions = true,
      versionProvider = CommonOptions.Version.class)
  static final class Verifying implements Callable<Integer> {
    @Mixin private CommonOptions options;
    @Mixin private Limit limit;
    @Spec private CommandSpec spec;

    @Option(
        names = "--timeout",
        paramLabel = "SECONDS",
        defaultValue = "60",
        description = "How long a plugin may take to start, and to close; 60 by default.")
    private int seconds;

    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "FILE or ID",
        description = "A zip, or an installed plugin's id.")
    private String subject;

    @Option(names = "--json", description = "Print one JSON object instead of lines.")
    private boolean json;

    @Override
    public Integer call() {
      if (seconds < 1) {
        throw new ParameterException(
            spec.commandLine(), "--timeout is %d, but must be at least 1".formatted(seconds));
      }
      PluginInstaller installer =
          new PluginInstaller(
              options.pluginsDirectory(), limit.limits(), Duration.ofSeconds(seconds));
      try (Interruption interruption = new Interruption(installer::cancel)) {
        Verification found = apart(() -> verify(installer));
        int exitCode = found.isGood() ? ExitCodes.SUCCESS : ExitCodes.DEFECT;
        if (json) {
          ObjectNode root = new ObjectMapper().createObjectNode();
          root.put("good", found.isGood());
          root.set("plugins", json(found.plugins()));
          found.problems().forEach(root.putArray("problems")::add);
          printJson(spec.commandLine().getOut(), root);
        } else {
          print(spec.commandLine().getOut(), found);
        }
        interruption.endWith(exitCode);
        return exitCode;
      }
    }

    /** Keeps what plugins print out of the command's own output. */
    private static Verification apart(Supplier<Verification> verification) {
      PrintStream out = System.out;
      System.setOut(System.err);
      try {
        return verification.get();
      } finally {
        System.setOut(out);
      }
    }

    private Verification verify(PluginInstaller installer) {
      if (subject == null) {
        return installer.verify();
      }
      return isFile(subject)
          ? installer.verify(Path.of(subject))
          : installer.verifyInstalled(subject);
    }

    private static boolean isFile(String subject) {
      return subject.toLowerCase(Locale.ROOT).endsWith(".zip")
          || subject.contains("/")
          || Files.isRegularFile(Path.of(subject));
    }

    private static void print(PrintWriter out, Verification found) {
      for (LoadedPlugin plugin : found.plugins()) {
        if (plugin.state() != PluginState.FAILED) {
          out.println(
              "good   %s %s".formatted(plugin.descriptor().id(), plugin.descriptor().version()));
        }
      }
      found.problems().forEach(problem -> out.println("wrong  " + problem));
    }
  }
}
