package io.stagger.cli;

import io.stagger.api.StaggerException;
import java.io.PrintWriter;
import java.nio.channels.ClosedByInterruptException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The exit codes of {@code stagger}, and which outcome gets which.
 *
 * <p>A problem that the user can mend is shown as its sentence alone. A stack trace is shown only
 * with {@code --debug}.
 */
final class ExitCodes {
  /** Everything went well. */
  static final int SUCCESS = 0;

  /**
   * A defect of Stagger or a plugin, or {@code doctor} or {@code plugins verify} found something.
   */
  static final int DEFECT = 1;

  /** The command line, a file or a plugin is wrong, and the user can mend it. */
  static final int BAD_INPUT = 2;

  /** Interrupted by the user, as shells report it. */
  static final int INTERRUPTED = 130;

  private ExitCodes() {}

  /** Lets a command and its subcommands end with these codes, and say so in their help. */
  static void install(CommandLine commandLine) {
    commandLine.setExecutionExceptionHandler(
        (exception, command, parsed) -> report(exception, command, CommonOptions.isDebug(parsed)));
    commandLine.setParameterExceptionHandler((exception, arguments) -> reportUsage(exception));
    commandLine.setExecutionStrategy(ExitCodes::execute);
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put(Integer.toString(SUCCESS), "success");
    codes.put(Integer.toString(DEFECT), "a defect, or something that doctor or verify found wrong");
    codes.put(Integer.toString(BAD_INPUT), "bad input, which the message says how to mend");
    codes.put(Integer.toString(INTERRUPTED), "interrupted");
    document(commandLine, codes);
  }

  private static int execute(ParseResult parsed) {
    try {
      return new RunLast().execute(parsed);
    } catch (LinkageError | AssertionError | VirtualMachineError e) {
      CommandLine command = parsed.commandSpec().commandLine();
      return report(e, command, CommonOptions.isDebug(parsed));
    }
  }

  private static void document(CommandLine commandLine, Map<String, String> codes) {
    commandLine
        .getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(codes)
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%nArguments:%n")
        .commandListHeading("%nCommands:%n");
    commandLine.getSubcommands().values().forEach(subcommand -> document(subcommand, codes));
  }

  private static int report(Throwable exception, CommandLine command, boolean isDebug) {
    PrintWriter err = command.getErr();
    if (isDebug) {
      exception.printStackTrace(err);
    }
    if (exception instanceof InterruptedException
        || exception instanceof ClosedByInterruptException) {
      err.println("Interrupted.");
      return INTERRUPTED;
    }
    if (exception instanceof StaggerException) {
      err.println(exception.getMessage());
      return BAD_INPUT;
    }
    if (!isDebug) {
      err.println(
          "This is a defect of Stagger or of a plugin, and --debug shows where: " + exception);
    }
    return DEFECT;
  }

  private static int reportUsage(ParameterException exception) {
    CommandLine command = exception.getCommandLine();
    List<String> suggestions =
        exception instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    String hint =
        suggestions.isEmpty() ? "" : " (did you mean '%s'?)".formatted(suggestions.get(0));
    command
        .getErr()
        .println(
            "%s%s; '%s --help' shows what is allowed."
                .formatted(exception.getMessage(), hint, command.getCommandSpec().qualifiedName()));
    return BAD_INPUT;
  }
}
