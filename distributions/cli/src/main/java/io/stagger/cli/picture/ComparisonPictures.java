package io.stagger.cli.picture;

import io.stagger.api.evaluation.Picture;
import io.stagger.core.compare.ComparisonReport;
import io.stagger.core.compare.Drift;
import io.stagger.core.compare.RolloutResult;
import io.stagger.core.compare.TokenError;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Draws what a comparison came to: drift, spectra, errors, and the roll-outs themselves. */
public final class ComparisonPictures {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 420;
  private static final int STRIP_HEIGHT = 170;

  /** A logarithm shows nothing below it; estimates of almost no distance can be below 0. */
  private static final double LEAST = 1e-3;

  private ComparisonPictures() {}

  /** All pictures of a comparison. */
  public static List<Picture> draw(ComparisonReport report) {
    List<Picture> pictures = new ArrayList<>();
    pictures.add(
        Picture.png(
            "drift",
            "The energy distance of windows of %d tokens from real ones against the horizon, both on logarithmic scales: lines are means over seeds, bands reach from the least to the greatest. Dashed: real training data. What is below %s is drawn there; a line ends where roll-outs are no longer finite."
                .formatted(report.window(), Numbers.text(LEAST)),
            drift(report)));
    pictures.add(
        Picture.png(
            "spectrum-error",
            "The spectrum error of windows of %d tokens against the horizon."
                .formatted(report.spectrumWindow()),
            spectrumError(report)));
    pictures.add(
        Picture.png(
            "spectra",
            "The power spectrum at the end of the roll-outs, beside that of test data: the mean over the numbers of a token.",
            spectra(report)));
    if (!report.any().errors().isEmpty()) {
      pictures.add(
          Picture.png(
              "error",
              "The mean absolute error against what came in truth, as far as test samples reach.",
              error(report)));
    }
    pictures.add(
        Picture.png(
            "rollouts",
            "One roll-out of each regime, with the first seed, and test samples one after the other: the number of each token that varies most in test samples, on one scale. What a roll-out observed, its first %d tokens, is orange."
                .formatted(report.context()),
            strips(report)));
    return pictures;
  }

  private static byte[] sheet(ComparisonReport report, String title, LineChart chart) {
    Sheet sheet = new Sheet(title, subtitle(report), WIDTH, Sheet.HEAD + HEIGHT);
    return chart.on(sheet, new Rectangle(0, Sheet.HEAD, WIDTH, HEIGHT)).png();
  }

  private static String subtitle(ComparisonReport report) {
    int seeds = report.regimes().values().iterator().next().size();
    return "trained on %d tokens, rolled out to %d; %d roll-outs of each model, %d %s"
        .formatted(
            report.trainingLength(),
            report.length(),
            report.sequences(),
            seeds,
            seeds == 1 ? "seed" : "seeds");
  }

  private static byte[] drift(ComparisonReport report) {
    LineChart chart = new LineChart("energy distance", "horizon, tokens").logarithmic();
    double[] x = horizons(report);
    bands(report, chart, x, Drift::energy);
    chart.addReference("real training data", ends(x), same(shown(report.floor().energy())));
    return sheet(report, "Drift of the distribution", chart);
  }

  private static byte[] spectrumError(ComparisonReport report) {
    LineChart chart = new LineChart("decades of power", "horizon, tokens").logarithmic();
    double[] x = horizons(report);
    bands(report, chart, x, Drift::spectrum);
    chart.addReference("real training data", ends(x), same(shown(report.floor().spectrum())));
    return sheet(report, "Drift of the spectrum", chart);
  }

  private static double shown(double value) {
    return Math.max(LEAST, value);
  }

  private static double[] horizons(ComparisonReport report) {
    return report.horizons().stream().mapToDouble(Integer::doubleValue).toArray();
  }

  private static double[] ends(double[] x) {
    return new double[] {x[0], x[x.length - 1]};
  }

  private static double[] same(double value) {
    return new double[] {value, value};
  }

