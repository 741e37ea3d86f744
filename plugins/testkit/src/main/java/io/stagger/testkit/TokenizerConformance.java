package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.TokenizerFactory;
import io.stagger.api.data.Tokens;
import java.nio.FloatBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What every {@link TokenizerFactory} and {@link Tokenizer} promise.
 *
 * @param <S> a sample
 */
public interface TokenizerConformance<S> {
  /** The factory to check; asked for at each test. */
  TokenizerFactory<S> tokenizerFactory();

  /** A small source to learn from; opened for each test, which closes it. */
  DataSource<S> openDataSource();

  /**
   * Asserts that two samples are equal up to rounding.
   *
   * @param actual what came out
   * @param expected what went in
   */
  void assertSampleEquals(S actual, S expected);

  /** Decoding what was encoded gives the sample back. */
  @Test
  default void decodesWhatItEncoded() {
    try (DataSource<S> source = openDataSource()) {
      Tokenizer<S> tokenizer = tokenizerFactory().fit(source);
      for (Split split : new Split[] {Split.TRAIN, Split.VALIDATION, Split.TEST}) {
        for (long index = 0; index < Math.min(5, source.size(split)); index++) {
          S sample = source.get(split, index);
          assertSampleEquals(tokenizer.decode(tokenizer.encode(sample), sample), sample);
        }
      }
    }
  }

  /** Factory and source agree on what a sample is. */
  @Test
  default void sampleTypesAgree() {
    try (DataSource<S> source = openDataSource()) {
      assertThat(source.size(Split.TRAIN)).as("training samples to learn from").isPositive();
      assertThat(source.sampleType()).isEqualTo(tokenizerFactory().sampleType());
      assertThat(source.get(Split.TRAIN, 0)).isInstanceOf(tokenizerFactory().sampleType());
    }
  }

  /** Tokens have the declared shape, as many as declared, and hold finite numbers. */
  @Test
  default void tokensAreAsDeclared() {
    try (DataSource<S> source = openDataSource()) {
      Tokenizer<S> tokenizer = tokenizerFactory().fit(source);
      for (Split split : Split.values()) {
        for (long index = 0; index < Math.min(5, source.size(split)); index++) {
          Tokens tokens = tokenizer.encode(source.get(split, index));
          assertThat(tokens.spec()).as("spec").isEqualTo(tokenizer.spec());
          assertThat(tokens.length())
              .as("tokens of a sample of at most %d steps", source.sampleLength())
              .isBetween(1, tokenizer.tokenCount(source.sampleLength()));
          assertAllFinite(tokens.values(), "values");
          assertAllFinite(tokens.conditions(), "conditions");
        }
      }
    }
  }

  /** The known part of every sample is real. */
  @Test
  default void knownTokensAreReal() {
    try (DataSource<S> source = openDataSource()) {
      Tokenizer<S> tokenizer = tokenizerFactory().fit(source);
      int known = tokenizer.tokenCount(source.knownLength());
      for (Split split : Split.values()) {
        for (long index = 0; index < Math.min(5, source.size(split)); index++) {
          Tokens tokens = tokenizer.encode(source.get(split, index));
          for (int token = 0; token < known; token++) {
            assertThat(tokens.isReal(token)).as("known token %d is real", token).isTrue();
          }
        }
      }
    }
  }

  /** More steps of time never need fewer tokens, and none need none. */
  @Test
  default void tokenCountGrowsWithTime() {
    try (DataSource<S> source = openDataSource()) {
      Tokenizer<S> tokenizer = tokenizerFactory().fit(source);
      assertThat(tokenizer.tokenCount(0)).isZero();
      for (int steps = 1; steps <= source.sampleLength(); steps++) {
        assertThat(tokenizer.tokenCount(steps))
            .as("tokens of %d steps", steps)
            .isBetween(tokenizer.tokenCount(steps - 1), steps);
      }
    }
  }

  /** Values are normalized: of the order of the unit variance of the noise. */
  @Test
  default void valuesAreNormalized() {
    try (DataSource<S> source = openDataSource()) {
      Tokenizer<S> tokenizer = tokenizerFactory().fit(source);
      double squares = 0;
      long count = 0;
      for (long index = 0; index < Math.min(50, source.size(Split.TRAIN)); index++) {
        Tokens tokens = tokenizer.encode(source.get(Split.TRAIN, index));
        FloatBuffer values = tokens.values();
        for (int i = 0; i < values.limit(); i++) {
          if (tokens.isReal(i / tokens.spec().width())) {
            squares += (double) values.get(i) * values.get(i);
            count++;
          }
        }
      }
      assertThat(Math.sqrt(squares / count))
          .as("root mean square of the training tokens")
          .isBetween(0.1, 10.0);
    }
  }

  /** Statistics are learned from the training split, and from nothing else. */
  @Test
  default void learnsFromTheTrainingSplitAlone() {
    try (DataSource<S> source = openDataSource()) {
      Tokenizer<S> tokenizer = tokenizerFactory().fit(new TrainingSplitOnly<>(source));
      assertStatisticsEqual(tokenizer, tokenizerFactory().fit(source));
    }
  }

  /** A tokenizer restored from its statistics does the same, bit for bit. */
  @Test
  default void restoresFromItsStatistics() {
    try (DataSource<S> source = openDataSource()) {
      Tokenizer<S> fitted = tokenizerFactory().fit(source);
      Tokenizer<S> restored = tokenizerFactory().restore(fitted.statistics());
      assertThat(restored.spec()).isEqualTo(fitted.spec());
      assertStatisticsEqual(restored, fitted);
      S sample = source.get(Split.TRAIN, source.size(Split.TRAIN) - 1);
      assertTokensEqual(restored.encode(sample), fitted.encode(sample));
    }
  }

  /** Encoding is repeatable and leaves the sample as it was. */
  @Test
  default void encodingIsRepeatable() {
    try (DataSource<S> source = openDataSource()) {
      Tokenizer<S> tokenizer = tokenizerFactory().fit(source);
      S sample = source.get(Split.TRAIN, 0);
      Tokens first = tokenizer.encode(sample);
      assertTokensEqual(tokenizer.encode(sample), first);
      assertTokensEqual(tokenizer.encode(source.get(Split.TRAIN, 0)), first);
    }
  }

  private static void assertAllFinite(FloatBuffer numbers, String name) {
    for (int i = 0; i < numbers.limit(); i++) {
      assertThat(numbers.get(i)).as("%s[%d]", name, i).isFinite();
    }
  }

  private static void assertTokensEqual(Tokens actual, Tokens expected) {
    assertThat(actual.length()).isEqualTo(expected.length());
    assertThat(actual.values()).isEqualTo(expected.values());
    assertThat(actual.conditions()).isEqualTo(expected.conditions());
    for (int token = 0; token < expected.length(); token++) {
      assertThat(actual.isReal(token)).isEqualTo(expected.isReal(token));
    }
  }

  private static void assertStatisticsEqual(Tokenizer<?> actual, Tokenizer<?> expected) {
    Map<String, double[]> values = actual.statistics().values();
    assertThat(values.keySet()).isEqualTo(expected.statistics().values().keySet());
    values.forEach(
        (name, array) ->
            assertThat(array)
                .as("statistic '%s'", name)
                .isEqualTo(expected.statistics().get(name))
                .doesNotContain(Double.NaN));
  }
}
