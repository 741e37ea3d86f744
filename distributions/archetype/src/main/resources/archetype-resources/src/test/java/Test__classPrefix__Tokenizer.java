package ${package};

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.TokenizerFactory;
import io.stagger.api.data.Tokens;
import io.stagger.testkit.TokenizerConformance;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class Test${classPrefix}Tokenizer implements TokenizerConformance<${classPrefix}Sample> {
  @Override
  public TokenizerFactory<${classPrefix}Sample> tokenizerFactory() {
    return new ${classPrefix}Tokenizer.Factory();
  }

  @Override
  public DataSource<${classPrefix}Sample> openDataSource() {
    return new ${classPrefix}Source(new ${classPrefix}Settings(6, 4, 50, 1));
  }

  @Override
  public void assertSampleEquals(${classPrefix}Sample actual, ${classPrefix}Sample expected) {
    assertThat(actual.positions()).containsExactly(expected.positions(), Offset.offset(1e-6f));
    assertThat(actual.pushes()).isEqualTo(expected.pushes());
  }

  @Test
  void unknownPositionsArePaddingWithTheirPushes() {
    DataSource<${classPrefix}Sample> source = openDataSource();
    Tokenizer<${classPrefix}Sample> tokenizer = tokenizerFactory().fit(source);
    ${classPrefix}Sample sample = source.get(Split.FUTURE, 0);
    Tokens tokens = tokenizer.encode(sample);
    assertThat(tokens.isReal(5)).isTrue();
    assertThat(tokens.isReal(6)).isFalse();
    assertThat(tokens.values().get(6)).isZero();
    assertThat(tokens.conditions().get(6)).isEqualTo(sample.pushes()[6]);
  }
}
