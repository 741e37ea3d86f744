package io.stagger.core.run;

import io.stagger.api.StaggerException;
import io.stagger.api.data.DataSource;
import io.stagger.api.data.Exporter;
import io.stagger.api.data.Split;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.Tokens;
import io.stagger.api.environment.Environment;
import io.stagger.api.evaluation.Baseline;
import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Renderer;
import io.stagger.api.evaluation.Trial;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Data and everything that knows its kind of sample.
 *
 * @param source where samples come from
 * @param tokenizer turns them into tokens and back
 * @param metrics score predictions
 * @param baselines predict without a network, by name
 * @param renderers draw predictions
 * @param exporters write samples to files
 * @param environment the world in which trials are held, if there is one
 * @param trials use a model, by name
 * @param <S> a sample
 */
public record Modality<S>(
    DataSource<S> source,
    Tokenizer<S> tokenizer,
    List<Metric<S>> metrics,
    Map<String, Baseline<S>> baselines,
    List<Renderer<S>> renderers,
    List<Exporter<S>> exporters,
    Optional<Environment> environment,
    Map<String, Trial<S>> trials) {
  /** Copies the collections. */
  public Modality {
    metrics = List.copyOf(metrics);
    baselines = Collections.unmodifiableMap(new LinkedHashMap<>(baselines));
    renderers = List.copyOf(renderers);
    exporters = List.copyOf(exporters);
    trials = Collections.unmodifiableMap(new LinkedHashMap<>(trials));
  }

  /** The most tokens that a sequence has. */
  public int maximumLength() {
    return tokenizer.tokenCount(source.sampleLength());
  }

  /** How many leading tokens of a sequence are known when it is predicted. */
  public int knownTokens() {
    return tokenizer.tokenCount(source.knownLength());
  }

  /**
   * Finds what the trials can't be held with.
   *
   * @param window the most tokens that a sequence may have when it is sampled
   * @throws StaggerException if there is anything
   */
  void checkTrials(int window) {
    Trial.Prerequisites<S> prerequisites =
        new Trial.Prerequisites<>(tokenizer, window, environment);
    trials.values().forEach(trial -> trial.check(prerequisites));
  }

  /**
   * Reads and encodes a sample.
   *
   * @throws StaggerException if it has more tokens than the data source promised
   */
  Tokens tokens(Split split, long index) {
    return encode(source.get(split, index));
  }

  /**
   * Encodes a sample.
   *
   * @throws StaggerException if it has more tokens than the data source promised
   */
  public Tokens encode(S sample) {
    Tokens tokens = tokenizer.encode(sample);
    if (tokens.length() > maximumLength()) {
      throw new StaggerException(
          "A sample of the data (%s) has %d tokens, more than the %d of the longest sample it promised."
              .formatted(source.description(), tokens.length(), maximumLength()));
    }
    return tokens;
  }
}
