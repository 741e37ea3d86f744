package io.stagger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TestMain {
  private Path directory;
  private Path plugins;

  /** What a command printed and how it ended. */
  private record Outcome(int exitCode, List<String> out, List<String> err) {}

  @BeforeAll
  void writePlugins(@TempDir Path temporary) throws IOException {
    directory = temporary;
    plugins = TestingPlugins.write(directory);
  }

  @Test
  void listsPlugins() {
    Outcome outcome = run("plugins");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .containsExactly(
            "ID    VERSION  LICENSE     DIRECTORY",
            "tiny  1.5      Apache-2.0  " + plugins.resolve("tiny"));
  }

  @Test
  void describesEverything() {
    Outcome outcome = run("describe");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains(
            "sampling-schedule: in which order tokens are denoised",
            "  stairs    Tokens follow one another.  (plugin tiny)",
            "solver: how one denoising step is taken",
            "  fake    Computes nothing.  (plugin tiny, ranking 10)");
  }

  @Test
  void describesOneExtensionWithItsKeys() {
    Outcome outcome = run("describe", "sampling-schedule/stairs");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .containsExactly(
            "sampling-schedule/stairs",
            "  Tokens follow one another.",
            "  From the plugin tiny.",
            "  KEY    VALUE                     DEFAULT  MEANING",
            "  shift  whole number from 0 to 9  1        rows between tokens",
            "  label  text                      not set  a | label");
  }

  @Test
  void describesAnExtensionByItsNameAlone() {
    assertThat(run("describe", "fake").out())
        .containsExactly(
            "engine/fake",
            "  Computes nothing.",
            "  From the plugin tiny, ranking 10.",
            "  It has no settings.");
  }

  @Test
  void describesAPoint() {
    assertThat(run("describe", "engine").out())
        .containsSubsequence(
            "engine: computes: owns parameters, trains and samples",
            "engine/fake",
            "engine/stairs");
  }

  @Test
  void writesTheReferenceInMarkdown() {
    assertThat(run("describe", "--markdown").out())
        .containsSubsequence(
            "# Extensions",
            "## `sampling-schedule`",
            "In which order tokens are denoised.",
            "### `stairs`",
            "Tokens follow one another. From the plugin `tiny`, ranking 0.",
            "| Key | Type | Default | Range | Meaning |",
            "|---|---|---|---|---|",
            "| `shift` | whole number | 1 | from 0 to 9 | rows between tokens |",
            "| `label` | text | not set |  | a \\| label |");
  }

  @Test
  void describesTheKeysOfAnExperimentWithoutPlugins() {
    assertThat(execute("describe", "experiment").out())
        .startsWith("The keys of an experiment file")
        .anyMatch(line -> line.matches("  backbone +backbone +the highest ranking .*"))
        .anyMatch(line -> line.matches("  seed +whole number at least 0 +0 .*"));
    assertThat(execute("describe", "experiment", "--markdown").out())
        .startsWith("# The keys of an experiment file")
        .anyMatch(line -> line.startsWith("| `seed` | whole number | 0 | at least 0 |"));
  }

  @Test
  void anAmbiguousNameIsReported() {
    assertFails(
        "Several extensions are named 'stairs': say engine/stairs or sampling-schedule/stairs.",
        "describe",
        "stairs");
  }

  @Test
  void anUnknownNameIsReported() {
    assertFails(
        "There is no extension point or extension 'sampling-scedule' (did you mean 'sampling-schedule'?): 'stagger describe' lists them.",
        "describe",
        "sampling-scedule");
  }

  @Test
  void printsAScheduleAndItsCost() {
    Outcome outcome = run("schedule", "stairs", "--horizon", "3", "--steps", "2");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .containsExactly(
            "token | 0 1 2",
            "    0 | 2 2 2",
            "    1 | 1 2 2",
            "    2 | 0 1 2",
            "    3 | 0 0 1",
            "    4 | 0 0 0",
            "",
            "network evaluations: 4",
            "token updates: 6");
  }

  @Test
  void saysWhatGuidanceCosts() {
    String[] schedule = {"schedule", "stairs", "--horizon", "3", "--steps", "2"};
    // Rows 222, 122, 012 and 001: the present is alone in the first and the last.
    assertThat(run(with(schedule, "--futures", "4")).out())
        .containsSubsequence(
            "network evaluations: 4",
            "token updates: 6",
            "",
            "guided by 4 futures in 2 of 4 steps (rule future):",
            "network evaluations forward: 20",
            "network evaluations backward: 10",
            "tokens drawn anew: 9");
    assertThat(run(with(schedule, "--futures", "4", "--rule", "repeat")).out())
        .containsSubsequence(
            "guided by 4 futures in 4 of 4 steps (rule repeat):",
            "network evaluations forward: 32",
            "network evaluations backward: 16",
            "tokens drawn anew: 27");
    assertThat(run(with(schedule, "--guided")).out())
        .containsSubsequence(
            "guided by the present alone:",
            "network evaluations forward: 8",
            "network evaluations backward: 4",
            "tokens drawn anew: 0");
    assertThat(run("schedule", "--help").out())
        .anyMatch(line -> line.contains("two evaluations forward"));
    assertFails(
        "--futures is 0, but must be from 1 to 1024; 'stagger schedule --help' shows what is allowed.",
        with(schedule, "--futures", "0"));
    assertFails(
        "--futures is 1025, but must be from 1 to 1024; 'stagger schedule --help' shows what is allowed.",
        with(schedule, "--futures", "1025"));
    assertFails(
        "Invalid value for option '--rule': expected one of [FUTURE, REPEAT] (case-insensitive) but was 'other'; 'stagger schedule --help' shows what is allowed.",
        with(schedule, "--rule", "other"));
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.of(arguments, more).flatMap(Stream::of).toArray(String[]::new);
  }

  @Test
  void aScheduleTakesSettings() {
    assertThat(
            run("schedule", "stairs", "--horizon", "3", "--steps", "10", "--set", "shift=0").out())
        .contains("token |  0  1  2", "    0 | 10 10 10", "network evaluations: 10");
  }

  @Test
  void settingsMayStandBehindTheNameAndAnOptionOverridesThem() {
    assertThat(run("schedule", "stairs:shift=0,label=a").out())
        .contains("network evaluations: 10", "token updates: 160");
    assertThat(run("schedule", "stairs:shift=3", "--set", "shift=2").out())
        .contains("network evaluations: 40");
  }

  @Test
  void ofALargeMatrixOnlyTheBeginningAndTheEndArePrinted() {
    List<String> out = run("schedule", "stairs", "--horizon", "60", "--steps", "10").out();

    assertThat(out)
        .hasSize(1 + 40 + 1 + 4)
        .allMatch(line -> line.length() <= 100)
        .contains(
            "token |  0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 ... 46 47 48 49 50 51 52 53 54 55 56 57 58 59",
            "  ... |",
            "   69 |  0  0  0  0  0  0  0  0  0  0  0  0  0  0  0 ...  0  0  0  0  0  0  0  0  0  0  0  0  0  0",
            "left out: 30 of 70 rows and 31 of 60 tokens; --png draws all",
            "network evaluations: 69",
            "token updates: 600");
    assertThat(out).noneMatch(line -> line.startsWith("   20 |") || line.startsWith("   49 |"));
    assertThat(out).anyMatch(line -> line.startsWith("   19 |"));
    assertThat(out).anyMatch(line -> line.startsWith("   50 |"));
  }

  @Test
  void badInputIsOneSentenceAndExitCode2() {
    assertFails(
        "There is no sampling-schedule 'stair' (did you mean 'stairs'?): installed are broken, linkless and stairs.",
        "schedule",
        "stair",
        "--horizon",
        "3",
        "--steps",
        "2");
    assertFails(
        "The key 'shift' in the option --set is '10', but must be a whole number from 0 to 9.",
        "schedule",
        "stairs",
        "--horizon",
        "3",
        "--steps",
        "2",
        "--set",
        "shift=10");
    assertFails(
        "--horizon is 0, but must be from 1 to 1000000; 'stagger schedule --help' shows what is allowed.",
        "schedule",
        "stairs",
        "--horizon",
        "0",
        "--steps",
        "2");
    assertFails(
        "Invalid value for option '--steps': 'many' is not an int; 'stagger schedule --help' shows what is allowed.",
        "schedule",
        "stairs",
        "--horizon",
        "3",
        "--steps",
        "many");
    assertFails(
        "The key 'shift' in 'stairs:shift=10' is '10', but must be a whole number from 0 to 9.",
        "schedule",
        "stairs:shift=10");
    assertFails(
        "'10' in 'stairs:10' is no setting: behind the colon stands key=value, and commas separate several.",
        "schedule",
        "stairs:10");
    assertFails(
        "Unknown option: '--horizn' (did you mean '--horizon'?); 'stagger schedule --help' shows what is allowed.",
        "schedule",
        "stairs",
        "--horizon",
        "3",
        "--steps",
        "3",
        "--horizn");
    Outcome missing = execute("plugins", "--plugins", directory.resolve("none").toString());
    assertThat(missing.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
    assertThat(missing.err())
        .containsExactly(
            "The plugins directory %s does not exist: create it with each plugin in a directory of its own, or name another directory."
                .formatted(directory.resolve("none")));
  }

  @Test
  void aMissingOrUnknownCommandIsReported() {
    Outcome none = execute();
    assertThat(none.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
    assertThat(none.err())
        .containsExactly("A command is missing; 'stagger --help' shows what is allowed.");
    Outcome unknown = execute("plugin");
    assertThat(unknown.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
    assertThat(unknown.err())
        .containsExactly(
            "Unmatched argument at index 0: 'plugin' (did you mean 'plugins'?); 'stagger --help' shows what is allowed.");
  }

  @Test
  void withoutOptionAndLauncherThePluginsAreNotKnown() {
    Outcome outcome = execute("plugins");

    assertThat(outcome.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
    assertThat(outcome.err())
        .containsExactly(
            "Where the plugins are is not known: give the option --plugins, or start Stagger by bin/stagger of a distribution.");
  }

  @Test
  void pluginsMayStandBeforeTheSubcommand() {
    Outcome before = execute("--plugins", plugins.toString(), "plugins");
    assertThat(before.err()).isEmpty();
    assertThat(before.exitCode()).isZero();
    assertThat(before.out()).isEqualTo(run("plugins").out());

    Path none = directory.resolve("none");
    Outcome nearer =
        execute("--plugins", none.toString(), "plugins", "--plugins", plugins.toString());
    assertThat(nearer).isEqualTo(before);
  }

  @Test
  void debugMayStandBeforeTheSubcommand() {
    Outcome debug = run("--debug", "schedule", "broken", "--horizon", "3", "--steps", "2");
    assertThat(debug.exitCode()).isEqualTo(ExitCodes.DEFECT);
    assertThat(debug.err().get(0)).isEqualTo("java.lang.IllegalStateException: boom");
  }

  @Test
  void aDefectHasExitCode1AndShowsItsStackTraceOnlyWithDebug() {
    Outcome quiet = run("schedule", "broken", "--horizon", "3", "--steps", "2");
    assertThat(quiet.exitCode()).isEqualTo(ExitCodes.DEFECT);
    assertThat(quiet.err())
        .containsExactly(
            "This is a defect of Stagger or of a plugin, and --debug shows where: java.lang.IllegalStateException: boom");

    Outcome linkless = run("schedule", "linkless", "--horizon", "3", "--steps", "2");
    assertThat(linkless.exitCode()).isEqualTo(ExitCodes.DEFECT);
    assertThat(linkless.err())
        .containsExactly(
            "This is a defect of Stagger or of a plugin, and --debug shows where: java.lang.NoClassDefFoundError: gone");

    Outcome debug = run("schedule", "broken", "--horizon", "3", "--steps", "2", "--debug");
    assertThat(debug.exitCode()).isEqualTo(ExitCodes.DEFECT);
    assertThat(debug.err().get(0)).isEqualTo("java.lang.IllegalStateException: boom");
    assertThat(debug.err().get(1)).startsWith("\tat tiny//tiny.TinyPlugin");
  }

  @Test
  void doctorFindsEverythingInOrder() {
    Outcome outcome = run("doctor");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains(
            "good   plugins          tiny 1.5 in " + plugins,
            "good   engine           fake 1.2",
            "good   devices          CPU:0",
            "good   engine settings  1 thread, float32",
            "Everything is in order.")
        .anyMatch(line -> line.startsWith("good   Java             " + Runtime.version()))
        .anyMatch(line -> line.startsWith("good   native cache     "));
  }

  @Test
  void doctorReportsNativesThatCannotBeLoaded() {
    Outcome outcome = run("doctor", "--engine", "stairs");

    assertThat(outcome.exitCode()).isEqualTo(ExitCodes.DEFECT);
    assertThat(outcome.out())
        .contains(
            "wrong  engine           Its natives can't be loaded (java.lang.UnsatisfiedLinkError: no jnitensorflow): use a distribution that is built for %s %s, and make sure the native cache can be written."
                .formatted(System.getProperty("os.name"), System.getProperty("os.arch")),
            "Something is wrong: mend what is marked 'wrong' above and run 'stagger doctor' again.");
  }

  @Test
  void doctorReportsPluginsThatDoNotStart() {
    Path none = directory.resolve("none");
    Outcome outcome = execute("doctor", "--plugins", none.toString());

    assertThat(outcome.exitCode()).isEqualTo(ExitCodes.DEFECT);
    assertThat(outcome.out())
        .contains(
            "wrong  plugins          The plugins directory %s does not exist: create it with each plugin in a directory of its own, or name another directory."
                .formatted(none));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "describe",
        "doctor",
        "evaluate",
        "import",
        "plugins",
        "quickstart",
        "sample",
        "schedule",
        "train"
      })
  void everyCommandHasHelpThatDocumentsExitCodes(String command) {
    Outcome outcome = command.isEmpty() ? execute("--help") : execute(command, "--help");

    assertThat(outcome.exitCode()).isZero();
    assertThat(String.join("\n", outcome.out()))
        .startsWith("Usage: stagger " + command)
        .contains("Exit codes:")
        .containsPattern("\n +0 +success\n")
        .containsPattern("\n +1 +a defect")
        .containsPattern("\n +2 +bad input")
        .containsPattern("\n +130 +interrupted")
        .contains("--debug")
        .contains("--plugins");
  }

  @Test
  void helpOfQuickstartSaysWhatThereIs() {
    assertThat(String.join("\n", execute("quickstart", "--help").out()))
        .contains("[TOPIC]", "forecasting: real data", "planning: a ball")
        .containsPattern("forecasting or planning;\\s+forecasting by\\s+default");
  }

  @Test
  void showsTheVersion() {
    assertThat(execute("--version"))
        .isEqualTo(new Outcome(0, List.of("stagger of a development build"), List.of()));
    assertThat(execute("plugins", "--version").out())
        .containsExactly("stagger of a development build");
  }

  private void assertFails(String message, String... arguments) {
    Outcome outcome = run(arguments);
    assertThat(outcome.err()).containsExactly(message);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
  }

  private Outcome run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--plugins");
    all.add(plugins.toString());
    return execute(all.toArray(String[]::new));
  }

  private static Outcome execute(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Main.commandLine(new PrintWriter(out), new PrintWriter(err)).execute(arguments);
    return new Outcome(exitCode, out.toString().lines().toList(), err.toString().lines().toList());
  }
}
