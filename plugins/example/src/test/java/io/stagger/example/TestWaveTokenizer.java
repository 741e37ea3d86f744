package io.stagger.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.TokenizerFactory;
import io.stagger.api.data.Tokens;
import io.stagger.testkit.TokenizerConformance;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class TestWaveTokenizer implements TokenizerConformance<Wave> {
  @Override
  public TokenizerFactory<Wave> tokenizerFactory() {
    return new WaveTokenizer.Factory();
  }

  @Override
  public DataSource<Wave> openDataSource() {
    return new SineSource(new SineSettings(6, 4, 50, 1));
  }

  @Override
  public void assertSampleEquals(Wave actual, Wave expected) {
    assertThat(actual.heights()).containsExactly(expected.heights(), Offset.offset(1e-6f));
  }

  @Test
  void unknownHeightsArePadding() {
    Tokenizer<Wave> tokenizer = tokenizerFactory().fit(openDataSource());
    Tokens tokens = tokenizer.encode(new Wave(new float[] {1, Float.NaN}));
    assertThat(tokens.isReal(0)).isTrue();
    assertThat(tokens.isReal(1)).isFalse();
    assertThat(tokens.values().get(1)).isZero();
  }
}
