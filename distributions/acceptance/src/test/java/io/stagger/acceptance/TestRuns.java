package io.stagger.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stagger.acceptance.TestingStagger.Outcome;
import io.stagger.acceptance.TestingStagger.Started;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The main job in a short version: train, sample and score on real data. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TestRuns {
  private static final String[] SMALL = {
    "--set", "backbone.width=16",
    "--set", "backbone.layers=1",
    "--set", "backbone.heads=2",
    "--set", "training.steps=40",
    "--set", "training.checkpointEvery=10",
    "--set", "engine.threads=2",
    "--set", "evaluation.samples=4",
    "--set", "evaluation.windows=2"
  };

  private Path folder;
  private TestingStagger stagger;

  @BeforeAll
  void trainOnce(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary;
    stagger = new TestingStagger(folder);
    stagger.succeed(train("first"));
  }

  private static String[] train(String run, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("train", "forecasting-quickstart", "--run", run));
    arguments.addAll(Arrays.asList(SMALL));
    arguments.addAll(Arrays.asList(more));
    return arguments.toArray(String[]::new);
  }

  @Test
  void quickstartPrintsOneTableAndLeavesASelfContainedReport()
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("quickstart", "--run", "quick"));
    arguments.addAll(Arrays.asList(SMALL));
    Outcome outcome = stagger.succeed(arguments.toArray(String[]::new));
    assertThat(outcome.out())
        .contains("crps_sum", "mae", "evaluations", "seconds")
        .contains("next-token", "pyramid", "full-sequence")
        .contains("seasonal-naive", "block-bootstrap");
    String report = Files.readString(folder.resolve("quick/report/index.html"));
    assertThat(report)
        .contains("data:image/png;base64,", "full-sequence", "block-bootstrap")
        .doesNotContain("src=\"http", "href=\"http");
    // A loss curve, three scheduling matrices, and fan charts of the sum and several stations.
    assertThat(report.split("data:image/png;base64,", -1).length - 1).isGreaterThanOrEqualTo(8);
  }

  /** The regimes that the paper compares go through the same trainer; only their levels differ. */
  @Test
  void regimesDifferByTheirLevelsAlone() throws IOException, InterruptedException {
    List<String> configurations = new ArrayList<>();
    for (String regime : List.of("independent", "shared", "teacher-forcing")) {
      stagger.succeed(
          train(
              regime,
              "--set",
              "diffusion.levels=" + regime,
              "--set",
              "training.steps=4",
              "--set",
              "evaluation.windows=1"));
      assertThat(scores(regime).get("next-token").get("crps_sum").asDouble()).isBetween(0.01, 2.0);
      String configuration = Files.readString(folder.resolve(regime + "/experiment.yaml"));
      configurations.add(configuration.replaceFirst("(?m)^  levels:\\R(    .*\\R)+", ""));
    }
    assertThat(configurations.get(0)).contains("diffusion:").doesNotContain("independent");
    assertThat(configurations).containsOnly(configurations.get(0));
  }

  @Test
  void importsWeightsUnderOtherNames() throws IOException, InterruptedException {
    Path weights = folder.resolve("first/checkpoints/step-0000000040/average.safetensors");
    StringBuilder map = new StringBuilder();
    List<String> names = parameterNames(weights);
    names.forEach(name -> map.append(name + " = " + name + "\n"));
    map.append("heed.bias = head.bias # misspelt, and not needed\n");
    Files.writeString(folder.resolve("map.txt"), map);
    List<String> arguments =
        new ArrayList<>(
            List.of("import", "forecasting-quickstart", "--run", "imported", "--map", "map.txt"));
    arguments.addAll(List.of("--weights", weights.toString()));
    arguments.addAll(Arrays.asList(SMALL));

    Outcome outcome = stagger.succeed(arguments.toArray(String[]::new));
    assertThat(outcome.out()).contains("stagger evaluate imported");
    assertThat(outcome.err())
        .contains(
            "1 line of the weight map 'map.txt' is for no parameter of this model: line %d 'heed.bias = head.bias'."
                .formatted(names.size() + 1));

    assertThat(scores("imported")).isEqualTo(scores("first"));
  }

  /** Everything that is scored, without how long it took. */
  private JsonNode scores(String run) throws IOException, InterruptedException {
    JsonNode ways =
        new ObjectMapper().readTree(stagger.succeed("evaluate", run, "--json").out()).get("ways");
    ways.forEach(way -> ((ObjectNode) way).remove("seconds"));
    return ways;
  }

  private static List<String> parameterNames(Path safetensors) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(safetensors)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = new byte[(int) bytes.getLong()];
    bytes.get(header);
    List<String> names = new ArrayList<>();
    new ObjectMapper().readTree(header).fieldNames().forEachRemaining(names::add);
    names.remove("__metadata__");
    return names;
  }

  @Test
  void evaluateScoresEveryWayAsJson() throws IOException, InterruptedException {
    JsonNode report =
        new ObjectMapper().readTree(stagger.succeed("evaluate", "first", "--json").out());
    assertThat(report.get("windows").asInt()).isEqualTo(2);
    for (String way : List.of("next-token", "pyramid", "full-sequence")) {
      assertThat(report.at("/ways/" + way + "/crps_sum").asDouble()).as(way).isBetween(0.01, 1.0);
    }
    assertThat(report.at("/ways/next-token/evaluations").asInt()).isEqualTo(140);
    assertThat(report.at("/ways/full-sequence/evaluations").asInt()).isEqualTo(10);
  }

  @Test
  void evaluateWithAnotherScheduleNeedsNoTraining() throws IOException, InterruptedException {
    JsonNode report =
        new ObjectMapper()
            .readTree(
                stagger
                    .succeed(
                        "evaluate",
                        "first",
                        "--json",
                        "--set",
                        "evaluation.ways.pyramid.uncertaintyScale=1",
                        "--set",
                        "sampling.steps=5")
                    .out());
    // 5 steps for the first token and one more row for each of the 13 others.
    assertThat(report.at("/ways/pyramid/evaluations").asInt()).isEqualTo(18);
  }

  @Test
  void sampleForecastsWhatHasNotHappenedYet() throws IOException, InterruptedException {
    stagger.succeed(
        "sample", "first", "--split", "future", "--samples", "3", "--out", "future.csv");
    List<String> lines = Files.readAllLines(folder.resolve("future.csv"));
    assertThat(lines.get(0)).contains("date", "series", "sample", "value");
    // The data ends on 2016-08-28.
    assertThat(lines).anyMatch(line -> line.startsWith("2016-09-11"));
    assertThat(lines).noneMatch(line -> line.contains("NaN"));
  }

  @Test
  void theSameSeedGivesTheSameBits() throws IOException, InterruptedException {
    stagger.succeed(train("second"));
    stagger.succeed(train("other", "--set", "seed=1"));
    byte[] first = weights("first");
    assertThat(weights("second")).isEqualTo(first);
    assertThat(weights("other")).isNotEqualTo(first);
  }

  @Test
  void interruptedAndResumedRunEqualsOneThatWasNot() throws IOException, InterruptedException {
    // So many steps that a run only ends because it is told to, and a rate that rises in each.
    String[] endless = {
      "--set", "training.steps=1000000000",
      "--set", "training.checkpointEvery=1000000000",
      "--set", "training.decay=constant",
      "--set", "training.warmupSteps=100000"
    };
    // What a terminal sends for Ctrl-C, and what the system sends before it shuts down.
    long interrupted = assertStops("INT", 130, train("interrupted", endless));
    assertThat(interrupted).isPositive();
    long terminated = assertStops("TERM", 143, "train", "--resume", "interrupted");
    assertThat(terminated).isGreaterThan(interrupted);

    String[] last = {"--set", "training.steps=" + (terminated + 20)};
    stagger.succeed("train", "--resume", "interrupted", last[0], last[1]);
    List<String> all = new ArrayList<>(Arrays.asList(endless));
    all.addAll(Arrays.asList(last));
    stagger.succeed(train("uninterrupted", all.toArray(String[]::new)));
    assertThat(lastStep("interrupted")).isEqualTo(terminated + 20);
    assertThat(weights("interrupted")).isEqualTo(weights("uninterrupted"));
  }

  /** Trains the run {@code interrupted}, stops it by a signal once it goes on, and says where. */
  private long assertStops(String signal, int status, String... arguments)
      throws IOException, InterruptedException {
    Path metrics = folder.resolve("interrupted/metrics.jsonl");
    long before = Files.exists(metrics) ? Files.size(metrics) : 0;
    Started started = stagger.startInterruptible(arguments);
    while (started.process().isAlive()
        && !(Files.exists(metrics) && Files.size(metrics) > before + 500)) {
      started.process().waitFor(20, TimeUnit.MILLISECONDS);
    }
    // To the Java process, which has replaced the script.
    new ProcessBuilder("kill", "-" + signal, String.valueOf(started.process().pid()))
        .start()
        .waitFor();
    Outcome outcome = TestingStagger.await(started);
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(status);
    long stopped = lastStep("interrupted");
    assertThat(outcome.err())
        .contains("Interrupted at step %d;".formatted(stopped))
        .contains("stagger train --resume interrupted");
    return stopped;
  }

  private long lastStep(String run) throws IOException {
    String name = lastCheckpoint(run).getFileName().toString();
    return Long.parseLong(name.substring(name.indexOf('-') + 1));
  }

  private Path lastCheckpoint(String run) throws IOException {
    try (Stream<Path> checkpoints = Files.list(folder.resolve(run).resolve("checkpoints"))) {
      return checkpoints
          .filter(path -> path.getFileName().toString().startsWith("step-"))
          .max(Path::compareTo)
          .orElseThrow();
    }
  }

  private byte[] weights(String run) throws IOException {
    return Files.readAllBytes(lastCheckpoint(run).resolve("weights.safetensors"));
  }

  @Test
  void distributionRunsFromAnywhereThroughALink() throws IOException, InterruptedException {
    Path link = folder.resolve("linked-stagger");
    Files.createSymbolicLink(link, TestingStagger.distribution().resolve("bin/stagger"));
    Outcome outcome = new TestingStagger(link, folder).succeed("plugins");
    assertThat(outcome.out())
        .contains(
            "diffusion",
            "forecasting",
            "planning",
            "strokes",
            "tensorflow",
            "transformer",
            "video");
  }

  @Test
  void doctorFindsNothingWrong() throws IOException, InterruptedException {
    assertThat(stagger.succeed("doctor").out()).contains("CPU:0", "2.18.0");
  }
}
