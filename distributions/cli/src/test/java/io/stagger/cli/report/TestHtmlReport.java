package io.stagger.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.Split;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.evaluation.Picture;
import io.stagger.api.evaluation.Prediction;
import io.stagger.api.evaluation.Renderer;
import io.stagger.api.evaluation.Trial;
import io.stagger.core.checkpoint.Manifest;
import io.stagger.core.run.Evaluation;
import io.stagger.core.run.EvaluationReport;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestHtmlReport {
  private static final SchedulingMatrix MATRIX =
      SchedulingMatrix.of(2, new int[][] {{2, 2}, {1, 2}, {0, 1}, {0, 0}});

  @TempDir private Path directory;

  @Test
  void showsScoresPicturesConfigurationAndProvenanceInOneFile() throws IOException {
    Path metrics = directory.resolve("metrics.jsonl");
    Files.writeString(
        metrics,
        """
        {"event":"started","step":0}
        {"event":"step","step":1,"loss":0.5}
        {"event":"step","step":2,"loss":0.25}
        """);

    Path file = HtmlReport.write(content(metrics), directory.resolve("report"));

    String html = Files.readString(file);
    assertThat(html)
        .contains("<title>weeks &amp; days</title>")
        .contains("3 test windows, 7 sampled futures")
        .contains("<td>pyramid</td><td>0.0370</td><td>36</td><td>1.5</td>")
        .contains("<tr class=\"baseline\"><td>naive</td><td>0.0900</td><td></td><td>0.0</td>")
        .contains("alt=\"loss curve\"")
        .contains("pyramid: 3 network evaluations")
        .contains("<figcaption>a picture of pyramid</figcaption>")
        .contains("<figcaption>a picture of naive</figcaption>")
        .contains(
            "data:image/png;base64,"
                + Base64.getEncoder().encodeToString("png".getBytes(StandardCharsets.UTF_8)))
        .contains("steps: 5")
        .contains("<td>plugin testing</td><td>1.2.3</td>")
        .doesNotContain("{{")
        .doesNotContain("http");
    assertThat(directory.resolve("report")).isDirectoryContaining("glob:**index.html");
  }

  @Test
  void showsTheTableAndThePicturesOfATrial() throws IOException {
    Path file = HtmlReport.write(content(directory.resolve("none")), directory.resolve("report"));

    String gif = Base64.getEncoder().encodeToString("gif".getBytes(StandardCharsets.UTF_8));
    assertThat(Files.readString(file))
        .contains("<h2>closed-loop</h2>")
        .contains("After 5 training steps.")
        .contains(
            "<thead><tr><th></th><th>score</th><th>steps</th><th>first_reach</th></tr></thead>")
        .contains("<tr><td>guided</td><td>102.0 ± 2.000</td><td>7.000</td><td>-</td></tr>")
        .contains("<tr><td>unguided</td><td>12.50</td><td></td><td></td></tr>")
        .contains(
            "<img src=\"data:image/gif;base64,%s\" alt=\"plans that move\"><figcaption>plans that move</figcaption>"
                .formatted(gif));
  }

  @Test
  void writesTheFilesOfATrialsPicturesBesideThePage() throws IOException {
    HtmlReport.write(content(directory.resolve("none")), directory.resolve("report"));

    assertThat(directory.resolve("report").resolve("closed-loop-plans.gif"))
        .hasBinaryContent("gif".getBytes(StandardCharsets.UTF_8));
    try (Stream<Path> files = Files.list(directory.resolve("report"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("index.html", "closed-loop-plans.gif");
    }
  }

  @Test
  void leavesOutPredictionsWhereOnlyTrialsWereHeld() throws IOException {
    HtmlReport.Content whole = content(directory.resolve("none"));
    EvaluationReport held = whole.evaluation().report();
    Evaluation<?> trialsAlone =
        new Evaluation<String>(
            new EvaluationReport(held.split(), 5, 0, 7, Map.of(), Map.of(), held.trials()),
            Map.of(),
            List.of(),
            whole.evaluation().trialPictures());

    Path file =
        HtmlReport.write(
            new HtmlReport.Content(
                whole.name(),
                trialsAlone,
                whole.matrices(),
                whole.metricsFile(),
                whole.configuration(),
                whole.manifest()),
            directory.resolve("report"));

    assertThat(Files.readString(file))
        .contains("<td>guided</td>")
        .doesNotContain("sampled futures")
        .doesNotContain("<h2>Predictions</h2>");
  }

  @Test
  void saysThatNoTrainingWasRecorded() throws IOException {
    Path file = HtmlReport.write(content(directory.resolve("none")), directory.resolve("report"));

    assertThat(Files.readString(file)).contains("No training steps were recorded.");
  }

  @Test
  void drawsALossCurveOfManySteps() throws IOException {
    Path metrics = directory.resolve("metrics.jsonl");
    StringBuilder lines = new StringBuilder();
    for (int step = 1; step <= 5000; step++) {
      lines.append("{\"event\":\"step\",\"step\":%d,\"loss\":%s}%n".formatted(step, 1.0 / step));
    }
    Files.writeString(metrics, lines + "{\"event\":\"ste");

    BufferedImage image =
        ImageIO.read(new ByteArrayInputStream(LossCurve.draw(metrics).orElseThrow()));

    assertThat(image.getWidth()).isEqualTo(860);
  }

  private static HtmlReport.Content content(Path metrics) {
    Map<String, Trial.Estimate> scores = new LinkedHashMap<>();
    scores.put("score", Trial.Estimate.of(100, 104));
    scores.put("steps", Trial.Estimate.of(7));
    scores.put("first_reach", Trial.Estimate.of());
    EvaluationReport report =
        new EvaluationReport(
            Split.TEST,
            5,
            3,
            7,
            Map.of("pyramid", new EvaluationReport.Result(Map.of("crps_sum", 0.037), 36, 140, 1.5)),
            Map.of("naive", new EvaluationReport.Result(Map.of("crps_sum", 0.09), 0, 0, 0)),
            Map.of(
                "closed-loop",
                List.of(
                    new Trial.Row("guided", scores),
                    new Trial.Row("unguided", Map.of("score", Trial.Estimate.of(12.5))))));
    Prediction<String> prediction = new Prediction<>("truth", List.of("guess"), 1);
    Evaluation<String> evaluation =
        new Evaluation<>(
            report,
            Map.of("pyramid", List.of(prediction), "naive", List.of(prediction)),
            List.of(new TestingRenderer()),
            Map.of(
                "closed-loop",
                List.of(
                    new Picture(
                        "plans",
                        "plans that move",
                        Picture.Format.GIF,
                        "gif".getBytes(StandardCharsets.UTF_8)))));
    Manifest manifest =
        new Manifest(
            Manifest.FORMAT,
            "0.1",
            "2026-01-01T00:00:00Z",
            5,
            7,
            "abc",
            "0a1b",
            List.of(new Manifest.PluginVersion("testing", "1.2.3")),
            new Manifest.EngineVersion("testing", "1", "one thread"),
            new Manifest.DataVersion("numbers", "def", 8, 12),
            Map.of(),
            null,
            Map.of());
    return new HtmlReport.Content(
        "weeks & days",
        evaluation,
        Map.of("pyramid", MATRIX),
        metrics,
        "training:\n  steps: 5\n",
        manifest);
  }

  private static final class TestingRenderer implements Renderer<String> {
    @Override
    public Class<String> sampleType() {
      return String.class;
    }

    @Override
    public List<Picture> render(String title, List<Prediction<String>> predictions) {
      return List.of(
          Picture.png("picture", "a picture of " + title, "png".getBytes(StandardCharsets.UTF_8)));
    }
  }
}
