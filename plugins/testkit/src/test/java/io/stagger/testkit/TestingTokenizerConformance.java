package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.TokenizerFactory;
import java.util.Set;
import org.assertj.core.data.Offset;

/**
 * The kit applied to {@link TestingTokenizerFactory}.
 *
 * @param defects what is wrong with the tokenizer
 */
record TestingTokenizerConformance(Set<TestingTokenizerFactory.Defect> defects)
    implements TokenizerConformance<float[]> {
  @Override
  public TokenizerFactory<float[]> tokenizerFactory() {
    return new TestingTokenizerFactory(defects);
  }

  @Override
  public DataSource<float[]> openDataSource() {
    return new TestingDataSource();
  }

  @Override
  public void assertSampleEquals(float[] actual, float[] expected) {
    assertThat(actual).containsExactly(expected, Offset.offset(1e-4f));
  }
}
