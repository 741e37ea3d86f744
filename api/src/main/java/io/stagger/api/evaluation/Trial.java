package io.stagger.api.evaluation;

import io.stagger.api.Experimental;
import io.stagger.api.StaggerException;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.environment.Environment;
import io.stagger.api.sampling.TokenSampler;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Uses a trained model for what it is meant for and scores how well that goes: a planner that acts
 * in an environment, say. Where a {@link Metric} scores one prediction of a recorded sample, a
 * trial samples as often as it needs, and what it samples next depends on what came of it.
 *
 * @param <S> a sample
 * @since 0.1.0
 */
@Experimental
public interface Trial<S> {
  /** The class of a sample. */
  Class<S> sampleType();

  /**
   * Refuses to be held with what doesn't serve the trial. Called before anything is trained, and
   * again before anything is sampled, so that hours of training don't end in a sentence. Takes no
   * time worth mentioning.
   *
   * @param prerequisites what the trial is going to be held with
   * @throws StaggerException if they don't serve it, with a sentence that names the key of the
   *     experiment and the mend
   */
  void check(Prerequisites<S> prerequisites);

  /**
   * Holds the trial.
   *
   * @param progress hears how far it is
   * @return at least one row
   * @throws StaggerException with a sentence for the user if the means don't serve it
   */
  Result run(Means<S> means, Progress progress);

  /**
   * What a trial is held with.
   *
   * @param tokenizer turns samples into tokens and back
   * @param sampler the trained model; not thread-safe
   * @param environment the world that the configuration names, if it names one
   * @param seed decides everything random
   * @param <S> a sample
   */
  record Means<S>(
      Tokenizer<S> tokenizer, TokenSampler sampler, Optional<Environment> environment, long seed) {
    /** What of this is known before there is a model. */
    public Prerequisites<S> prerequisites() {
      return new Prerequisites<>(tokenizer, sampler.window(), environment);
    }
  }

  /**
   * What is known of the means before there is a model.
   *
   * @param tokenizer turns samples into tokens and back
   * @param window the most tokens that a sequence may have: known, sampled and padding together
   * @param environment the world that the configuration names, if it names one
   * @param <S> a sample
   */
  record Prerequisites<S>(Tokenizer<S> tokenizer, int window, Optional<Environment> environment) {}

  /** Hears how far a trial is. What it throws ends the trial. */
  @FunctionalInterface
  interface Progress {
    /** Pays no heed. */
    Progress NONE = (what, done, total) -> {};

    /**
     * A part is done.
     *
     * @param what the row that is being worked on
     * @param done how much of it is done
     * @param total how much there is
     */
    void advanced(String what, long done, long total);
  }

  /**
   * What came of a trial.
   *
   * @param rows what was compared, at least one
   * @param pictures the most telling first
   */
  record Result(List<Row> rows, List<Picture> pictures) {
    /** Copies the lists. */
    public Result {
      rows = List.copyOf(rows);
      pictures = List.copyOf(pictures);
      if (rows.isEmpty()) {
        throw new IllegalArgumentException("A trial's result has at least one row.");
      }
    }
  }

  /**
   * One of what was compared.
   *
   * @param name what reports call it
   * @param scores by name, lower-case words joined by '_', the most important first
   */
  record Row(String name, Map<String, Estimate> scores) {
    /** Copies the map. */
    public Row {
      scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
    }
  }

  /**
   * A mean over independent repetitions.
   *
   * @param mean the mean
   * @param standardError of the mean; not a number if there is but one repetition
   * @param count how many repetitions, at least 0; 0 if nothing could be measured
   */
  record Estimate(double mean, double standardError, int count) {
    /** The estimate from the values of independent repetitions. */
    public static Estimate of(double... values) {
      double sum = 0;
      for (double value : values) {
        sum += value;
      }
      double mean = sum / values.length;
      double squares = 0;
      for (double value : values) {
        squares += (value - mean) * (value - mean);
      }
      return new Estimate(
          mean, Math.sqrt(squares / (values.length - 1) / values.length), values.length);
    }
  }
}
