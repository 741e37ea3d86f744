package io.stagger.api.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TestNoiseLevelSamplerRequest {
  @Test
  void noArrayThatGoesInOrOutChangesIt() {
    int[] lengths = {3, 5};
    NoiseLevelSampler.Request request = new NoiseLevelSampler.Request(10, 1, lengths);

    lengths[0] = 1;
    request.lengths()[1] = 1;

    assertThat(request.length(0)).isEqualTo(3);
    assertThat(request.length(1)).isEqualTo(5);
    assertThat(request.lengths()).containsExactly(3, 5);
  }

  @Test
  void equalLengthsMakeEqualRequests() {
    NoiseLevelSampler.Request request = new NoiseLevelSampler.Request(10, 1, new int[] {3, 5});

    assertThat(request)
        .isEqualTo(new NoiseLevelSampler.Request(10, 1, new int[] {3, 5}))
        .hasSameHashCodeAs(new NoiseLevelSampler.Request(10, 1, new int[] {3, 5}))
        .isNotEqualTo(new NoiseLevelSampler.Request(10, 1, new int[] {3, 4}))
        .isNotEqualTo(new NoiseLevelSampler.Request(10, 2, new int[] {3, 5}))
        .isNotEqualTo(new NoiseLevelSampler.Request(11, 1, new int[] {3, 5}))
        .hasToString("Request[levelCount=10, knownTokens=1, lengths=[3, 5]]");
  }
}
