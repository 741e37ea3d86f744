package io.stagger.cli.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.stagger.api.evaluation.Picture;
import io.stagger.cli.file.OutputFile;
import io.stagger.cli.picture.ComparisonPictures;
import io.stagger.core.compare.ComparisonReport;
import io.stagger.core.compare.RolloutResult;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The report of a comparison: one HTML file that needs no other file and no network, with the
 * table, the pictures, the models and the configuration. The pictures lie beside it as files, too.
 */
public final class ComparisonHtml {
  private static final String TEMPLATE = "comparison.html.mustache";

  private ComparisonHtml() {}

  /**
   * What a report shows.
   *
   * @param name the experiment's name
   * @param report what the comparison came to
   * @param configuration the effective configuration
   */
  public record Content(String name, ComparisonReport report, String configuration) {}

  /**
   * Writes a report.
   *
   * @param directory gets the file {@code index.html} and the pictures; made if it is missing
   * @return the file
   * @throws io.stagger.api.StaggerException if it can't be written
   */
  public static Path write(Content content, Path directory) {
    Path file = directory.resolve("index.html");
    List<Picture> pictures = ComparisonPictures.draw(content.report());
    OutputFile.writeWithFolder(
        "report", file, out -> out.write(template().execute(values(content, pictures))));
    for (Picture picture : pictures) {
      OutputFile.write(
          "picture", directory.resolve(picture.fileName()), picture.format(), picture.bytes());
    }
    return file;
  }

  private static Template template() throws IOException {
    try (Reader reader =
        new InputStreamReader(
            ComparisonHtml.class.getResourceAsStream(TEMPLATE), StandardCharsets.UTF_8)) {
      return Mustache.compiler().escapeHTML(true).compile(reader);
    }
  }

  private static Map<String, Object> values(Content content, List<Picture> pictures) {
    ComparisonReport report = content.report();
    ComparisonScores scores = new ComparisonScores(report);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", content.name());
    values.put("trainingLength", report.trainingLength());
    values.put("context", report.context());
    values.put("length", report.length());
    values.put("sequences", report.sequences());
    values.put("window", report.window());
    values.put("spectrumWindow", report.spectrumWindow());
    values.put("header", scores.header());
    values.put("rows", scores.rows().stream().map(row -> Map.of("cells", row)).toList());
    values.put("pictures", pictures.stream().map(ComparisonHtml::figure).toList());
    values.put("models", models(report));
    values.put("configuration", content.configuration());
    return values;
  }

  private static Map<String, Object> figure(Picture picture) {
    return Map.of(
        "caption",
        picture.caption(),
        "image",
        "data:%s;base64,%s"
            .formatted(
                picture.format().mediaType(), Base64.getEncoder().encodeToString(picture.bytes())));
  }

  private static List<Object> models(ComparisonReport report) {
    List<Object> models = new ArrayList<>();
    report
        .regimes()
        .forEach(
            (regime, results) -> {
              for (RolloutResult result : results) {
                models.add(
                    Map.of(
                        "regime",
                        regime,
                        "seed",
                        result.seed(),
                        "step",
                        result.step(),
                        "speed",
                        String.format(Locale.ROOT, "%.1f", result.tokensPerSecond()),
                        "end",
                        result.divergedAt() == 0
                            ? "finite to the end"
                            : "diverged at token %d, in the end %d of %d"
                                .formatted(
                                    result.divergedAt(),
                                    result.divergedSequences(),
                                    report.sequences())));
              }
            });
    return models;
  }
}
