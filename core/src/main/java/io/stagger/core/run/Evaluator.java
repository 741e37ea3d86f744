package io.stagger.core.run;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Split;
import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.evaluation.Baseline;
import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Picture;
import io.stagger.api.evaluation.Prediction;
import io.stagger.api.evaluation.Trial;
import io.stagger.api.sampling.TokenSampler;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Predicts the samples of a split in one or several ways and scores the predictions, and those of
 * the baselines. Every way is given the same noise. Not thread-safe, because a model is not.
 */
public final class Evaluator {
  private static final Logger LOG = LoggerFactory.getLogger(Evaluator.class);

  private final Modality<?> modality;
  private final Predictor predictor;
  private final TokenSampler sampler;
  private final Ways ways;
  private final Seeds seeds;
  private final EvaluationConfiguration configuration;

  /** Creates an evaluator. */
  @Inject
  public Evaluator(
      Modality<?> modality,
      Predictor predictor,
      Sampler sampler,
      Ways ways,
      Seeds seeds,
      EvaluationConfiguration configuration) {
    this.modality = modality;
    this.predictor = predictor;
    this.sampler = sampler;
    this.ways = ways;
    this.seeds = seeds;
    this.configuration = configuration;
  }

  /**
   * What to evaluate.
   *
   * @param split the split
   * @param step how many training steps the model has taken, for the report
   * @param samples futures of each window, at least 1
   * @param windows how many of the split's last samples; empty for all
   */
  public record Request(Split split, long step, int samples, OptionalInt windows) {}

  /** Hears how far an evaluation is. What it throws ends the evaluation. */
  @FunctionalInterface
  public interface Progress {
    /** Pays no heed. */
    Progress NONE = (name, done, total) -> {};

    /**
     * Some predictions were made.
     *
     * @param name the way or the baseline
     * @param done how many futures are predicted
     * @param total how many there will be
     */
    void advanced(String name, long done, long total);

    /**
     * A part of a trial is done.
     *
     * @param name the trial and the row that is being worked on
     * @param done how much of the row is done
     * @param total how much there is
     */
    default void tried(String name, long done, long total) {
      advanced(name, done, total);
    }
  }

  /**
   * Predicts and scores in every way and with every baseline, and holds every trial. Where trials
   * are held and nothing scores predictions, no recorded samples are predicted. Before the clock of
   * a way starts, one future of the first sample is predicted in that way and discarded.
   *
   * @throws StaggerException if the split is empty, a way can't serve it, or a trial can't be held,
   *     the last before anything is sampled
   */
  public Evaluation<?> evaluate(Request request, Progress progress) {
    return evaluate(modality, request, progress);
  }

  private <S> Evaluation<S> evaluate(Modality<S> modality, Request request, Progress progress) {
    modality.checkTrials(sampler.window());
    boolean predicts = modality.trials().isEmpty() || !modality.metrics().isEmpty();
    if (!predicts) {
      warnOfUnusedKeys();
    }
    Map<String, List<Trial.Row>> rows = new LinkedHashMap<>();
    Map<String, List<Picture>> pictures = new LinkedHashMap<>();
    modality
        .trials()
        .forEach(
            (name, trial) -> {
              Trial.Result result =
                  trial.run(
                      new Trial.Means<>(
                          modality.tokenizer(),
                          sampler,
                          modality.environment(),
                          seeds.of(Seeds.Purpose.TRIAL)),
                      (row, done, total) -> progress.tried(name + ", " + row, done, total));
              rows.put(name, result.rows());
              pictures.put(name, result.pictures());
            });
    if (!predicts) {
      return new Evaluation<>(
          new EvaluationReport(request.split(), request.step(), 0, 0, Map.of(), Map.of(), rows),
          Map.of(),
          List.of(),
          pictures);
    }
    List<S> samples = samples(modality, request);
    Map<String, List<Prediction<S>>> predictions = new LinkedHashMap<>();
    Map<String, EvaluationReport.Result> wayResults = new LinkedHashMap<>();
    ways.named()
        .forEach(
            (name, schedule) -> {
              warmUp(modality, samples.get(0), name, schedule);
              Predictor.Outcome<S> outcome =
                  predict(modality, samples, request, name, schedule, progress);
              predictions.put(name, outcome.predictions());
              wayResults.put(
                  name,
                  new EvaluationReport.Result(
                      score(modality, outcome.predictions()),
                      outcome.evaluations(),
                      outcome.tokenUpdates(),
                      outcome.seconds(),
                      outcome.guidance()));
            });
    Map<String, EvaluationReport.Result> baselineResults = new LinkedHashMap<>();
    modality
        .baselines()
        .forEach(
            (name, baseline) -> {
              long start = System.nanoTime();
              List<Prediction<S>> made =
                  predict(modality, samples, request, name, baseline, progress);
              double seconds = (System.nanoTime() - start) / 1e9;
              predictions.put(name, made);
              baselineResults.put(
                  name, new EvaluationReport.Result(score(modality, made), 0, 0, seconds));
            });
    EvaluationReport report =
        new EvaluationReport(
            request.split(),
            request.step(),
            samples.size(),
            request.samples(),
            wayResults,
            baselineResults,
            rows);
    return new Evaluation<>(report, predictions, modality.renderers(), pictures);
  }

