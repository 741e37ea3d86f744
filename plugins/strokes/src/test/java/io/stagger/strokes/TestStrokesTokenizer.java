package io.stagger.strokes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.api.data.TokenizerFactory;
import io.stagger.api.data.Tokens;
import io.stagger.strokes.StrokesTokenizerSettings.Ending;
import io.stagger.testkit.TokenizerConformance;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class TestStrokesTokenizer implements TokenizerConformance<Drawing> {
  private static final Offset<Float> ROUNDING = Offset.offset(1e-2f);

  @Override
  public TokenizerFactory<Drawing> tokenizerFactory() {
    return new StrokesTokenizerFactory(new StrokesTokenizerSettings(2, Ending.EVERY));
  }

  @Override
  public DataSource<Drawing> openDataSource() {
    return TestingDrawings.source(1);
  }

  @Override
  public void assertSampleEquals(Drawing actual, Drawing expected) {
    assertThat(actual.name()).isEqualTo(expected.name());
    assertThat(actual.strokes()).hasSameSizeAs(expected.strokes());
    for (int i = 0; i < expected.strokes().size(); i++) {
      assertThat(actual.strokes().get(i).places())
          .containsExactly(expected.strokes().get(i).places(), ROUNDING);
    }
  }

  @Test
  void tokensAfterTheLastStrokeSayThatTheDrawingIsFinished() {
    StrokesTokenizer tokenizer = TestingDrawings.tokenizer();
    Tokens tokens = tokenizer.encode(TestingDrawings.drawing(TestingDrawings.line(0, 0, 80, 0)));

    assertThat(tokens.length()).isEqualTo(TestingDrawings.MOST);
    int width = tokenizer.spec().width();
    assertThat(width).isEqualTo(2 + 2 * TestingDrawings.STEPS + 1);
    assertThat(tokens.values().get(width - 1)).isEqualTo(1);
    for (int token = 1; token < TestingDrawings.MOST; token++) {
      assertThat(tokens.isReal(token)).isTrue();
      for (int i = 0; i < width - 1; i++) {
        assertThat(tokens.values().get(token * width + i)).isZero();
      }
      assertThat(tokens.values().get((token + 1) * width - 1)).isEqualTo(-1);
    }
  }

  @Test
  void wherePaddingFollowsASingleSignItIsNotReal() {
    StrokesTokenizer tokenizer = TestingDrawings.tokenizer(Ending.ONCE);
    Drawing drawing =
        TestingDrawings.drawing(
            TestingDrawings.line(0, 0, 80, 0), TestingDrawings.line(0, 9, 80, 9));
    Tokens tokens = tokenizer.encode(drawing);

    assertThat(List.of(tokens.isReal(0), tokens.isReal(1), tokens.isReal(2))).containsOnly(true);
    assertThat(List.of(tokens.isReal(3), tokens.isReal(4), tokens.isReal(5))).containsOnly(false);
    assertSampleEquals(tokenizer.decode(tokens, drawing), drawing);
  }

  @Test
  void tokensHoldWhereThePenIsSetDownAndItsSteps() {
    StrokesTokenizer tokenizer = TestingDrawings.tokenizer();
    Tokens tokens =
        tokenizer.encode(TestingDrawings.drawing(TestingDrawings.line(100, 300, 180, 220)));
    PenScale scale = tokenizer.scale();

    assertThat(tokens.values().get(0)).isCloseTo((float) (2 * scale.start(0, 100)), ROUNDING);
    assertThat(tokens.values().get(1)).isCloseTo((float) (2 * scale.start(1, 300)), ROUNDING);
    for (int step = 1; step <= TestingDrawings.STEPS; step++) {
      assertThat(tokens.values().get(2 * step)).isCloseTo((float) scale.step(0, 10), ROUNDING);
      assertThat(tokens.values().get(2 * step + 1)).isCloseTo((float) scale.step(1, -10), ROUNDING);
    }
  }

  @Test
  void decodingStopsAtTheFirstSign() {
    StrokesTokenizer tokenizer = TestingDrawings.tokenizer();
    int width = tokenizer.spec().width();
    float[] values = new float[TestingDrawings.MOST * width];
    for (int token : new int[] {0, 1, 3}) {
      values[(token + 1) * width - 1] = 0.1f;
    }
    values[3 * width - 1] = -0.1f;
    Drawing decoded =
        tokenizer.decode(Tokens.ofReal(tokenizer.spec(), values, new float[0]), Drawing.blank());
    assertThat(decoded.strokes()).hasSize(2);
  }

  @Test
  void aDrawingThatFillsAllTokensNeedsNoSign() {
    StrokesTokenizer tokenizer = TestingDrawings.tokenizer();
    Stroke line = TestingDrawings.line(0, 0, 80, 0);
    Drawing full = TestingDrawings.drawing(line, line, line, line, line, line);
    assertSampleEquals(tokenizer.decode(tokenizer.encode(full), full), full);
  }

  @Test
  void placesAndStepsHaveUnitVariance() {
    StrokesTokenizer tokenizer = TestingDrawings.tokenizer();
    double squares = 0;
    long count = 0;
    DataSource<Drawing> source = TestingDrawings.source(0);
    for (long i = 0; i < source.size(Split.TRAIN); i++) {
      Drawing drawing = source.get(Split.TRAIN, i);
      Tokens tokens = tokenizer.encode(drawing);
      for (int token = 0; token < drawing.strokes().size(); token++) {
        for (int j = 2; j < tokenizer.drawn(); j++) {
          float value = tokens.values().get(token * tokenizer.spec().width() + j);
          squares += value * value;
          count++;
        }
      }
    }
    assertThat(squares / count).isCloseTo(1, within(1e-4));
  }

  @Test
  void refusesOtherSettingsThanItWasTrainedWith() {
    StrokesTokenizerFactory other =
        new StrokesTokenizerFactory(new StrokesTokenizerSettings(1, Ending.EVERY));
    assertThatThrownBy(() -> other.restore(TestingDrawings.tokenizer().statistics()))
        .hasMessage(
            "The model was trained with the tokenizer's settings startScale 2.0 and ending every; leave them as they were.");
  }

  @Test
  void refusesStrokesOfOtherSteps() {
    Drawing other = TestingDrawings.drawing(TestingDrawings.stroke(0, 0, 10, 10).resampled(9));
    assertThatThrownBy(() -> TestingDrawings.tokenizer().encode(other))
        .hasMessage(
            "The model was trained on strokes of 8 steps, but stroke 1 of 'made up' has 9; set 'penSteps' of the data as it was.");
  }

  @Test
  void refusesMoreStrokesThanTokens() {
    Stroke line = TestingDrawings.line(0, 0, 80, 0);
    Drawing tooLong = TestingDrawings.drawing(line, line, line, line, line, line, line);
    assertThatThrownBy(() -> TestingDrawings.tokenizer().encode(tooLong))
        .hasMessage(
            "The drawing 'made up' has 7 strokes, but the model was trained on at most 6; set 'maxStrokes' of the data as it was.");
  }
}
