package io.stagger.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code stagger}, which is nothing without a subcommand. */
@Command(
    name = "stagger",
    description =
        "Diffusion Forcing for the JVM: train a sequence model once, sample it in any order.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = CommonOptions.Version.class,
    subcommands = {
      CompareCommand.class,
      DescribeCommand.class,
      DoctorCommand.class,
      EvaluateCommand.class,
      ImportCommand.class,
      PluginsCommand.class,
      QuickstartCommand.class,
      SampleCommand.class,
      ScheduleCommand.class,
      TrainCommand.class,
      HelpCommand.class
    })
public final class Main implements Runnable {
  // Only for its options: they may stand before the subcommand's name too.
  @Mixin CommonOptions options;
  @Spec private CommandSpec spec;

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine(writer(System.out), writer(System.err)).execute(arguments));
  }

  private static PrintWriter writer(PrintStream stream) {
    Charset terminal = Charset.forName(System.getProperty("native.encoding", "UTF-8"));
    return new PrintWriter(new OutputStreamWriter(stream, terminal), true);
  }

  /**
   * The command with where it writes to.
   *
   * @param out gets results
   * @param err gets problems
   */
  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setOut(out);
    commandLine.setErr(err);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    ExitCodes.install(commandLine);
    return commandLine;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing");
  }
}
