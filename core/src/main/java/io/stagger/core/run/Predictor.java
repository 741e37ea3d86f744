package io.stagger.core.run;

import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.evaluation.Prediction;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;

/** Predicts the unknown part of samples with a model. Not thread-safe, because a model is not. */
public final class Predictor {
  private final Sampler sampler;

  /** Creates a predictor. */
  @Inject
  public Predictor(Sampler sampler) {
    this.sampler = sampler;
  }

  /**
   * Predictions and what they cost.
   *
   * @param predictions one for each sample, in order
   * @param evaluations network evaluations for one sample, the longest
   * @param tokenUpdates updates of a token for one sample, the longest
   * @param seconds how long it took
   * @param guidance how often sampling was steered, and how often the gradient was clipped
   * @param <S> a sample
   */
  public record Outcome<S>(
      List<Prediction<S>> predictions,
      long evaluations,
      long tokenUpdates,
      double seconds,
      GuidanceTally guidance) {
    /** Copies the list. */
    public Outcome {
      predictions = List.copyOf(predictions);
    }
  }

  /**
   * Predicts samples, many together.
   *
   * @param samples at least one
   * @param count how many futures of each, at least 1
   * @param plan the matrix for a number of unknown tokens
   * @param seeds gives the noise
   * @param progress hears how many futures are finished
   */
  public <S> Outcome<S> predict(
      Modality<S> modality,
      List<S> samples,
      int count,
      IntFunction<SchedulingMatrix> plan,
      Seeds seeds,
      LongConsumer progress) {
    long start = System.nanoTime();
    GuidanceTally earlier = sampler.guidanceTally();
    int known = modality.knownTokens();
    List<Tokens> tokens = samples.stream().map(modality::encode).toList();
    // Samples of one length share a plan; most data has one length only.
    Map<Integer, List<Integer>> byLength = new TreeMap<>();
    for (int i = 0; i < tokens.size(); i++) {
      byLength.computeIfAbsent(tokens.get(i).length(), length -> new ArrayList<>()).add(i);
    }
    List<List<S>> futures = new ArrayList<>(Collections.nCopies(samples.size(), List.of()));
    long evaluations = 0;
    long tokenUpdates = 0;
    long finished = 0;
    for (Map.Entry<Integer, List<Integer>> group : byLength.entrySet()) {
      SchedulingMatrix matrix = plan.apply(group.getKey() - known);
      evaluations = Math.max(evaluations, matrix.evaluations());
      tokenUpdates = Math.max(tokenUpdates, matrix.tokenUpdates());
      List<Tokens> sequences = new ArrayList<>(group.getValue().size() * count);
      for (int index : group.getValue()) {
        sequences.addAll(Collections.nCopies(count, tokens.get(index)));
      }
      long before = finished;
      List<Tokens> sampled =
          sampler.sample(sequences, known, matrix, seeds, done -> progress.accept(before + done));
      finished += sampled.size();
      for (int i = 0; i < group.getValue().size(); i++) {
        int index = group.getValue().get(i);
        futures.set(
            index,
            sampled.subList(i * count, (i + 1) * count).stream()
                .map(future -> modality.tokenizer().decode(future, samples.get(index)))
                .toList());
      }
    }
    List<Prediction<S>> predictions = new ArrayList<>(samples.size());
    for (int i = 0; i < samples.size(); i++) {
      predictions.add(
          new Prediction<>(samples.get(i), futures.get(i), modality.source().knownLength()));
    }
    return new Outcome<>(
        predictions,
        evaluations,
        tokenUpdates,
        (System.nanoTime() - start) / 1e9,
        sampler.guidanceTally().since(earlier));
  }
}
