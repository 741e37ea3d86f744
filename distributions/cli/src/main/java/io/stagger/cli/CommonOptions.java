package io.stagger.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.stagger.api.StaggerException;
import io.stagger.core.plugin.PluginRuntime;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The options that every command has besides those for help. Used as a mixin. */
final class CommonOptions {
  /** The system property that the launcher sets to where the distribution lies. */
  static final String HOME_PROPERTY = "stagger.home";

  private static final String DEBUG = "--debug";
  private static final String PLUGINS = "--plugins";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = PLUGINS,
      paramLabel = "DIRECTORY",
      description = "Where the plugins are; otherwise those of this distribution.")
  private Path plugins;

  @Option(names = DEBUG, description = "Show stack traces, and log in detail.")
  void setDebug(boolean isDebug) {
    if (isDebug && LoggerFactory.getLogger("io.stagger") instanceof Logger logger) {
      logger.setLevel(Level.DEBUG);
    }
  }

  /** Whether {@code --debug} was given to a command or one of its subcommands. */
  static boolean isDebug(ParseResult parsed) {
    for (ParseResult at = parsed; at != null; at = at.subcommand()) {
      if (at.matchedOptionValue(DEBUG, false)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The directory of the plugins: what the command itself was given, or else the command above.
   *
   * @throws StaggerException if it is not known
   */
  Path pluginsDirectory() {
    if (plugins != null) {
      return plugins;
    }
    // Before the subcommand's name, the option belongs to the command above.
    for (CommandSpec above = command.parent(); above != null; above = above.parent()) {
      Path given = above.findOption(PLUGINS).getValue();
      if (given != null) {
        return given;
      }
    }
    String home = System.getProperty(HOME_PROPERTY);
    if (home == null) {
      throw new StaggerException(
          "Where the plugins are is not known: give the option --plugins, or start Stagger by bin/stagger of a distribution.");
    }
    return Path.of(home, "plugins");
  }

  /** Starts the plugins; whoever asked closes them. */
  PluginRuntime startPlugins() {
    return PluginRuntime.start(pluginsDirectory());
  }

  /** Says the version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"stagger " + current()};
    }

    static String current() {
      String version = Version.class.getPackage().getImplementationVersion();
      return version == null ? "of a development build" : version;
    }
  }
}
