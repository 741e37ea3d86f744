package io.stagger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands that work on a run refuse; that they work is tested with real plugins. */
final class TestRunCommands {
  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void trainWantsEitherAnExperimentOrARun() {
    assertRefused(
        "Give either an experiment or --resume with a run's directory; 'stagger train --help' shows what is allowed.",
        "train");
    assertRefused(
        "Give either an experiment or --resume with a run's directory; 'stagger train --help' shows what is allowed.",
        "train",
        "small",
        "--resume",
        "runs/a");
    assertRefused(
        "With --resume the run stays where it is, so leave out --run; 'stagger train --help' shows what is allowed.",
        "train",
        "--resume",
        "runs/a",
        "--run",
        "runs/b");
  }

  @Test
  void compareWantsEitherAnExperimentOrAComparison() {
    assertRefused(
        "Give either an experiment or --resume with a comparison's directory; 'stagger compare --help' shows what is allowed.",
        "compare");
    assertRefused(
        "With --resume the comparison stays where it is, so leave out --run; 'stagger compare --help' shows what is allowed.",
        "compare",
        "--resume",
        "runs/a",
        "--run",
        "runs/b");
  }

  @Test
  void compareNamesTheComparisonThatIsMissing() throws IOException {
    Path plugins = TestingPlugins.write(directory);
    Path missing = directory.resolve("none");

    assertRefused(
        "There is no directory of a comparison '" + missing + "'.",
        "compare",
        "--resume",
        missing.toString(),
        "--plugins",
        plugins.toString());
  }

  @Test
  void trainNamesTheExperimentThatIsMissing() {
    assertRefused("There is no experiment file 'none.yaml'.", "train", "none.yaml");
    assertRefused("There is no experiment file 'none.yaml'.", "compare", "none.yaml");
  }

  @Test
  void trainLeavesNothingBehindWhenTheExperimentIsWrong() throws IOException {
    Path plugins = TestingPlugins.write(directory);
    Path experiment = Files.writeString(directory.resolve("a.yaml"), "trainin: {steps: 3}");
    Path run = directory.resolve("run");

    assertThat(
            run(
                "train",
                experiment.toString(),
                "--run",
                run.toString(),
                "--plugins",
                plugins.toString()))
        .isEqualTo(ExitCodes.BAD_INPUT);

    assertThat(err.toString()).contains("'trainin'").contains("did you mean 'training'?");
    assertThat(out.toString()).isEmpty();
    assertThat(run).doesNotExist();
  }

  @Test
  void evaluateAndSampleNameTheRunThatIsMissing() throws IOException {
    Path plugins = TestingPlugins.write(directory);
    Path run = directory.resolve("none");

    for (String command : new String[] {"evaluate", "sample"}) {
      err.getBuffer().setLength(0);
      assertThat(run(command, run.toString(), "--plugins", plugins.toString()))
          .isEqualTo(ExitCodes.BAD_INPUT);
      assertThat(err.toString().strip()).isEqualTo("There is no run directory '" + run + "'.");
    }
  }

  @Test
  void quickstartNamesTheTopicsThereAre() throws IOException {
    Path experiments = Files.createDirectories(directory.resolve("home/etc/experiments"));
    for (String name : new String[] {"a-quickstart", "b-quickstart", "c-full"}) {
      Files.writeString(experiments.resolve(name + ".yaml"), "name: " + name);
    }
    System.setProperty(CommonOptions.HOME_PROPERTY, directory.resolve("home").toString());
    try {
      assertRefused(
          "There is no quickstart 'c'; there are a, b; 'stagger quickstart --help' shows what is allowed.",
          "quickstart",
          "c");
    } finally {
      System.clearProperty(CommonOptions.HOME_PROPERTY);
    }
  }

  @Test
  void evaluateRefusesTheFuture() {
    assertRefused(
        "The future has no truth to score against; use 'stagger sample'; 'stagger evaluate --help' shows what is allowed.",
        "evaluate",
        "runs/a",
        "--split",
        "future");
  }

  @Test
  void sampleWantsAtLeastOneFuture() {
    assertRefused(
        "--samples is 0, but must be at least 1; 'stagger sample --help' shows what is allowed.",
        "sample",
        "runs/a",
        "--samples",
        "0");
  }

  private void assertRefused(String sentence, String... arguments) {
    err.getBuffer().setLength(0);
    assertThat(run(arguments)).isEqualTo(ExitCodes.BAD_INPUT);
    assertThat(err.toString().strip()).isEqualTo(sentence);
    assertThat(out.toString()).isEmpty();
  }

  private int run(String... arguments) {
    return Main.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(arguments);
  }
}
