package io.stagger.strokes;

import io.stagger.api.StaggerException;
import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.api.evaluation.Picture;
import io.stagger.api.evaluation.Trial;
import io.stagger.api.plugin.ExtensionContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Draws from nothing, completes real drawings and joins parts of real ones, and scores the sampled
 * strokes by the ranges of the training strokes ({@link StrokeRanges}). Rows:
 *
 * <ul>
 *   <li>{@code real}: drawings of the test split, to compare with;
 *   <li>{@code generated}: drawn from nothing;
 *   <li>{@code completed}: drawings of the test split of which the first strokes were known;
 *   <li>{@code composed}: the first third of a drawing of the test split and the last third of
 *       another one were known, and what lies between was sampled.
 * </ul>
 *
 * <p>Scores of a row, each a mean over drawings: {@code strokes_within}, {@code length_within},
 * {@code turning_within} and {@code bounds_within}, the shares of strokes that are within the
 * ranges; {@code strokes}, how many strokes there are that were not known; and of whole drawings
 * {@code nearest_training}, how far it is to the nearest training drawing of as many strokes: the
 * mean distance of places, in units of the box. Where that is 0, drawings were learned by heart.
 */
public final class DrawingTrial implements Trial<Drawing> {
  /** What the point {@code trial} calls it. */
  public static final String NAME = "drawing";

  /** The strokes that a composition has at least: one of each drawing and one between. */
  private static final int LEAST = 3;

  private final DrawingTrialSettings settings;
  private final Optional<DrawingFile> file;

  /** Creates the trial with what its file holds. */
  DrawingTrial(DrawingTrialSettings settings, Optional<DrawingFile> file) {
    this.settings = settings;
    this.file = file;
  }

  /**
   * Creates the trial and reads its file.
   *
   * @throws StaggerException if the file is missing or damaged
   */
  public static DrawingTrial of(DrawingTrialSettings settings, ExtensionContext context) {
    return new DrawingTrial(settings, settings.file().map(name -> DrawingFile.read(name, context)));
  }

  @Override
  public Class<Drawing> sampleType() {
    return Drawing.class;
  }

  @Override
  public void check(Prerequisites<Drawing> prerequisites) {
    if (!(prerequisites.tokenizer() instanceof StrokesTokenizer tokenizer)) {
      throw new StaggerException(
          "The trial '%s' needs the tokenizer 'strokes', because it chooses which strokes are known, but the tokenizer is %s."
              .formatted(NAME, prerequisites.tokenizer().getClass().getSimpleName()));
    }
    if (file.isPresent() && tokenizer.tokens() < LEAST) {
      throw new StaggerException(
          "The trial '%s' joins and completes drawings of at least %d strokes, but 'maxStrokes' of the data is %d; make it larger, or leave out the trial's 'file'."
              .formatted(NAME, LEAST, tokenizer.tokens()));
    }
    if (prerequisites.window() < tokenizer.tokens()) {
      throw new StaggerException(
          "The trial '%s' samples %d tokens, but 'sampling.window' is %d; make it as large."
              .formatted(NAME, tokenizer.tokens(), prerequisites.window()));
    }
  }

  @Override
  public Result run(Means<Drawing> means, Progress progress) {
    check(means.prerequisites());
    StrokesTokenizer tokenizer = (StrokesTokenizer) means.tokenizer();
    Draftsman draftsman = new Draftsman(tokenizer, means.sampler(), means.seed());
    DrawingPictures pictures = new DrawingPictures(settings.cell());
    Optional<DataSource<Drawing>> source = file.map(read -> source(read, tokenizer));
    Scores scores = new Scores(tokenizer.ranges(), source);
    List<Row> rows = new ArrayList<>();
    List<Picture> drawn = new ArrayList<>();
    source.ifPresent(real -> rows.add(scores.row("real", real(real))));
    List<Sampled> generated = draftsman.generate(settings.generated());
    progress.advanced("generated", generated.size(), settings.generated());
    rows.add(scores.row("generated", generated));
    drawn.add(pictures.generated(generated));
    if (source.isPresent()) {
      List<Sampled> completed = draftsman.complete(source.get(), settings, progress);
      rows.add(scores.row("completed", completed));
      drawn.add(pictures.completed(completed, settings.futures()));
      List<Sampled> composed = draftsman.compose(source.get(), settings, progress);
      rows.add(scores.row("composed", composed));
      drawn.add(pictures.composed(composed, settings.futures()));
    }
    drawn.add(pictures.denoising(draftsman.states(pictures.moving(), settings.frames())));
    return new Result(rows, drawn);
  }

