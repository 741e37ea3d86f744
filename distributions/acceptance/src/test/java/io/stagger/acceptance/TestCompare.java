package io.stagger.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stagger.acceptance.TestingStagger.Outcome;
import io.stagger.acceptance.TestingStagger.Started;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The three regimes side by side, in a short version: models that have learned nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TestCompare {
  private static final String[] SMALL = {
    "--set", "backbone.width=16",
    "--set", "backbone.layers=1",
    "--set", "backbone.heads=2",
    "--set", "training.steps=2",
    "--set", "training.checkpointEvery=1",
    "--set", "sampling.steps=2",
    "--set", "engine.threads=2",
    "--set", "compare.seeds=1",
    "--set", "compare.length=70",
    "--set", "compare.sequences=3"
  };

  private Path folder;
  private TestingStagger stagger;
  private Outcome compared;

  @BeforeAll
  void compareOnce(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary;
    stagger = new TestingStagger(folder);
    compared = stagger.succeed(compare("all"));
  }

  private static String[] compare(String directory, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("compare", "forecasting-quickstart", "--run", directory));
    arguments.addAll(Arrays.asList(SMALL));
    arguments.addAll(Arrays.asList(more));
    return arguments.toArray(String[]::new);
  }

  /** All numbers but how long it took. */
  private JsonNode numbers(String directory) throws IOException {
    JsonNode json =
        new ObjectMapper().readTree(folder.resolve(directory).resolve("compare.json").toFile());
    json.path("regimes")
        .forEach(
            regime ->
                regime.path("runs").forEach(run -> ((ObjectNode) run).remove("tokens_per_second")));
    return json;
  }

  @Test
  void printsOneTableOfTheThreeRegimesAndTheFloor() {
    assertThat(compared.out().lines().findFirst().orElseThrow())
        .containsSubsequence("energy at 42", "energy at 70", "growth", "spectrum at 70");
    assertThat(compared.out().lines().skip(1).map(line -> line.split("  ", 2)[0]))
        .containsExactly(
            "diffusion-forcing", "teacher-forcing", "full-sequence", "real training data");
    assertThat(compared.err())
        .contains("Model 1 of 3: diffusion-forcing, seed 0.", "Model 3 of 3: full-sequence")
        .contains("The report is ");
  }

  @Test
  void leavesNumbersRunsAndASelfContainedReport() throws IOException {
    JsonNode numbers = numbers("all");
    assertThat(numbers.path("training_length").asInt()).isEqualTo(42);
    double floor = numbers.at("/floor/energy_distance").asDouble();
    // Years of training data are not distributed as the test span is.
    assertThat(floor).isPositive();
    for (String regime : List.of("diffusion-forcing", "teacher-forcing", "full-sequence")) {
      JsonNode run = numbers.path("regimes").path(regime).path("runs").path(0);
      assertThat(run.path("step").asInt()).as(regime).isEqualTo(2);
      // What has learned nothing is further from real data than other real data.
      assertThat(run.at("/drift/0/energy_distance").asDouble()).as(regime).isGreaterThan(floor);
      assertThat(folder.resolve("all/" + regime + "-seed-0/checkpoints")).isDirectory();
    }
    String configuration =
        Files.readString(folder.resolve("all/full-sequence-seed-0/experiment.yaml"));
    assertThat(configuration).contains("name: shared", "replacement: true");
    Path report = folder.resolve("all/report");
    assertThat(Files.readString(report.resolve("index.html")))
        .contains("data:image/png;base64,", "teacher-forcing")
        .doesNotContain("src=\"http", "href=\"http");
    for (String picture : List.of("drift.png", "spectra.png", "error.png", "rollouts.png")) {
      byte[] bytes = Files.readAllBytes(report.resolve(picture));
      assertThat(new String(bytes, 0, 4, StandardCharsets.ISO_8859_1)).isEqualTo("\u0089PNG");
    }
  }

  @Test
  void goesOnAfterAnInterruptionToTheSameNumbers() throws IOException, InterruptedException {
    // So long that it only ends because it is told to.
    Started started =
        stagger.startInterruptible(compare("stopped", "--set", "compare.length=200000"));
    Path checkpoints = folder.resolve("stopped/diffusion-forcing-seed-0/checkpoints");
    while (started.process().isAlive() && Files.notExists(checkpoints)) {
      started.process().waitFor(20, TimeUnit.MILLISECONDS);
    }
    // To the Java process, which has replaced the script.
    new ProcessBuilder("kill", "-INT", Long.toString(started.process().pid())).start().waitFor();
    Outcome interrupted = TestingStagger.await(started);
    assertThat(interrupted.status()).as(interrupted.err()).isEqualTo(130);
    assertThat(interrupted.err()).contains("stagger compare --resume stopped");

    stagger.succeed("compare", "--resume", "stopped", "--set", "compare.length=70");

    assertThat(numbers("stopped")).isEqualTo(numbers("all"));
  }

  @Test
  void refusesWhatCannotBeComparedInOneSentenceBeforeItTrains()
      throws IOException, InterruptedException {
    assertRefused(
        stagger.run(compare("refused", "--set", "compare.length=30")),
        "The key 'compare.length' is 30, but a roll-out is at least as long as a sequence in training, 42 tokens.");
    assertRefused(
        stagger.run(
            compare("refused", "--set", "compare.regimes=[{name: a, set: [training.step=3]}]")),
        "'training.step' in the regime 'a' of compare.regimes is unknown");
    assertRefused(stagger.run(compare("all")), "'all' already holds a comparison, so go on with");
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  private static void assertRefused(Outcome outcome, String sentence) {
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.lastLine()).contains(sentence);
    assertThat(outcome.err()).doesNotContain("\tat ", "Exception");
  }
}
