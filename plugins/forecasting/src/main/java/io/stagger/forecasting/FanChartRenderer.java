package io.stagger.forecasting;

import io.stagger.api.StaggerException;
import io.stagger.api.evaluation.Picture;
import io.stagger.api.evaluation.Prediction;
import io.stagger.api.evaluation.Renderer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Fan charts of the last prediction: what was known, the median and the central 50 and 90 percent
 * of the samples, and what came true. First the sum over all series, then several series.
 */
public final class FanChartRenderer implements Renderer<SeriesWindow> {
  private final FanChartSettings settings;

  /** A renderer with these settings. */
  public FanChartRenderer(FanChartSettings settings) {
    this.settings = settings;
  }

  @Override
  public Class<SeriesWindow> sampleType() {
    return SeriesWindow.class;
  }

  @Override
  public List<Picture> render(String title, List<Prediction<SeriesWindow>> predictions) {
    Prediction<SeriesWindow> last = predictions.get(predictions.size() - 1);
    SeriesWindow truth = last.truth();
    List<Picture> pictures = new ArrayList<>();
    int count = truth.seriesCount();
    if (count > 1) {
      pictures.add(
          picture(
              title,
              "sum",
              "Sum of %d series".formatted(count),
              last,
              truth::sum,
              time -> SampleQuantiles.ofSum(last, time)));
    }
    for (int series : chosen(truth)) {
      String name = truth.names().get(series);
      pictures.add(
          picture(
              title,
              fileName(name),
              name.replace('_', ' '),
              last,
              time -> truth.value(time, series),
              time -> SampleQuantiles.of(last, time, series)));
    }
    return pictures;
  }

  /** The series to draw: those named, or some spread evenly over the order of size. */
  private Set<Integer> chosen(SeriesWindow truth) {
    Set<Integer> chosen = new LinkedHashSet<>();
    if (!settings.series().isEmpty()) {
      for (String wanted : settings.series()) {
        int at = truth.names().indexOf(wanted);
        if (at < 0) {
          throw new StaggerException(
              "'series' of fan-chart names '%s', but the data has %s%s"
                  .formatted(
                      wanted,
                      String.join(", ", truth.names()),
                      NearestName.suggestion(wanted, truth.names())));
        }
        chosen.add(at);
      }
      return chosen;
    }
    List<Integer> bySize =
        IntStream.range(0, truth.seriesCount())
            .boxed()
            .sorted(Comparator.comparingDouble((Integer s) -> size(truth, s)).reversed())
            .toList();
    int count = Math.min(settings.count(), bySize.size());
    for (int i = 0; i < count; i++) {
      chosen.add(bySize.get(count == 1 ? 0 : i * (bySize.size() - 1) / (count - 1)));
    }
    return chosen;
  }

  private static double size(SeriesWindow truth, int series) {
    return IntStream.range(0, truth.length())
        .mapToDouble(time -> Math.abs(truth.value(time, series)))
        .filter(Double::isFinite)
        .average()
        .orElse(0);
  }

  private Picture picture(
      String title,
      String name,
      String what,
      Prediction<SeriesWindow> prediction,
      IntToDoubleFunction truth,
      IntFunction<SampleQuantiles> quantiles) {
    int known = prediction.knownLength();
    SeriesWindow window = prediction.truth();
    FanChart chart = new FanChart(what + " \u2014 " + title, prediction, truth, quantiles);
    String caption =
        "%s, %s: forecast from %s to %s (median, central 50 and 90 percent of %d samples)%s."
            .formatted(
                what,
                title,
                window.date(known),
                window.date(window.length() - 1),
                prediction.samples().size(),
                Double.isFinite(truth.applyAsDouble(window.length() - 1))
                    ? " against what came true"
                    : "");
    try {
      return Picture.png(
          "fan-chart-" + name, caption, chart.png(settings.width(), settings.height()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String fileName(String name) {
    String words =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    return words.isEmpty() ? "series" : words;
  }
}