  /** The drawings of the file that the model could have been trained on. */
  private DataSource<Drawing> source(DrawingFile read, StrokesTokenizer tokenizer) {
    return StrokeSource.of(
        new StrokeSourceSettings(
            settings.file().orElseThrow(),
            2,
            tokenizer.tokens(),
            tokenizer.penSteps(),
            0,
            Optional.empty()),
        read);
  }

  private static List<Sampled> real(DataSource<Drawing> source) {
    List<Sampled> real = new ArrayList<>();
    for (long index = 0; index < source.size(Split.TEST); index++) {
      real.add(
          new Sampled(List.of(), source.get(Split.TEST, index).strokes(), List.of(), List.of()));
    }
    return real;
  }

  /**
   * A drawing of which a part was sampled.
   *
   * @param before the strokes that were known before what was sampled
   * @param strokes the sampled ones
   * @param after the strokes that were known after them
   * @param models the real drawings that the known strokes are from
   */
  record Sampled(
      List<Stroke> before, List<Stroke> strokes, List<Stroke> after, List<Drawing> models) {
    /** All strokes in order. */
    List<Stroke> all() {
      List<Stroke> all = new ArrayList<>(before);
      all.addAll(strokes);
      all.addAll(after);
      return all;
    }
  }

  /**
   * Scores drawings.
   *
   * @param ranges what strokes are like
   * @param source where training drawings are, if there are any to compare with
   */
  private record Scores(StrokeRanges ranges, Optional<DataSource<Drawing>> source) {
    Row row(String name, List<Sampled> drawings) {
      Map<String, List<Double>> values = new LinkedHashMap<>();
      for (Sampled drawing : drawings) {
        if (!drawing.strokes().isEmpty()) {
          WithinShares shares = new WithinShares();
          shares.add(drawing.strokes(), ranges);
          shares.scores().forEach((score, share) -> add(values, score, share));
        }
        add(values, "strokes", drawing.strokes().size());
        nearest(drawing.all()).ifPresent(nearest -> add(values, "nearest_training", nearest));
      }
      Map<String, Estimate> scores = new LinkedHashMap<>();
      values.forEach(
          (score, all) ->
              scores.put(
                  score, Estimate.of(all.stream().mapToDouble(Double::doubleValue).toArray())));
      return new Row(name, scores);
    }

    private static void add(Map<String, List<Double>> values, String score, double value) {
      values.computeIfAbsent(score, any -> new ArrayList<>()).add(value);
    }

    private Optional<Double> nearest(List<Stroke> strokes) {
      double nearest = Double.POSITIVE_INFINITY;
      for (long i = 0; source.isPresent() && i < source.get().size(Split.TRAIN); i++) {
        List<Stroke> others = source.get().get(Split.TRAIN, i).strokes();
        if (others.size() == strokes.size()) {
          nearest = Math.min(nearest, distance(strokes, others, nearest));
        }
      }
      return strokes.isEmpty() || Double.isInfinite(nearest)
          ? Optional.empty()
          : Optional.of(nearest);
    }

    /** The mean distance of places; any number that is not less once it can't be less. */
    private static double distance(List<Stroke> strokes, List<Stroke> others, double enough) {
      double sum = 0;
      double places = (double) strokes.size() * (strokes.get(0).steps() + 1);
      for (int i = 0; i < strokes.size() && sum < enough * places; i++) {
        for (int place = 0; place <= strokes.get(i).steps(); place++) {
          sum +=
              Math.hypot(
                  strokes.get(i).x(place) - others.get(i).x(place),
                  strokes.get(i).y(place) - others.get(i).y(place));
        }
      }
      return sum / places;
    }
  }
}
