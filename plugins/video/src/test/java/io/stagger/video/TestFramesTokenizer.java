package io.stagger.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.StaggerException;
import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.api.data.Statistics;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.TokenizerFactory;
import io.stagger.api.data.Tokens;
import io.stagger.testkit.TokenizerConformance;
import io.stagger.video.FramesSettings.Normalization;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class TestFramesTokenizer {
  private final TestingPictures pictures = new TestingPictures();

  private static FramesTokenizerFactory factory(int frameStack, Normalization normalization) {
    return factory(frameStack, normalization, 0);
  }

  private static FramesTokenizerFactory factory(
      int frameStack, Normalization normalization, int components) {
    return new FramesTokenizerFactory(new FramesSettings(frameStack, normalization, components));
  }

  @Nested
  final class OneFrame extends Conformance {
    OneFrame() {
      super(1, Normalization.GLOBAL, 0);
    }
  }

  @Nested
  final class StackedFrames extends Conformance {
    StackedFrames() {
      super(4, Normalization.GLOBAL, 0);
    }
  }

  @Nested
  final class EachPixel extends Conformance {
    EachPixel() {
      super(2, Normalization.PER_PIXEL, 0);
    }
  }

  /** All directions but the one in which no two frames of a clip differ: their sums are alike. */
  @Nested
  final class AllComponents extends Conformance {
    AllComponents() {
      super(2, Normalization.PER_PIXEL, 127);
    }
  }

  private abstract static class Conformance implements TokenizerConformance<Clip> {
    private final int frameStack;
    private final Normalization normalization;
    private final int components;

    Conformance(int frameStack, Normalization normalization, int components) {
      this.frameStack = frameStack;
      this.normalization = normalization;
      this.components = components;
    }

    @Override
    public TokenizerFactory<Clip> tokenizerFactory() {
      return factory(frameStack, normalization, components);
    }

    @Override
    public DataSource<Clip> openDataSource() {
      TestingPictures pictures = new TestingPictures();
      pictures.size = 8;
      pictures.itemSize = 5;
      return pictures.open();
    }

    @Override
    public void assertSampleEquals(Clip actual, Clip expected) {
      assertThat(actual.hasFramesLike(expected)).isTrue();
      assertThat(actual.pixels()).containsExactly(expected.pixels(), within(1e-5f));
    }
  }

  @Test
  void globalStatisticsAreThoseOfAllPixels() {
    MovingPicturesSource source = pictures.open();
    Tokenizer<Clip> tokenizer = factory(1, Normalization.GLOBAL).fit(source);
    double sum = 0;
    double squares = 0;
    for (long index = 0; index < 40; index++) {
      for (float value : source.get(Split.TRAIN, index).pixels()) {
        sum += value;
        squares += value * value;
      }
    }
    double mean = sum / (40 * 16 * 576);
    double deviation = Math.sqrt(squares / (40 * 16 * 576) - mean * mean);
    assertThat(tokenizer.statistics().get("mean"))
        .containsExactly(new double[] {mean}, within(1e-6));
    assertThat(tokenizer.statistics().get("deviation"))
        .containsExactly(new double[] {deviation}, within(1e-6));
    Clip clip = source.get(Split.TEST, 0);
    assertThat(tokenizer.encode(clip).values().get(1000))
        .isCloseTo((float) ((clip.pixels()[1000] - mean) / deviation), within(1e-5f));
  }

  @Test
  void eachPixelHasStatisticsOfItsOwnIfWished() {
    MovingPicturesSource source = pictures.open();
    Tokenizer<Clip> tokenizer = factory(2, Normalization.PER_PIXEL).fit(source);
    double global = factory(1, Normalization.GLOBAL).fit(source).statistics().get("deviation")[0];
    double[] mean = tokenizer.statistics().get("mean");
    double[] deviation = tokenizer.statistics().get("deviation");
    assertThat(mean).hasSize(576);
    int middle = 12 * 24 + 12;
    assertThat(mean[middle]).as("the middle is brighter than the corner").isGreaterThan(mean[0]);
    assertThat(Arrays.stream(deviation).min().orElseThrow()).isGreaterThanOrEqualTo(global / 10);
    Clip clip = source.get(Split.TEST, 0);
    // The same place in the second frame of the second token.
    int at = 3 * 576 + middle;
    assertThat(tokenizer.encode(clip).values().get(at))
        .isCloseTo((float) ((clip.pixels()[at] - mean[middle]) / deviation[middle]), within(1e-5f));
  }

  @Test
  void tokensAreStacksOfFrames() {
    MovingPicturesSource source = pictures.open();
    Tokenizer<Clip> tokenizer = factory(4, Normalization.GLOBAL).fit(source);
    assertThat(tokenizer.spec()).isEqualTo(TokenSpec.vector(4 * 576, 0));
    assertThat(tokenizer.encode(source.get(Split.TRAIN, 0)).length()).isEqualTo(4);
    assertThat(tokenizer.tokenCount(11)).isEqualTo(2);
  }

  @Test
  void componentsAreNumbersOfATokenAndKeepWhatAPictureShows() {
    MovingPicturesSource source = pictures.open();
    Tokenizer<Clip> tokenizer = factory(1, Normalization.GLOBAL, 48).fit(source);
    assertThat(tokenizer.spec()).isEqualTo(TokenSpec.vector(48, 0));
    Clip clip = source.get(Split.TRAIN, 0);
    Tokens tokens = tokenizer.encode(clip);
    assertThat(tokens.values().limit()).isEqualTo(16 * 48);
    float[] pixels = tokenizer.decode(tokens, clip).pixels();
    double error = 0;
    double signal = 0;
    for (int i = 0; i < pixels.length; i++) {
      error += Math.pow(pixels[i] - clip.pixels()[i], 2);
      signal += Math.pow(clip.pixels()[i], 2);
    }
    assertThat(error / signal).as("share of a picture that is lost").isBetween(1e-4, 0.1);
  }

  @Test
  void anUnknownFrameOfComponentsIsPadding() {
    MovingPicturesSource source = pictures.open();
    Tokenizer<Clip> tokenizer = factory(1, Normalization.GLOBAL, 10).fit(source);
    float[] pixels = source.get(Split.TRAIN, 0).pixels().clone();
    pixels[3 * 576 + 17] = Float.NaN;
    Clip partly = new Clip(24, 24, 1, pixels);
    Tokens tokens = tokenizer.encode(partly);
    assertThat(tokens.isReal(3)).isFalse();
    assertThat(tokens.values().get(39)).isZero();
    assertThat(tokens.values().get(40)).isNotZero();
    assertThat(tokenizer.decode(tokens, partly).value(3, 0, 0, 0)).isNaN();
  }

  @Test
  void anotherNumberOfComponentsIsRefused() {
    Statistics statistics = factory(1, Normalization.GLOBAL, 10).fit(pictures.open()).statistics();
    assertThatThrownBy(() -> factory(1, Normalization.GLOBAL, 0).restore(statistics))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The model was trained with the tokenizer's settings frameStack 1, normalization global and components 10; leave them as they were.");
  }

  @Test
  void decodingClipsToWhatPixelsCanBe() {
    MovingPicturesSource source = pictures.open();
    Tokenizer<Clip> tokenizer = factory(1, Normalization.GLOBAL).fit(source);
    float[] values = new float[2 * 576];
    Arrays.fill(values, 0, 576, 100);
    Arrays.fill(values, 576, 1152, -100);
    Clip clip =
        tokenizer.decode(
            Tokens.ofReal(tokenizer.spec(), values, new float[0]), source.get(Split.TRAIN, 0));
    assertThat(clip.length()).isEqualTo(2);
    assertThat(clip.value(0, 3, 3, 0)).isEqualTo(1);
    assertThat(clip.value(1, 3, 3, 0)).isZero();
  }

  @Test
  void unknownFramesArePadding() {
    MovingPicturesSource source = pictures.open();
    Tokenizer<Clip> tokenizer = factory(2, Normalization.GLOBAL).fit(source);
    float[] pixels = source.get(Split.TRAIN, 0).pixels().clone();
    pixels[3 * 576 + 17] = Float.NaN;
    Clip partly = new Clip(24, 24, 1, pixels);
    Tokens tokens = tokenizer.encode(partly);
    assertThat(tokens.isReal(0)).isTrue();
    assertThat(tokens.isReal(1)).isFalse();
    assertThat(tokens.isReal(2)).isTrue();
    assertThat(tokens.values().get(2 * 576)).isZero();
    assertThat(tokens.values().get(3 * 576 + 17)).isZero();
    Clip decoded = tokenizer.decode(tokens, partly);
    assertThat(decoded.value(2, 0, 0, 0)).isNaN();
    assertThat(decoded.value(4, 0, 0, 0)).isCloseTo(pixels[4 * 576], within(1e-5f));
  }

  @Test
  void framesThatCannotBeStackedAreRefused() {
    MovingPicturesSource source = pictures.open();
    assertThatThrownBy(() -> factory(3, Normalization.GLOBAL).fit(source))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The data's clips have 16 frames, which is no multiple of the tokenizer's 'frameStack', 3; make it 18 or choose another 'frameStack'.");
    assertThatThrownBy(() -> factory(8, Normalization.GLOBAL).fit(source))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The data's known parts of clips have 4 frames, which is no multiple of the tokenizer's 'frameStack', 8; make it 8 or choose another 'frameStack'.");
  }

  @Test
  void framesOfAnotherSizeAreRefused() {
    Tokenizer<Clip> tokenizer = factory(1, Normalization.GLOBAL).fit(pictures.open());
    assertThatThrownBy(() -> tokenizer.encode(new Clip(20, 24, 3, new float[1440])))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The model was trained on frames of 24 x 24 pixels of 1 channel, but the data has frames of 20 x 24 pixels of 3 channels; set the data source as it was.");
  }

  @Test
  void otherSettingsThanThoseOfTheStatisticsAreRefused() {
    Statistics statistics = factory(2, Normalization.PER_PIXEL).fit(pictures.open()).statistics();
    String message =
        "The model was trained with the tokenizer's settings frameStack 2, normalization per-pixel and components 0; leave them as they were.";
    assertThatThrownBy(() -> factory(1, Normalization.PER_PIXEL).restore(statistics))
        .isInstanceOf(StaggerException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> factory(2, Normalization.GLOBAL).restore(statistics))
        .isInstanceOf(StaggerException.class)
        .hasMessage(message);
  }

  @Test
  void statisticsThatDoNotFitTogetherAreRefused() {
    Statistics damaged =
        new Statistics(
            Map.of(
                "frame-shape", new double[] {2, 2, 1},
                "frame-stack", new double[] {1},
                "mean", new double[3],
                "deviation", new double[3]));
    assertThatThrownBy(() -> factory(1, Normalization.PER_PIXEL).restore(damaged))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Frames of 2 x 2 pixels of 1 channel don't go with 3 means.");
  }

  @Test
  void pixelsThatNeverVaryAreRefused() {
    assertThatThrownBy(() -> factory(1, Normalization.GLOBAL).fit(new TestingStillSource(0.25f)))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The pixels of the training clips (still) are all alike, so there is nothing to learn from them; give other data.");
    assertThatThrownBy(
            () -> factory(1, Normalization.GLOBAL).fit(new TestingStillSource(Float.NaN)))
        .hasMessageContaining("are not all finite numbers");
  }
}
