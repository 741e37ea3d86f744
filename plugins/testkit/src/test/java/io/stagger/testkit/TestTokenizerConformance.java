package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.TokenizerFactory;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TestTokenizerConformance implements TokenizerConformance<float[]> {
  private final TokenizerConformance<float[]> sound = new TestingTokenizerConformance(Set.of());

  @Override
  public TokenizerFactory<float[]> tokenizerFactory() {
    return sound.tokenizerFactory();
  }

  @Override
  public DataSource<float[]> openDataSource() {
    return sound.openDataSource();
  }

  @Override
  public void assertSampleEquals(float[] actual, float[] expected) {
    sound.assertSampleEquals(actual, expected);
  }

  @ParameterizedTest
  @EnumSource(TestingTokenizerFactory.Defect.class)
  void noticesTheDefect(TestingTokenizerFactory.Defect defect) {
    TokenizerConformance<float[]> subject = new TestingTokenizerConformance(Set.of(defect));
    assertThat(KitFailures.of(TokenizerConformance.class, subject)).contains(defect.noticedBy());
  }
}
