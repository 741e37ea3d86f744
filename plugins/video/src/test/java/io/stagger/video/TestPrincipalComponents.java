package io.stagger.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.StaggerException;
import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.video.FramesSettings.Normalization;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class TestPrincipalComponents {
  private static final int PIXELS = 64;

  private final MovingPicturesSource source = small();
  private final PixelScale scale = PixelScale.fit(source, Normalization.GLOBAL);

  private static MovingPicturesSource small() {
    TestingPictures pictures = new TestingPictures();
    pictures.size = 8;
    pictures.itemSize = 5;
    return pictures.open();
  }

  private PrincipalComponents fit(int count) {
    return PrincipalComponents.fit(source, scale, PIXELS, count);
  }

  /** All training frames, normalized: 40 clips of 16, so all of them are learned from. */
  private float[][] frames() {
    float[][] frames = new float[40 * 16][PIXELS];
    for (int i = 0; i < frames.length; i++) {
      float[] pixels = source.get(Split.TRAIN, i / 16).pixels();
      for (int j = 0; j < PIXELS; j++) {
        frames[i][j] = scale.normalize(pixels[i % 16 * PIXELS + j], j);
      }
    }
    return frames;
  }

  @Test
  void directionsAreUnitVectorsAtRightAngles() {
    double[] directions = fit(20).directions();
    for (int a = 0; a < 20; a++) {
      for (int b = 0; b <= a; b++) {
        double product = 0;
        for (int i = 0; i < PIXELS; i++) {
          product += directions[i * 20 + a] * directions[i * 20 + b];
        }
        assertThat(product).as("%d . %d", a, b).isCloseTo(a == b ? 1 : 0, within(1e-5));
      }
    }
  }

  @Test
  void numbersDoNotGoTogetherAndVaryLessAndLessByOneOnAverage() {
    PrincipalComponents components = fit(20);
    float[][] frames = frames();
    double[][] products = new double[20][20];
    double[] sums = new double[20];
    float[] values = new float[25];
    for (float[] frame : frames) {
      components.project(frame, values, 5);
      for (int a = 0; a < 20; a++) {
        sums[a] += values[5 + a] / frames.length;
        for (int b = 0; b < 20; b++) {
          products[a][b] += values[5 + a] * values[5 + b] / frames.length;
        }
      }
    }
    double total = 0;
    for (int a = 0; a < 20; a++) {
      assertThat(sums[a]).as("mean of %d", a).isCloseTo(0, within(1e-4));
      for (int b = 0; b < a; b++) {
        assertThat(products[a][b]).as("%d with %d", a, b).isCloseTo(0, within(1e-3));
      }
      if (a > 0) {
        assertThat(products[a][a]).as("variance of %d", a).isLessThan(products[a - 1][a - 1]);
      }
      total += products[a][a];
    }
    assertThat(total / 20).isCloseTo(1, within(1e-3));
  }

  @Test
  void whatIsLeftOutIsWhatVariesLeast() {
    float[][] frames = frames();
    double before = Double.POSITIVE_INFINITY;
    for (int count : new int[] {1, 8, 30, 60}) {
      double error = error(fit(count), frames);
      assertThat(error).as("mean squared error of %d", count).isLessThan(before);
      before = error;
    }
    assertThat(error(fit(PIXELS), frames)).isCloseTo(0, within(1e-9));
  }

  @Test
  void noDirectionsOfEqualNumberLeaveLessOut() {
    // Other directions at right angles: pixels themselves, those that vary most.
    float[][] frames = frames();
    PrincipalComponents components = fit(10);
    double[] variances = new double[PIXELS];
    double[] mean = components.mean();
    for (float[] frame : frames) {
      for (int i = 0; i < PIXELS; i++) {
        variances[i] += (frame[i] - mean[i]) * (frame[i] - mean[i]) / frames.length;
      }
    }
    Arrays.sort(variances);
    double left = 0;
    for (int i = 0; i < PIXELS - 10; i++) {
      left += variances[i] / PIXELS;
    }
    assertThat(error(components, frames)).isLessThan(left / 2);
  }

  /** The mean squared error of pixels that were projected and expanded. */
  private static double error(PrincipalComponents components, float[][] frames) {
    float[] values = new float[components.width()];
    float[] expanded = new float[PIXELS];
    double sum = 0;
    for (float[] frame : frames) {
      components.project(frame, values, 0);
      components.expand(FloatBuffer.wrap(values), 0, expanded);
      for (int i = 0; i < PIXELS; i++) {
        sum += (frame[i] - expanded[i]) * (frame[i] - expanded[i]);
      }
    }
    return sum / frames.length / PIXELS;
  }

  @Test
  void distancesAreThoseOfPicturesButForTheScale() {
    PrincipalComponents components = fit(PIXELS);
    float[][] frames = frames();
    float[] values = new float[2 * PIXELS];
    components.project(frames[3], values, 0);
    components.project(frames[500], values, PIXELS);
    double pictures = 0;
    double tokens = 0;
    for (int i = 0; i < PIXELS; i++) {
      pictures += Math.pow(frames[3][i] - frames[500][i], 2);
      tokens += Math.pow(values[i] - values[PIXELS + i], 2);
    }
    assertThat(Math.sqrt(tokens) / components.scale())
        .isCloseTo(Math.sqrt(pictures), Offset.offset(1e-4));
  }

  @Test
  void moreComponentsThanPixelsAreRefused() {
    assertThatThrownBy(() -> fit(65))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The tokenizer's 'components' is 65, but a token has 64 pixels; set it to that at most, or to 0 for the pixels themselves.");
  }

  @Test
  void moreComponentsThanFramesVaryInAreRefused() {
    TestingPictures pictures = new TestingPictures();
    pictures.size = 8;
    pictures.itemSize = 5;
    pictures.trainClips = 1;
    assertThatThrownBy(() -> PrincipalComponents.fit(pictures.open(), scale, PIXELS, 40))
        .isInstanceOf(StaggerException.class)
        .hasMessageMatching(
            "The tokenizer's 'components' is 40, but the training frames vary in (\\d|1[0-6]) directions only; set it to that at most, or to 0 for the pixels themselves.");
  }

  /**
   * Clips of which only a later frame differs: whoever looks at first frames alone sees nothing.
   */
  @Test
  void framesAreTakenFromAllPartsOfClips() {
    TestingPictures pictures = new TestingPictures();
    pictures.size = 8;
    pictures.itemSize = 5;
    pictures.trainClips = 30_000;
    PrincipalComponents components =
        PrincipalComponents.fit(new DarkFirstFrames(pictures.open()), scale, PIXELS, 20);
    assertThat(components.width()).isEqualTo(20);
    assertThatThrownBy(() -> PrincipalComponents.fit(new TestingStillSource(0.25f), scale, 4, 1))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("vary in 0 directions only");
  }

  /** A source whose clips all begin dark. */
  private record DarkFirstFrames(DataSource<Clip> source) implements DataSource<Clip> {
    @Override
    public Class<Clip> sampleType() {
      return Clip.class;
    }

    @Override
    public String description() {
      return source.description();
    }

    @Override
    public String fingerprint() {
      return source.fingerprint();
    }

    @Override
    public int sampleLength() {
      return source.sampleLength();
    }

    @Override
    public int knownLength() {
      return source.knownLength();
    }

    @Override
    public long size(Split split) {
      return source.size(split);
    }

    @Override
    public Clip get(Split split, long index) {
      Clip clip = source.get(split, index);
      float[] pixels = clip.pixels().clone();
      Arrays.fill(pixels, 0, clip.frameWidth(), 0);
      return new Clip(clip.height(), clip.width(), clip.channels(), pixels);
    }
  }

  @Test
  void tokensOfTooManyPixelsAreRefused() {
    assertThatThrownBy(() -> PrincipalComponents.fit(source, scale, 5000, 10))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "A token has 5000 pixels, too many to look for principal components; at most 2500 are possible. Set the tokenizer's 'components' to 0, or 'frameStack' lower.");
  }

  @Test
  void numbersThatDoNotFitTogetherAreRefused() {
    assertThatThrownBy(() -> new PrincipalComponents(new double[3], new double[4], 1, new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("3 means don't go with 4 numbers of directions and the scale 1.0.");
  }
}
