package io.stagger.api.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.sampling.SamplingTask.Observer;
import io.stagger.api.sampling.SamplingTask.Steering;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TestSamplingTask {
  private static final SchedulingMatrix THREE_TOKENS =
      SchedulingMatrix.of(1, new int[][] {{1, 1, 1}, {0, 0, 0}});

  private static SamplingTask padded(
      List<Tokens> sequences, int known, SchedulingMatrix matrix, int padding, long seed) {
    return new SamplingTask(
        sequences, known, matrix, padding, Steering.AS_CONFIGURED, seed, Observer.NONE);
  }

  @Test
  void holdsSequencesOfKnownPlannedAndPaddingTokens() {
    SamplingTask task = padded(sequences(2, 6), 1, THREE_TOKENS, 2, 7);

    assertThat(task.padding()).isEqualTo(2);
    assertThat(task.seed()).isEqualTo(7);
    assertThat(task.steering()).isEqualTo(Steering.AS_CONFIGURED);
    assertThat(task.observer()).isSameAs(Observer.NONE);
    assertThat(SamplingTask.of(sequences(2, 4), 1, THREE_TOKENS, 7).padding()).isZero();
  }

  @Test
  void refusesNoSequencesAndNegativeCounts() {
    assertThatThrownBy(() -> SamplingTask.of(List.of(), 0, THREE_TOKENS, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A task has at least 1 sequence and 0 known tokens and padding, not 0, 0 and 0.");
    assertThatThrownBy(() -> SamplingTask.of(sequences(1, 2), -1, THREE_TOKENS, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("not 1, -1 and 0.");
    assertThatThrownBy(() -> padded(sequences(1, 3), 1, THREE_TOKENS, -1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("not 1, 1 and -1.");
  }

  @Test
  void refusesSequencesOfAnotherLength() {
    List<Tokens> sequences = new ArrayList<>(sequences(1, 5));
    sequences.addAll(sequences(1, 4));

    assertThatThrownBy(() -> padded(sequences, 1, THREE_TOKENS, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A sequence has 4 tokens, but 1 are known, the matrix plans 3 more, and 1 are padding.");
  }

  @Test
  void refusesAnotherNumberOfGoals() {
    SamplingTask task = SamplingTask.of(sequences(2, 4), 1, THREE_TOKENS, 0);

    assertThatThrownBy(() -> task.with(towards(List.of(List.of(1.0)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 goals don't go with 2 sequences.");
    assertThat(task.with(towards(List.of(List.of(1.0), List.of(2.0)))).steering().goals())
        .containsExactly(List.of(1.0), List.of(2.0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void refusesAStrengthThatIsNoNumber(double strength) {
    assertThatThrownBy(() -> new Steering(strength, OptionalInt.empty(), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a finite strength");
  }

  @Test
  void refusesToLookAtNoFuture() {
    assertThatThrownBy(() -> new Steering(1, OptionalInt.of(0), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 future at least");
  }

  @Test
  void changesSteeringAndObserverAlone() {
    SamplingTask task = padded(sequences(1, 5), 1, THREE_TOKENS, 1, 9);
    Observer observer = (first, row, tokens) -> {};
    Steering steering = new Steering(2, OptionalInt.of(3), List.of());

    SamplingTask changed = task.with(steering).with(observer);

    assertThat(changed)
        .isEqualTo(new SamplingTask(task.sequences(), 1, THREE_TOKENS, 1, steering, 9, observer));
  }

  @Test
  void copiesWhatItIsGiven() {
    List<Tokens> sequences = new ArrayList<>(sequences(1, 4));
    List<List<Double>> goals = new ArrayList<>(List.of(new ArrayList<>(List.of(1.0))));
    SamplingTask task = SamplingTask.of(sequences, 1, THREE_TOKENS, 0).with(towards(goals));

    sequences.clear();
    goals.get(0).set(0, 5.0);
    goals.clear();

    assertThat(task.sequences()).hasSize(1);
    assertThat(task.steering().goals()).containsExactly(List.of(1.0));
  }

  private static Steering towards(List<List<Double>> goals) {
    return new Steering(1, OptionalInt.empty(), goals);
  }

  private static List<Tokens> sequences(int count, int length) {
    List<Tokens> sequences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sequences.add(Tokens.ofReal(TokenSpec.vector(1, 0), new float[length], new float[0]));
    }
    return sequences;
  }
}
