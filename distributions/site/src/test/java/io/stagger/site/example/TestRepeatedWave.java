package io.stagger.site.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.example.Wave;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TestRepeatedWave {
  @Test
  void theFutureIsNotLookedAt() {
    Wave sample = new Wave(new float[] {1, 2, Float.NaN, 9});

    assertThat(new RepeatedWave().predict(sample, 2, 3, new SplittableRandom(1)))
        .hasSize(3)
        .containsOnly(new Wave(new float[] {1, 2, 2, 2}));
  }
}