  /** What somebody wrote down had better not be passed over in silence. */
  private void warnOfUnusedKeys() {
    List<String> unused = new ArrayList<>();
    if (!configuration.ways().isEmpty()) {
      unused.add("evaluation.ways");
    }
    if (!configuration.baselines().isEmpty()) {
      unused.add("evaluation.baselines");
    }
    if (!configuration.renderers().isEmpty()) {
      unused.add("evaluation.renderers");
    }
    if (!unused.isEmpty()) {
      LOG.warn(
          "No recorded samples are predicted, because trials are held and no metric fits the data, so what the experiment says of {} has no effect; leave out evaluation.trials to predict.",
          String.join(" and ", unused));
    }
  }

  /**
   * Predicts and scores in the default way alone, without baselines.
   *
   * @return the scores by name
   * @throws StaggerException if the split is empty
   */
  public Map<String, Double> score(Request request, Progress progress) {
    return score(modality, request, progress);
  }

  private <S> Map<String, Double> score(Modality<S> modality, Request request, Progress progress) {
    return score(
        modality,
        predict(
                modality,
                samples(modality, request),
                request,
                Ways.DEFAULT,
                ways.defaultWay(),
                progress)
            .predictions());
  }

  private static <S> List<S> samples(Modality<S> modality, Request request) {
    long size = modality.source().size(request.split());
    if (size == 0) {
      throw new StaggerException(
          "The data (%s) has no %s samples to predict."
              .formatted(
                  modality.source().description(),
                  request.split().name().toLowerCase(Locale.ROOT)));
    }
    long count = Math.min(size, request.windows().orElse(Integer.MAX_VALUE));
    List<S> samples = new ArrayList<>();
    for (long index = size - count; index < size; index++) {
      samples.add(modality.source().get(request.split(), index));
    }
    return samples;
  }

  /** Engines build what a way needs when it first runs, which is not to count as its time. */
  private <S> void warmUp(Modality<S> modality, S sample, String name, SamplingSchedule schedule) {
    predictor.predict(
        modality,
        List.of(sample),
        1,
        horizon -> ways.matrix(name, schedule, horizon),
        seeds,
        done -> {});
  }

  private <S> Predictor.Outcome<S> predict(
      Modality<S> modality,
      List<S> samples,
      Request request,
      String name,
      SamplingSchedule schedule,
      Progress progress) {
    long total = (long) samples.size() * request.samples();
    return predictor.predict(
        modality,
        samples,
        request.samples(),
        horizon -> ways.matrix(name, schedule, horizon),
        seeds,
        done -> progress.advanced(name, done, total));
  }

  private <S> List<Prediction<S>> predict(
      Modality<S> modality,
      List<S> samples,
      Request request,
      String name,
      Baseline<S> baseline,
      Progress progress) {
    int known = modality.source().knownLength();
    int count = request.samples();
    List<Prediction<S>> predictions = new ArrayList<>();
    for (S sample : samples) {
      RandomGenerator random =
          seeds.generator(Seeds.Purpose.BASELINE, name.hashCode(), predictions.size());
      predictions.add(
          new Prediction<>(sample, baseline.predict(sample, known, count, random), known));
      progress.advanced(name, (long) predictions.size() * count, (long) samples.size() * count);
    }
    return predictions;
  }

  private static <S> Map<String, Double> score(
      Modality<S> modality, List<Prediction<S>> predictions) {
    Map<String, Double> scores = new LinkedHashMap<>();
    for (Metric<S> metric : modality.metrics()) {
      Metric.Scorer<S> scorer = metric.scorer();
      predictions.forEach(scorer::add);
      scorer
          .scores()
          .forEach(
              (name, score) -> {
                if (scores.put(name, score) != null) {
                  throw new StaggerException(
                      "Two metrics give a score named '%s', so choose one of them in evaluation.metrics."
                          .formatted(name));
                }
              });
    }
    return scores;
  }
}