  private static void bands(
      ComparisonReport report, LineChart chart, double[] x, ToDoubleFunction<Drift> value) {
    Map<String, double[]> means = new LinkedHashMap<>();
    for (String regime : report.regimes().keySet()) {
      List<double[]> curves = report.curves(regime, value);
      double[] least = new double[x.length];
      double[] mean = new double[x.length];
      double[] most = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        int at = i;
        DoubleSummaryStatistics values =
            curves.stream().mapToDouble(curve -> curve[at]).summaryStatistics();
        // One that is not finite makes the mean none, so everything ends there.
        boolean finite = Double.isFinite(values.getAverage());
        least[i] = finite ? shown(values.getMin()) : Double.NaN;
        mean[i] = finite ? shown(values.getAverage()) : Double.NaN;
        most[i] = finite ? shown(values.getMax()) : Double.NaN;
      }
      if (curves.size() > 1) {
        chart.addBand(regime + ", all seeds", x, least, most);
      }
      means.put(regime, mean);
    }
    means.forEach((regime, mean) -> chart.add(regime, x, mean));
  }

  private static byte[] spectra(ComparisonReport report) {
    LineChart chart =
        new LineChart("log10 of power", "frequency, cycles a token").withRoundLabels();
    double[] frequencies = report.any().frequencies();
    report
        .regimes()
        .forEach(
            (regime, results) -> {
              List<double[]> spectra =
                  results.stream()
                      .map(RolloutResult::spectrum)
                      .filter(spectrum -> spectrum.length > 0)
                      .toList();
              double[] mean = new double[frequencies.length];
              for (int i = 0; i < mean.length; i++) {
                int at = i;
                mean[i] = spectra.stream().mapToDouble(s -> s[at]).average().orElse(Double.NaN);
              }
              chart.add(regime, frequencies, mean);
            });
    chart.addReference("test data", frequencies, report.any().realSpectrum());
    return sheet(report, "Spectra at the end", chart);
  }

  private static byte[] error(ComparisonReport report) {
    LineChart chart = new LineChart("mean absolute error", "token").withRoundLabels();
    double[] tokens = report.any().errors().stream().mapToDouble(TokenError::token).toArray();
    report
        .regimes()
        .forEach(
            (regime, results) ->
                chart.add(
                    regime,
                    tokens,
                    IntStream.range(0, tokens.length)
                        .mapToDouble(
                            i ->
                                results.stream()
                                    .mapToDouble(result -> result.errors().get(i).meanAbsolute())
                                    .average()
                                    .orElseThrow())
                        .toArray()));
    return sheet(report, "Error against the truth", chart);
  }

  private static void add(LineChart chart, String name, float[] strip, int from, int to) {
    chart.add(
        name,
        IntStream.range(from, to).mapToDouble(t -> t + 1).toArray(),
        IntStream.range(from, to).mapToDouble(t -> strip[t]).toArray());
  }

  private static byte[] strips(ComparisonReport report) {
    List<String> names = new ArrayList<>(List.of("test data"));
    List<float[]> strips = new ArrayList<>(List.of(report.any().realStrip()));
    report
        .regimes()
        .forEach(
            (regime, results) -> {
              names.add(regime);
              strips.add(results.get(0).strip());
            });
    Sheet sheet =
        new Sheet("Roll-outs", subtitle(report), WIDTH, Sheet.HEAD + STRIP_HEIGHT * strips.size());
    DoubleSummaryStatistics all =
        strips.stream()
            .flatMapToDouble(strip -> IntStream.range(0, strip.length).mapToDouble(t -> strip[t]))
            .filter(Double::isFinite)
            .summaryStatistics();
    for (int i = 0; i < strips.size(); i++) {
      float[] strip = strips.get(i);
      LineChart chart =
          new LineChart(names.get(i), "token")
              .withoutLegend()
              .withRoundLabels()
              .across(0, report.length())
              // One scale for all, so that a roll-out that has shrunk looks so.
              .from(all.getMin(), all.getMax());
      int observed = i == 0 ? 0 : Math.min(report.context(), strip.length);
      // From the last observed token on, so that the lines meet.
      add(chart, names.get(i), strip, Math.max(0, observed - 1), strip.length);
      if (observed > 0) {
        add(chart, "observed", strip, 0, observed);
      }
      chart.on(sheet, new Rectangle(0, Sheet.HEAD + STRIP_HEIGHT * i, WIDTH, STRIP_HEIGHT));
    }
    return sheet.png();
  }
}
