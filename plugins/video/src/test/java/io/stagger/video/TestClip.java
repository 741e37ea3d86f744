package io.stagger.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TestClip {
  @Test
  void pixelsAreFoundByFrameRowColumnAndChannel() {
    float[] pixels = new float[2 * 3 * 4 * 3];
    pixels[((1 * 3 + 2) * 4 + 1) * 3 + 2] = 0.5f;
    Clip clip = new Clip(3, 4, 3, pixels);
    assertThat(clip.length()).isEqualTo(2);
    assertThat(clip.frameWidth()).isEqualTo(36);
    assertThat(clip.value(1, 2, 1, 2)).isEqualTo(0.5f);
    assertThatThrownBy(() -> clip.value(0, 0, 4, 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void sizesAreCheckedAndCompared() {
    assertThatThrownBy(() -> new Clip(2, 2, 1, new float[6]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A clip holds at least 1 frame of 4 numbers, but 6 numbers are no multiple of that.");
    assertThatThrownBy(() -> new Clip(2, 2, 2, new float[8]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A frame has at least 1 row and 1 column, and 1 or 3 channels, not 2, 2 and 2.");
    assertThat(new Clip(1, 4, 1, new float[8]))
        .isEqualTo(new Clip(1, 4, 1, new float[8]))
        .hasSameHashCodeAs(new Clip(1, 4, 1, new float[8]))
        .isNotEqualTo(new Clip(2, 2, 1, new float[8]));
  }
}
