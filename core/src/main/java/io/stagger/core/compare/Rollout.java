package io.stagger.core.compare;

import io.stagger.api.data.Tokens;
import io.stagger.api.sampling.TokenStream;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Sequences that were rolled out side by side.
 *
 * @param sequences each [length, width], with the observed tokens; what follows the token at which
 *     all were no longer finite is not a number
 * @param divergedAt the first token, counted from 1, in which a sequence is not finite; 0 if none
 * @param divergedSequences how many sequences are not finite at the end
 * @param tokensPerSecond tokens of all sequences that were generated in a second, from when the
 *     first one was pulled after the observed ones; what comes before is not counted
 */
record Rollout(
    List<float[]> sequences, int divergedAt, int divergedSequences, double tokensPerSecond) {
  /** How many tokens are pulled before progress is told. */
  private static final int GROUP = 16;

  /**
   * Observes and rolls out.
   *
   * @param stream has neither observed nor given anything
   * @param begun for each sequence the sample whose first tokens are observed
   * @param context how many are
   * @param length the tokens of a sequence in the end, with those
   * @param progress hears how many tokens were generated
   * @param stop whether to give up
   * @param nanoTime the clock
   * @return nothing if it was given up or the stream was cancelled
   */
  static Optional<Rollout> roll(
      TokenStream stream,
      List<Tokens> begun,
      int context,
      int length,
      LongConsumer progress,
      BooleanSupplier stop,
      LongSupplier nanoTime) {
    int width = stream.spec().width();
    List<Tokens> observed = begun.stream().map(sample -> first(sample, context)).toList();
    List<float[]> sequences = new ArrayList<>();
    for (Tokens tokens : observed) {
      float[] sequence = new float[length * width];
      Arrays.fill(sequence, context * width, sequence.length, Float.NaN);
      put(tokens, sequence, 0);
      sequences.add(sequence);
    }
    int finite = sequences.size();
    int[] ends = new int[sequences.size()];
    int at = context;
    long nanos = 0;
    try {
      stream.observe(observed);
      while (at < length && finite > 0) {
        if (stop.getAsBoolean()) {
          return Optional.empty();
        }
        int count = Math.min(GROUP, length - at);
        long before = nanoTime.getAsLong();
        List<Tokens> next = stream.next(count);
        nanos += nanoTime.getAsLong() - before;
        for (int i = 0; i < sequences.size(); i++) {
          put(next.get(i), sequences.get(i), at * width);
          if (ends[i] == 0) {
            ends[i] = firstNotFinite(sequences.get(i), width, at, at + count);
            finite -= ends[i] == 0 ? 0 : 1;
          }
        }
        at += count;
        progress.accept(at - context);
      }
    } catch (CancellationException e) {
      return Optional.empty();
    }
    double generated = (double) (at - context) * sequences.size();
    int divergedAt = 0;
    for (int end : ends) {
      divergedAt = end == 0 ? divergedAt : divergedAt == 0 ? end : Math.min(divergedAt, end);
    }
    return Optional.of(
        new Rollout(
            sequences,
            divergedAt,
            sequences.size() - finite,
            generated / Math.max(1, nanos) * 1e9));
  }

  /** The first token, counted from 1, that is not finite; 0 if there is none. */
  private static int firstNotFinite(float[] sequence, int width, int from, int until) {
    for (int i = from * width; i < until * width; i++) {
      if (!Float.isFinite(sequence[i])) {
        return i / width + 1;
      }
    }
    return 0;
  }

  private static void put(Tokens tokens, float[] sequence, int at) {
    FloatBuffer values = tokens.values();
    values.get(sequence, at, values.remaining());
  }

  private static Tokens first(Tokens sample, int count) {
    float[] values = new float[count * sample.spec().width()];
    float[] conditions = new float[count * sample.spec().conditionWidth()];
    FloatBuffer valueBuffer = sample.values();
    valueBuffer.get(values);
    FloatBuffer conditionBuffer = sample.conditions();
    conditionBuffer.get(conditions);
    return Tokens.ofReal(sample.spec(), values, conditions);
  }

  /**
   * How far the mean of the futures of each sample is from how the sample went on, as far as it is
   * known.
   *
   * @param begun for each sequence the sample that it continues
   * @param context how many of its tokens were observed
   * @param futures how many sequences, one after the other, continue the same sample
   * @return an error for each token after the observed ones
   */
  List<TokenError> errors(List<Tokens> begun, int context, int futures) {
    int width = begun.get(0).spec().width();
    int longest = begun.stream().mapToInt(RealData::realLength).max().orElseThrow();
    List<TokenError> errors = new ArrayList<>();
    for (int token = context; token < longest; token++) {
      double absolute = 0;
      double squares = 0;
      long count = 0;
      for (int first = 0; first < sequences.size(); first += futures) {
        Tokens truth = begun.get(first);
        if (token >= RealData.realLength(truth)) {
          continue;
        }
        for (int i = token * width; i < (token + 1) * width; i++) {
          double mean = 0;
          for (int future = 0; future < futures; future++) {
            mean += sequences.get(first + future)[i] / futures;
          }
          double error = mean - truth.values().get(i);
          absolute += Math.abs(error);
          squares += error * error;
          count++;
        }
      }
      errors.add(new TokenError(token + 1, absolute / count, Math.sqrt(squares / count)));
    }
    return errors;
  }
}
