package io.stagger.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stagger.acceptance.TestingStagger.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Planning in closed loop in a short version: a planner that has hardly learned, and its scores.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TestPlanning {
  private static final String[] SMALL = {
    "--set", "backbone.width=16",
    "--set", "backbone.layers=1",
    "--set", "backbone.heads=2",
    "--set", "data.transitions=5000",
    "--set", "data.horizon=60",
    "--set", "training.steps=4",
    "--set", "training.checkpointEvery=4",
    "--set", "engine.threads=2",
    "--set", "sampling.steps=4",
    "--set", "evaluation.environment.steps=60"
  };

  private Path folder;
  private TestingStagger stagger;
  private Outcome quickstart;

  /** What the quickstart saved, which later evaluations replace. */
  private JsonNode saved;

  @BeforeAll
  void planOnce(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary;
    stagger = new TestingStagger(folder);
    List<String> arguments = new ArrayList<>(List.of("quickstart", "planning", "--run", "planned"));
    arguments.addAll(Arrays.asList(SMALL));
    arguments.addAll(trial("strengths: [1, 0], drawn: 1"));
    quickstart = stagger.succeed(arguments.toArray(String[]::new));
    saved =
        rows(new ObjectMapper().readTree(folder.resolve("planned/evaluation/test.json").toFile()));
  }

  private static List<String> trial(String settings) {
    return List.of(
        "--set",
        "evaluation.trials=[{name: closed-loop, episodes: 2, repetitions: 2, openLoopSteps: 30, %s}]"
            .formatted(settings));
  }

  private Outcome evaluate(String settings, String... more)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("evaluate", "planned", "--json"));
    arguments.addAll(trial(settings));
    arguments.addAll(Arrays.asList(more));
    return stagger.run(arguments.toArray(String[]::new));
  }

  private static JsonNode rows(Outcome outcome) throws IOException {
    assertThat(outcome.status()).as(outcome.err()).isZero();
    return rows(new ObjectMapper().readTree(outcome.out()));
  }

  /** The rows without how long planning took. */
  private static JsonNode rows(JsonNode report) {
    JsonNode rows = report.at("/trials/closed-loop");
    rows.forEach(row -> ((ObjectNode) row).remove("plan_seconds"));
    return rows;
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private void assertRefused(Outcome outcome, String... parts) {
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.lastLine()).contains(parts);
    assertThat(outcome.err()).doesNotContain("\tat ", "Exception");
  }

  @Test
  void quickstartPrintsTheTableOfTheClosedLoop() {
    assertThat(quickstart.out().lines().findFirst().orElseThrow())
        .containsSubsequence(
            "closed-loop",
            "score",
            "return",
            "return_if_stayed",
            "success",
            "first_reach",
            "wall_contacts",
            "clipped_share",
            "plan_seconds");
    assertThat(quickstart.out().lines().skip(1).map(line -> line.split(" ", 2)[0]))
        .containsExactly("guided", "unguided", "waypoint-controller");
    assertThat(quickstart.out()).contains(" ± ").doesNotContain("NaN");
  }

  @Test
  void quickstartLeavesAReportWithPictures() throws IOException {
    Path report = folder.resolve("planned/report");
    assertThat(Files.readString(report.resolve("index.html")))
        .contains("waypoint-controller", "data:image/gif;base64,", "data:image/png;base64,")
        .doesNotContain("src=\"http", "href=\"http");
    for (String picture :
        List.of(
            "closed-loop-executed.png",
            "closed-loop-executed-unguided.png",
            "closed-loop-plans.png",
            "closed-loop-denoising.gif",
            "closed-loop-denoising-frames.png")) {
      byte[] bytes = Files.readAllBytes(report.resolve(picture));
      assertThat(new String(bytes, 0, 4, StandardCharsets.ISO_8859_1))
          .as(picture)
          .isEqualTo(picture.endsWith("gif") ? "GIF8" : "\u0089PNG");
    }
  }

  /** What a run is scored by is a function of its seed, in whatever process. */
  @Test
  void evaluateGivesTheSameNumbersAgainAsJson() throws IOException, InterruptedException {
    JsonNode rows = rows(evaluate("strengths: [1, 0], drawn: 0"));

    assertThat(rows).isEqualTo(saved);
    assertThat(names(rows)).containsExactly("guided", "unguided", "waypoint-controller");
    for (JsonNode row : rows) {
      assertThat(row.at("/success/count").asInt()).isEqualTo(2);
      assertThat(row.at("/success/mean").asDouble()).isBetween(0.0, 1.0);
      assertThat(row.at("/success/standard_error").isNumber()).isTrue();
      assertThat(row.at("/score/mean").asDouble())
          .isCloseTo(
              100 * (row.at("/return/mean").asDouble() - 23.85) / (161.86 - 23.85), within(1e-9));
    }
  }

  @Test
  void futuresAreComparedRowByRow() throws IOException, InterruptedException {
    JsonNode rows = rows(evaluate("strengths: [1, 0], futures: [1, 2], expert: false, drawn: 0"));

    assertThat(names(rows)).containsExactly("guided", "guided, 2 futures", "unguided");
    assertThat(rows.get("guided"))
        .as("one future is no Monte Carlo guidance")
        .isEqualTo(saved.get("guided"));
  }

  @Test
  void plansMayBeLongerThanInTrainingIfTheWindowIs() throws IOException, InterruptedException {
    String longer = "evaluation.environment.steps=120";
    assertRefused(
        evaluate("drawn: 0", "--set", longer),
        "A plan of 120 steps takes 13 tokens, but the model sees at most 7, which is 60 steps",
        "sampling.window");
    assertThat(
            rows(
                evaluate(
                    "drawn: 0, expert: false",
                    "--set",
                    longer,
                    "--set",
                    "sampling.window=13",
                    "--set",
                    "evaluation.environment.goal=random")))
        .hasSize(1);
  }

  @Test
  void aTrialWithoutAWorldIsRefused() throws IOException, InterruptedException {
    assertRefused(
        evaluate("drawn: 0", "--set", "evaluation.environment=null"),
        "The trial 'closed-loop' needs a world to act in",
        "evaluation.environment");
  }

  @Test
  void plansAreSampledToCsv() throws IOException, InterruptedException {
    stagger.succeed(
        "sample",
        "planned",
        "--split",
        "test",
        "--samples",
        "2",
        "--out",
        "plans.csv",
        "--set",
        "sampling.guidance=[{objective: {name: reach, goal: [1, 1]}}]");
    List<String> lines = Files.readAllLines(folder.resolve("plans.csv"));
    assertThat(lines.get(0)).isEqualTo("sample,step,known,o0,o1,o2,o3,a0,a1,reward");
    assertThat(lines).hasSize(1 + 2 * 61).noneMatch(line -> line.contains("NaN"));
    assertThat(lines.get(1)).startsWith("0,0,true,");
    assertThat(lines.get(62)).startsWith("1,0,true,");
  }

  @Test
  void samplingSaysWhatItLacks() throws IOException, InterruptedException {
    assertRefused(
        stagger.run("sample", "planned"),
        "has no future samples",
        "predict others by --split test");
    assertRefused(
        stagger.run("sample", "planned", "--split", "test"),
        "The guidance objective 'reach' has no goal");
  }
}
