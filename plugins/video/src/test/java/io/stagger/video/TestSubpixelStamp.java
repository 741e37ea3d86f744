package io.stagger.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TestSubpixelStamp {
  private static final float[] ITEM = {0.1f, 0.2f, 0.3f, 0.4f};

  private static float[] stamped(double left, double top) {
    float[] frame = new float[16];
    new SubpixelStamp(ITEM, 2, 4).add(left, top, frame, 0);
    return frame;
  }

  @Test
  void onAPixelTheItemIsCopied() {
    assertThat(stamped(1, 2))
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0.1f, 0.2f, 0, 0, 0.3f, 0.4f, 0);
    assertThat(stamped(2, 2))
        .as("in the far corner")
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.1f, 0.2f, 0, 0, 0.3f, 0.4f);
  }

  @Test
  void betweenPixelsTheItemIsSharedByArea() {
    assertThat(stamped(0.25, 0))
        .containsExactly(
            new float[] {0.075f, 0.175f, 0.05f, 0, 0.225f, 0.375f, 0.1f, 0, 0, 0, 0, 0, 0, 0, 0, 0},
            within(1e-7f));
    assertThat(stamped(0, 1.5))
        .containsExactly(
            new float[] {0, 0, 0, 0, 0.05f, 0.1f, 0, 0, 0.2f, 0.3f, 0, 0, 0.15f, 0.2f, 0, 0},
            within(1e-7f));
  }

  @Test
  void massIsTheSameEverywhere() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 1000; trial++) {
      double left = random.nextDouble(2);
      double top = random.nextDouble(2);
      Clip clip = new Clip(4, 4, 1, stamped(left, top));
      double mass = 0;
      for (float pixel : clip.pixels()) {
        mass += pixel;
      }
      assertThat(mass).isCloseTo(1, within(1e-6));
      // The item's own center of mass is 1.1 / 1 to the right and 1.2 down.
      CenterOfMass center = CenterOfMass.of(clip, 0).orElseThrow();
      assertThat(center.x()).isCloseTo(left + 0.4 * 0.5 + 0.6 * 1.5, within(1e-5));
      assertThat(center.y()).isCloseTo(top + 0.3 * 0.5 + 0.7 * 1.5, within(1e-5));
    }
  }

  @Test
  void otherFramesAreLeftAlone() {
    float[] frames = new float[48];
    new SubpixelStamp(ITEM, 2, 4).add(1.5, 1.5, frames, 16);
    for (int i = 0; i < 48; i++) {
      if (i < 16 || i >= 32) {
        assertThat(frames[i]).isZero();
      }
    }
    assertThat(frames[16 + 5]).isPositive();
  }
}
