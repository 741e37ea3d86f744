package io.stagger.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stagger.acceptance.TestingStagger.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Each bad input is answered by one clear sentence and exit code 2, and leaves nothing behind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TestBadInput {
  private static final List<String> SMALL =
      List.of(
          "--set",
          "backbone.width=16",
          "--set",
          "backbone.layers=1",
          "--set",
          "training.steps=4",
          "--set",
          "training.checkpointEvery=2",
          "--set",
          "evaluation.samples=2",
          "--set",
          "evaluation.windows=1");

  private Path folder;
  private TestingStagger stagger;

  @BeforeAll
  void trainOnce(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary;
    stagger = new TestingStagger(folder);
    stagger.succeed(train("good"));
  }

  private static String[] train(String run, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("train", "forecasting-quickstart", "--run", run));
    arguments.addAll(SMALL);
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private void assertRefused(Outcome outcome, String... parts) {
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.lastLine()).contains(parts);
    assertThat(outcome.err()).doesNotContain("\tat ", "Exception");
    assertThat(folder.resolve("bad")).doesNotExist();
  }

  @Test
  void unknownKey() throws IOException, InterruptedException {
    assertRefused(
        stagger.run(train("bad", "--set", "training.learningrate=1")),
        "training.learningrate",
        "learningRate");
  }

  @Test
  void misspeltExtension() throws IOException, InterruptedException {
    assertRefused(
        stagger.run(train("bad", "--set", "diffusion.schedule=cosin")),
        "--set",
        "cosin",
        "'cosine'");
  }

  @Test
  void keysThatDoNotGoTogether() throws IOException, InterruptedException {
    assertRefused(
        stagger.run(train("bad", "--set", "backbone.width=18")),
        "--set",
        "width is 18",
        "multiple of heads");
  }

  @Test
  void noiseWithoutSignalForAParameterizationThatNeedsIt()
      throws IOException, InterruptedException {
    assertRefused(
        stagger.run(
            train(
                "bad",
                "--set",
                "diffusion.parameterization=epsilon",
                "--set",
                "diffusion.schedule=rectified-flow")),
        "diffusion.parameterization",
        "'epsilon'",
        "'rectified-flow'",
        "no signal");
  }

  @Test
  void solverThatNeedsAnotherNoiseSchedule() throws IOException, InterruptedException {
    assertRefused(
        stagger.run(train("bad", "--set", "sampling.solver=euler")),
        "euler",
        "use the noise schedule rectified-flow");
  }

  @Test
  void noiseScheduleThatChangedSinceTraining() throws IOException, InterruptedException {
    Path table = folder.resolve("table.csv");
    Files.write(table, alphaBars(1));
    stagger.succeed(
        train(
            "tabulated",
            "--set",
            "diffusion.schedule.name=table",
            "--set",
            "diffusion.schedule.file=" + table));
    stagger.succeed("sample", "tabulated", "--samples", "2");
    Files.write(table, alphaBars(1.1));
    for (String[] command :
        new String[][] {{"sample", "tabulated"}, {"train", "--resume", "tabulated"}}) {
      assertRefused(
          stagger.run(command), "The scales of the noise schedule 'table' have changed since");
    }
  }

  private static List<String> alphaBars(double power) {
    List<String> lines = new ArrayList<>(List.of("alphaBar"));
    for (int level = 1; level <= 100; level++) {
      lines.add(Double.toString(Math.pow(1 - level / 101.0, power)));
    }
    return lines;
  }

  @Test
  void weightsThatDoNotFit() throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(List.of("import", "forecasting-quickstart", "--run", "bad"));
    arguments.addAll(List.of("--weights", "good/checkpoints/step-0000000004/weights.safetensors"));
    arguments.addAll(List.of("--map", "authors-transformer"));
    arguments.addAll(SMALL);
    assertRefused(
        stagger.run(arguments.toArray(String[]::new)),
        "backbone.normalization=post and backbone.activation=relu, not pre and gelu");
    arguments.set(arguments.indexOf("authors-transformer"), "authors");
    assertRefused(
        stagger.run(arguments.toArray(String[]::new)),
        "'authors' is neither a file nor a weight map",
        "authors-transformer");
  }

  @Test
  void valueOutOfRange() throws IOException, InterruptedException {
    assertRefused(
        stagger.run(train("bad", "--set", "backbone.dropout=1.5")), "dropout", "1.5", "0.9");
  }

  @Test
  void nonNumberInTheData() throws IOException, InterruptedException {
    Path csv = folder.resolve("words.csv");
    List<String> lines = new ArrayList<>(List.of("date,a"));
    for (int day = 1; day <= 28; day++) {
      lines.add("2020-02-%02d,%s".formatted(day, day == 17 ? "many" : "1.5"));
    }
    Files.write(csv, lines);
    assertRefused(
        stagger.run(train("bad", "--set", "data.file=" + csv)), "words.csv", "18", "'many'");
  }

  /** Tries to train on trajectories; data is a mapping in YAML. */
  private Outcome plan(String data, String... more) throws IOException, InterruptedException {
    Path experiment = folder.resolve("plan.yaml");
    Files.writeString(
        experiment,
        """
        name: plan
        data: %s
        tokenizer: {name: trajectory, observations: [0, 1], frameStack: 5}
        backbone: {name: transformer, width: 16, layers: 1, heads: 2, causal: false}
        diffusion: {schedule: linear, parameterization: x0}
        training: {steps: 1, batchSize: 2}
        """
            .formatted(data));
    List<String> arguments =
        new ArrayList<>(List.of("train", experiment.toString(), "--run", "bad"));
    arguments.addAll(List.of(more));
    return stagger.run(arguments.toArray(String[]::new));
  }

  private Outcome planInMaze(String text) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("maze.txt"), text);
    return plan("{name: maze2d-controller, file: maze.txt, transitions: 1000, horizon: 10}");
  }

  @Test
  void mazeWithoutFreeCells() throws IOException, InterruptedException {
    assertRefused(
        planInMaze("###\n###\n###\n"), "'file' is 'maze.txt'", "no free cell", "O (free)");
  }

  @Test
  void mazeWithAHole() throws IOException, InterruptedException {
    assertRefused(planInMaze("####\n#OO#\n#O##\n"), "open at row 2, column 1", "put walls");
  }

  @Test
  void goalInAWall() throws IOException, InterruptedException {
    assertRefused(
        plan(
            "{name: maze2d-controller, maze: umaze, transitions: 1000, horizon: 10}",
            "--set",
            "evaluation.environment={name: maze2d, maze: umaze, goal: 2 1}"),
        "'goal' is '2 1', which is a wall of the maze umaze",
        "a free cell is '1 1'");
  }

  @Test
  void horizonOfZero() throws IOException, InterruptedException {
    assertRefused(
        plan("{name: maze2d-controller, maze: umaze, transitions: 1000, horizon: 0}"),
        "data.horizon",
        "'0'",
        "from 1");
  }

  @Test
  void horizonThatStepsCannotBeStackedIn() throws IOException, InterruptedException {
    assertRefused(
        plan("{name: maze2d-controller, maze: umaze, transitions: 1000, horizon: 12}"),
        "12 steps",
        "'frameStack', 5",
        "15 steps");
  }

  @Test
  void hdf5WithoutAKey() throws IOException, InterruptedException {
    byte[] bytes = published();
    // Names are kept as they are, so another of the same length is another key.
    String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("timeouts", "breakoff");
    Files.write(folder.resolve("no-key.hdf5"), text.getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(
        plan("{name: d4rl-hdf5, file: no-key.hdf5, horizon: 5}"),
        "no-key.hdf5 has no array 'timeouts'; it has",
        "breakoff");
  }

  @Test
  void trajectoriesThatAreCutOff() throws IOException, InterruptedException {
    Files.write(folder.resolve("cut.hdf5"), Arrays.copyOf(published(), 3000));
    assertRefused(
        plan("{name: d4rl-hdf5, file: cut.hdf5, horizon: 5}"),
        "cut.hdf5 can't be read as an HDF5 file",
        "damaged");
    Files.write(folder.resolve("cut.npz"), Arrays.copyOf(published(), 3000));
    assertRefused(
        plan("{name: npz-trajectories, file: cut.npz, horizon: 5}"),
        "cut.npz can't be read as an NPZ file",
        "of another kind");
  }

  private static byte[] published() throws IOException {
    try (InputStream in = TestBadInput.class.getResourceAsStream("/small.hdf5")) {
      return in.readAllBytes();
    }
  }

  @Test
  void keyWithoutASpaceBehindTheColon() throws IOException, InterruptedException {
    assertRefused(
        stagger.run(train("bad", "--set", "sampling.guidance=[{objective:nope,scale:1}]")),
        "--set",
        "'objective:nope'",
        "a space behind the colon");
  }

  @Test
  void missingFile() throws IOException, InterruptedException {
    assertRefused(
        stagger.run(train("bad", "--set", "data.file=" + folder.resolve("nowhere.csv"))),
        "nowhere.csv");
  }

  @Test
  void unknownQuickstart() throws IOException, InterruptedException {
    assertRefused(
        stagger.run("quickstart", "nonsense", "--run", "bad"),
        "There is no quickstart 'nonsense'; there are forecasting, planning");
  }

  @Test
  void missingExperiment() throws IOException, InterruptedException {
    assertRefused(stagger.run("train", "nowhere.yaml", "--run", "bad"), "nowhere.yaml");
  }

  @Test
  void emptyPluginsDirectory() throws IOException, InterruptedException {
    Path empty = Files.createDirectory(folder.resolve("no-plugins"));
    assertRefused(stagger.run(train("bad", "--plugins", empty.toString())), "no-plugins");
  }

  @Test
  void pluginThatNeedsANewerApi() throws IOException, InterruptedException {
    Path plugins = folder.resolve("newer-plugins");
    Path newer = Files.createDirectories(plugins.resolve("diffusion"));
    Path original = TestingStagger.distribution().resolve("plugins/diffusion");
    try (Stream<Path> files = Files.list(original)) {
      for (Path file : files.toList()) {
        Files.copy(file, newer.resolve(file.getFileName()));
      }
    }
    Path descriptor = newer.resolve("plugin.properties");
    Files.writeString(
        descriptor, Files.readString(descriptor).replaceAll("api.version=.*", "api.version=^9.1"));
    assertRefused(stagger.run(train("bad", "--plugins", plugins.toString())), "diffusion", "^9.1");
  }

  @Test
  void truncatedCheckpoint() throws IOException, InterruptedException {
    copy(folder.resolve("good"), folder.resolve("cut"));
    Path weights = folder.resolve("cut/checkpoints/step-0000000004/average.safetensors");
    try (FileChannel file = FileChannel.open(weights, StandardOpenOption.WRITE)) {
      file.truncate(Files.size(weights) - 100);
    }
    assertRefused(stagger.run("evaluate", "cut"), "average.safetensors");
    assertThat(folder.resolve("cut/evaluation/test.json")).doesNotExist();
  }

  @Test
  void checkpointOfAnotherShape() throws IOException, InterruptedException {
    assertRefused(stagger.run("evaluate", "good", "--set", "backbone.width=32"), "backbone.width");
  }

  @Test
  void fullDiskWhileSaving() throws IOException, InterruptedException {
    Path disk = Files.createDirectory(folder.resolve("small-disk"));
    int mounted =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString())
            .start()
            .waitFor();
    assumeTrue(mounted == 0, "mounting a small disk needs root on Linux");
    try {
      Path run = disk.resolve("run");
      // Wide enough that a checkpoint does not fit.
      Outcome outcome = stagger.run(train(run.toString(), "--set", "backbone.width=64"));
      assertRefused(outcome, "checkpoints", "space");
      try (Stream<Path> left = Files.list(run.resolve("checkpoints"))) {
        assertThat(left).isEmpty();
      }
    } finally {
      new ProcessBuilder("umount", disk.toString()).start().waitFor();
    }
  }

  @Test
  void existingRunIsNotOverwritten() throws IOException, InterruptedException {
    assertRefused(stagger.run(train("good")), "good");
  }

  @Test
  void unknownCommand() throws IOException, InterruptedException {
    assertRefused(stagger.run("trian"), "trian", "train");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }
}
