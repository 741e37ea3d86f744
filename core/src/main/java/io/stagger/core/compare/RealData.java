package io.stagger.core.compare;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Split;
import io.stagger.api.data.Tokens;
import io.stagger.core.run.Modality;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The samples of a split as token sequences without padding.
 *
 * @param samples those that were read, in their order
 * @param width numbers in a token
 */
record RealData(List<Tokens> samples, int width) {
  /** More samples are not read: beyond that, distributions no longer change by what is added. */
  private static final int MOST_SAMPLES = 4096;

  /** Nor more numbers, so that pictures take no more memory than 64 MiB. */
  private static final long MOST_NUMBERS = 1L << 24;

  /** But so many in any case. */
  private static final int FEWEST_SAMPLES = 64;

  /**
   * Reads a split; of a large one samples that are spread evenly.
   *
   * @throws StaggerException if the split is empty
   */
  static RealData read(Modality<?> modality, Split split, String name) {
    return read(modality, split, name, modality.tokenizer().spec().width());
  }

  private static <S> RealData read(Modality<S> modality, Split split, String name, int width) {
    long size = modality.source().size(split);
    if (size == 0) {
      throw new StaggerException(
          "The data (%s) has no %s samples to compare roll-outs with, so give it some."
              .formatted(modality.source().description(), name));
    }
    long affordable = MOST_NUMBERS / Math.multiplyExact((long) modality.maximumLength(), width);
    int count = (int) Math.min(size, Math.min(MOST_SAMPLES, Math.max(FEWEST_SAMPLES, affordable)));
    List<Tokens> samples = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      samples.add(modality.encode(modality.source().get(split, i * size / count)));
    }
    return new RealData(samples, width);
  }

  /** The values of each sample up to its padding. */
  List<float[]> values() {
    return samples.stream().map(sample -> values(sample, realLength(sample))).toList();
  }

  /** Which number of a token varies most from token to token; the first of several alike. */
  int liveliest() {
    List<float[]> sequences = values();
    int liveliest = 0;
    double most = -1;
    for (int number = 0; number < width; number++) {
      double variance = variance(sequences, number);
      if (variance > most) {
        most = variance;
        liveliest = number;
      }
    }
    return liveliest;
  }

  private double variance(List<float[]> sequences, int number) {
    double sum = 0;
    double squares = 0;
    long count = 0;
    for (float[] sequence : sequences) {
      for (int i = number; i < sequence.length; i += width) {
        sum += sequence[i];
        squares += (double) sequence[i] * sequence[i];
        count++;
      }
    }
    return (squares - sum * sum / count) / count;
  }

  /** How many leading tokens of a sample are real. */
  static int realLength(Tokens sample) {
    int length = 0;
    while (length < sample.length() && sample.isReal(length)) {
      length++;
    }
    return length;
  }

  private static float[] values(Tokens sample, int length) {
    float[] values = new float[length * sample.spec().width()];
    FloatBuffer buffer = sample.values();
    buffer.get(values);
    return values;
  }

  /**
   * Windows of all samples, next to each other in each, and each once. Those of one clip have one
   * source, as {@link Clips} tells them apart; those of a long timeline count as independent.
   */
  Windows windows(int size) {
    List<float[]> sequences = values();
    Windows distinct = Windows.cut(sequences, width, size, 0, Integer.MAX_VALUE, size).distinct();
    return Clips.find(sequences, width, size)
        .map(distinct::grouped)
        .orElseGet(
            () -> new Windows(distinct.vectors(), IntStream.range(0, distinct.size()).toArray()));
  }

  /**
   * Samples that are spread evenly.
   *
   * @param count how many
   * @param context how many real tokens each has at least
   */
  List<Tokens> spread(int count, int context) {
    List<Tokens> fitting = longest(context);
    List<Tokens> spread = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      // The middle of each part, so that neither end of the data has a sample to itself.
      spread.add(fitting.get((int) ((2L * i + 1) * fitting.size() / (2L * count))));
    }
    return spread;
  }

  /** How many samples have so many real tokens. */
  int countOf(int context) {
    return longest(context).size();
  }

  private List<Tokens> longest(int context) {
    return samples.stream().filter(sample -> realLength(sample) >= context).toList();
  }
}
