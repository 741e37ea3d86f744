package io.stagger.core.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Days of two conditions: which day of the week, and how far the timeline is. */
final class TestContinuedConditions {
  private static final TokenSpec SPEC = TokenSpec.vector(1, 2);

  private static Tokens days(int first, int count) {
    float[] conditions = new float[2 * count];
    for (int i = 0; i < count; i++) {
      conditions[2 * i] = 10 * ((first + i) % 7);
      conditions[2 * i + 1] = 0.01f * (first + i);
    }
    return Tokens.ofReal(SPEC, new float[count], conditions);
  }

  private static List<Tokens> timeline(int days, int length) {
    List<Tokens> samples = new ArrayList<>();
    for (int first = 0; first + length <= days; first++) {
      samples.add(days(first, length));
    }
    return samples;
  }

  private static float[] at(ContinuedConditions conditions, int sequence, long position) {
    FloatBuffer buffer = FloatBuffer.allocate(2);
    conditions.put(sequence, position, buffer);
    assertThat(buffer.hasRemaining()).isFalse();
    return buffer.array();
  }

  @Test
  void areThoseThatCameNextAsLongAsTheTimelineGoesOn() {
    ContinuedConditions conditions =
        new ContinuedConditions(List.of(days(3, 12), days(20, 12)), 2, 6, timeline(100, 12));

    for (int position = 0; position < 78; position++) {
      assertThat(at(conditions, 1, position))
          .containsExactly(10 * ((20 + position) % 7), 0.01f * (20 + position));
    }
    assertThat(at(conditions, 0, 41)).containsExactly(10 * (44 % 7), 0.01f * 44);
  }

  @Test
  void keepTheirRhythmBeyondTheTimeline() {
    ContinuedConditions conditions =
        new ContinuedConditions(List.of(days(20, 12)), 2, 6, timeline(60, 12));

    for (int position : new int[] {1000, 57, 333, 40}) {
      assertThat(at(conditions, 0, position)[0]).isEqualTo(10 * ((20 + position) % 7));
    }
  }

  @Test
  void passOverSamplesThatEndTooEarly() {
    float[] values = new float[9];
    boolean[] real = {true, true, true, true, false, false, false, false, false};
    Tokens padded = new Tokens(SPEC, values, new float[18], real);
    List<Tokens> samples = new ArrayList<>(List.of(padded));
    samples.addAll(timeline(30, 12));
    ContinuedConditions conditions = new ContinuedConditions(List.of(days(0, 12)), 2, 4, samples);

    assertThat(at(conditions, 0, 15)).containsExactly(10, 0.01f * 15);
  }
}
