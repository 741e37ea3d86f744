package io.stagger.cli.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.evaluation.Picture;
import io.stagger.api.evaluation.Trial;
import io.stagger.cli.file.OutputFile;
import io.stagger.cli.picture.MatrixPicture;
import io.stagger.core.checkpoint.Manifest;
import io.stagger.core.run.Evaluation;
import io.stagger.core.run.EvaluationReport;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The report of an evaluation: one HTML file that needs no other file and no network, with the
 * scores, the loss curve, the scheduling matrices, the pictures of the renderers, the configuration
 * and where the model comes from.
 */
public final class HtmlReport {
  private static final String TEMPLATE = "report.html.mustache";

  private HtmlReport() {}

  /**
   * What a report shows.
   *
   * @param name the run's name
   * @param evaluation the scores and the predictions behind them
   * @param matrices the scheduling matrix of each way, by name
   * @param metricsFile the log of the training steps
   * @param configuration the effective configuration
   * @param manifest of the checkpoint that was evaluated
   */
  public record Content(
      String name,
      Evaluation<?> evaluation,
      Map<String, SchedulingMatrix> matrices,
      Path metricsFile,
      String configuration,
      Manifest manifest) {}

  /**
   * Writes a report.
   *
   * @param directory gets the file {@code index.html}; made if it is missing
   * @return the file
   * @throws io.stagger.api.StaggerException if it can't be written
   */
  public static Path write(Content content, Path directory) {
    Path file = directory.resolve("index.html");
    OutputFile.writeWithFolder(
        "report", file, out -> out.write(template().execute(values(content))));
    content
        .evaluation()
        .trialPictures()
        .forEach(
            (trial, pictures) -> {
              for (Picture picture : pictures) {
                OutputFile.write(
                    "picture",
                    directory.resolve(trial + "-" + picture.fileName()),
                    picture.format(),
                    picture.bytes());
              }
            });
    return file;
  }

  private static Template template() throws IOException {
    try (Reader reader =
        new InputStreamReader(
            HtmlReport.class.getResourceAsStream(TEMPLATE), StandardCharsets.UTF_8)) {
      return Mustache.compiler().escapeHTML(true).compile(reader);
    }
  }

  private static Map<String, Object> values(Content content) throws IOException {
    EvaluationReport report = content.evaluation().report();
    Set<String> scores = scoreNames(report);
    List<Object> rows = new ArrayList<>();
    report.ways().forEach((name, result) -> rows.add(row(name, result, scores, true)));
    report.baselines().forEach((name, result) -> rows.add(row(name, result, scores, false)));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", content.name());
    values.put("split", report.split().name().toLowerCase(Locale.ROOT));
    values.put("windows", report.windows());
    values.put("samples", report.samples());
    values.put("step", report.step());
    values.put("scores", scores);
    values.put("rows", rows);
    values.put(
        "loss", LossCurve.draw(content.metricsFile()).map(HtmlReport::embedded).stream().toList());
    values.put("matrices", matrices(content.matrices()));
    values.put("groups", pictures(content.evaluation()));
    values.put("predicted", !report.ways().isEmpty());
    values.put("trials", trials(content.evaluation()));
    values.put("configuration", content.configuration());
    values.put("provenance", provenance(content.manifest()));
    return values;
  }

  private static Set<String> scoreNames(EvaluationReport report) {
    Set<String> names = new LinkedHashSet<>();
    report.ways().values().forEach(result -> names.addAll(result.scores().keySet()));
    report.baselines().values().forEach(result -> names.addAll(result.scores().keySet()));
    return names;
  }

  private static Map<String, Object> row(
      String name, EvaluationReport.Result result, Set<String> scores, boolean sampled) {
    List<String> cells = new ArrayList<>();
    for (String score : scores) {
      Double value = result.scores().get(score);
      cells.add(value == null ? "" : String.format(Locale.ROOT, "%.4f", value));
    }
    return Map.of(
        "name",
        name,
        "kind",
        sampled ? "way" : "baseline",
        "cells",
        cells,
        "evaluations",
        sampled ? Long.toString(result.evaluations()) : "",
        "seconds",
        String.format(Locale.ROOT, "%.1f", result.seconds()));
  }

  private static List<Object> matrices(Map<String, SchedulingMatrix> matrices) {
    List<Object> pictures = new ArrayList<>();
    for (Map.Entry<String, SchedulingMatrix> entry : matrices.entrySet()) {
      pictures.add(
          Map.of(
              "caption",
              "%s: %d network evaluations"
                  .formatted(entry.getKey(), entry.getValue().evaluations()),
              "image",
              embedded(MatrixPicture.draw(entry.getKey(), entry.getValue()))));
    }
    return pictures;
  }

  private static List<Object> pictures(Evaluation<?> evaluation) {
    List<Object> groups = new ArrayList<>();
    for (String name : evaluation.predictions().keySet()) {
      groups.add(Map.of("name", name, "pictures", pictures(evaluation.render(name))));
    }
    return groups;
  }

  private static List<Object> trials(Evaluation<?> evaluation) {
    List<Object> trials = new ArrayList<>();
    evaluation
        .report()
        .trials()
        .forEach(
            (name, rows) -> {
              TrialScores scores = TrialScores.of(rows);
              List<Object> lines = new ArrayList<>();
              for (Trial.Row row : rows) {
                lines.add(Map.of("name", row.name(), "cells", scores.cells(row)));
              }
              trials.add(
                  Map.of(
                      "name",
                      name,
                      "scores",
                      scores.names(),
                      "rows",
                      lines,
                      "pictures",
                      pictures(evaluation.trialPictures().getOrDefault(name, List.of()))));
            });
    return trials;
  }

  private static List<Object> pictures(List<Picture> drawn) {
    List<Object> pictures = new ArrayList<>();
    for (Picture picture : drawn) {
      pictures.add(
          Map.of(
              "caption", picture.caption(), "image", embedded(picture.format(), picture.bytes())));
    }
    return pictures;
  }

  private static List<Object> provenance(Manifest manifest) {
    List<Object> entries = new ArrayList<>();
    entry(entries, "Stagger", manifest.staggerVersion());
    entry(entries, "checkpoint", "step " + manifest.step() + ", " + manifest.created());
    entry(
        entries,
        "engine",
        "%s %s, %s"
            .formatted(
                manifest.engine().name(),
                manifest.engine().version(),
                manifest.engine().settings()));
    entry(entries, "data", manifest.data().description());
    entry(entries, "SHA-256 of the data", manifest.data().sha256());
    entry(entries, "SHA-256 of the configuration", manifest.configurationSha256());
    entry(entries, "seed", Long.toString(manifest.seed()));
    for (Manifest.PluginVersion plugin : manifest.plugins()) {
      entry(entries, "plugin " + plugin.id(), plugin.version());
    }
    return entries;
  }

  private static void entry(List<Object> entries, String key, String value) {
    entries.add(Map.of("key", key, "value", value));
  }

  private static String embedded(byte[] png) {
    return embedded(Picture.Format.PNG, png);
  }

  private static String embedded(Picture.Format format, byte[] bytes) {
    return "data:%s;base64,%s"
        .formatted(format.mediaType(), Base64.getEncoder().encodeToString(bytes));
  }
}
