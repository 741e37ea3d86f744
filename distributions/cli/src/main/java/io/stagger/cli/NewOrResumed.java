package io.stagger.cli;

import io.stagger.core.plugin.PluginRuntime;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * What a command works on that begins something by an experiment, or goes on with what it began.
 * Used as a mixin.
 */
final class NewOrResumed {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "EXPERIMENT",
      description = "An experiment file, or the name of a bundled experiment.")
  private String experiment;

  @Option(
      names = "--run",
      paramLabel = "DIRECTORY",
      description =
          "Where it will be; otherwise in runs/, named after the experiment and the time.")
  private Path directory;

  @Option(
      names = "--resume",
      paramLabel = "DIRECTORY",
      description = "Go on with what is in this directory, from where it was saved.")
  private Path resumed;

  /**
   * Work that can be begun and gone on with.
   *
   * @param <T> what it comes to
   */
  interface Work<T> {
    /**
     * Begins.
     *
     * @param experiment the experiment file
     * @param directory where it will be, or null to name it after the experiment and the time
     */
    T begin(PluginRuntime runtime, Path experiment, Path directory);

    /** Goes on. */
    T resume(PluginRuntime runtime, Path directory);
  }

  /**
   * Does the one or the other.
   *
   * @param what is begun, in a word
   * @throws ParameterException if it is not clear which is meant
   */
  <T> T carryOut(String what, CommonOptions options, Work<T> work) {
    if ((experiment == null) == (resumed == null)) {
      throw new ParameterException(
          command.commandLine(),
          "Give either an experiment or --resume with a %s's directory".formatted(what));
    }
    if (resumed != null && directory != null) {
      throw new ParameterException(
          command.commandLine(),
          "With --resume the %s stays where it is, so leave out --run".formatted(what));
    }
    // Looked for first, because a misspelt name should show before plugins are started.
    Path file = resumed == null ? Experiments.find(experiment) : null;
    try (PluginRuntime runtime = options.startPlugins()) {
      return resumed != null ? work.resume(runtime, resumed) : work.begin(runtime, file, directory);
    }
  }
}
