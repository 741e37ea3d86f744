package io.stagger.forecasting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Split;
import io.stagger.api.evaluation.Picture;
import io.stagger.api.evaluation.Prediction;
import io.stagger.api.evaluation.Renderer;
import io.stagger.testkit.RendererConformance;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class TestFanChartRenderer implements RendererConformance<SeriesWindow> {
  private static final int MEDIAN_RGB = 0xFF1F5FA8;
  private static final int INNER_BAND_RGB = 0xFF8FB4DB;
  private static final int OUTER_BAND_RGB = 0xFFD8E5F2;
  private static final int INK_RGB = 0xFF333A45;
  private static final int ACTUAL_RGB = 0xFFD95F02;

  private static final CsvSeriesSource CHICAGO = TestingSettings.chicago();

  private static Prediction<SeriesWindow> prediction(Split split) {
    SeriesWindow truth = CHICAGO.get(split, CHICAGO.size(split) - 1);
    return new Prediction<>(
        truth,
        new BlockBootstrap(new BlockBootstrapSettings(7, 7, 728, 28))
            .predict(truth, CHICAGO.knownLength(), 40, new SplittableRandom(1)),
        CHICAGO.knownLength());
  }

  private static FanChartRenderer renderer(int count, String... series) {
    return new FanChartRenderer(new FanChartSettings(List.of(series), count, 900, 420));
  }

  @Override
  public Renderer<SeriesWindow> renderer() {
    return renderer(2);
  }

  @Override
  public List<Prediction<SeriesWindow>> predictions() {
    return List.of(prediction(Split.VALIDATION), prediction(Split.TEST));
  }

  private static Set<Integer> colors(Picture picture) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.bytes()));
    assertThat(image.getWidth()).isEqualTo(900);
    assertThat(image.getHeight()).isEqualTo(420);
    Set<Integer> colors = new HashSet<>();
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight() - 40; y++) {
        colors.add(image.getRGB(x, y));
      }
    }
    return colors;
  }

  @Test
  void drawsTheSumThenSeriesFromTheLargestToTheSmallest() throws IOException {
    List<Picture> pictures = renderer(3).render("pyramid", List.of(prediction(Split.TEST)));
    assertThat(pictures)
        .extracting(Picture::name)
        .containsExactly(
            "fan-chart-sum",
            "fan-chart-clark-lake",
            "fan-chart-irving-park",
            "fan-chart-california");
    assertThat(pictures.get(1).caption())
        .isEqualTo(
            "Clark Lake, pyramid: forecast from 2016-08-15 to 2016-08-28 (median, central 50 and 90"
                + " percent of 40 samples) against what came true.");
    for (Picture picture : pictures) {
      assertThat(colors(picture)).contains(MEDIAN_RGB, INNER_BAND_RGB, OUTER_BAND_RGB, ACTUAL_RGB);
    }
  }

  @Test
  void aFutureHasNoTruthToDraw() throws IOException {
    Picture picture = renderer(0).render("next", List.of(prediction(Split.FUTURE))).get(0);
    assertThat(picture.caption()).endsWith("of 40 samples).");
    assertThat(colors(picture)).contains(MEDIAN_RGB).doesNotContain(ACTUAL_RGB);
  }

  @Test
  void drawsTheSeriesThatAreNamed() {
    assertThat(renderer(4, "Austin").render("any", List.of(prediction(Split.TEST))))
        .extracting(Picture::name)
        .containsExactly("fan-chart-sum", "fan-chart-austin");
  }

  @Test
  void aNameThatIsNotThereIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> renderer(4, "Austen").render("any", List.of(prediction(Split.TEST))))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith("'series' of fan-chart names 'Austen', but the data has Austin, ")
        .hasMessageEndingWith("; did you mean 'Austin'?");
  }

  @Test
  void everySpacingAndLengthHasDatesOnItsAxis() throws IOException {
    for (boolean monthly : new boolean[] {false, true}) {
      for (int length : new int[] {6, 36, 250}) {
        SeriesTable table = table(monthly, 400);
        SeriesWindow window = SeriesWindow.of(table, 400 - length, length);
        Prediction<SeriesWindow> prediction = new Prediction<>(window, List.of(window), length - 3);
        BufferedImage image =
            ImageIO.read(
                new ByteArrayInputStream(
                    renderer(1).render("any", List.of(prediction)).get(0).bytes()));
        assertThat(hasInk(image, 0, 450)).as("monthly %s, %d rows, left", monthly, length).isTrue();
        assertThat(hasInk(image, 480, 900))
            .as("monthly %s, %d rows, right", monthly, length)
            .isTrue();
      }
    }
  }

  /** A table with one series; rows are a day or a month apart. */
  private static SeriesTable table(boolean monthly, int rows) {
    LocalDate first = LocalDate.of(1990, 1, 1);
    return SeriesTable.of(
        IntStream.range(0, rows)
            .mapToObj(row -> monthly ? first.plusMonths(row) : first.plusDays(row))
            .toList(),
        List.of("one"),
        IntStream.range(0, rows)
            .mapToObj(row -> new double[] {Math.sin(row)})
            .toArray(double[][]::new));
  }

  /** Whether anything is written where the dates stand. */
  private static boolean hasInk(BufferedImage image, int fromX, int toX) {
    for (int x = fromX; x < toX; x++) {
      for (int y = 350; y < 366; y++) {
        if (image.getRGB(x, y) == INK_RGB) {
          return true;
        }
      }
    }
    return false;
  }
}
