package io.stagger.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.TrainingBatch;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TestBatchAssembler {
  @Test
  void seesEverySampleOnceAnEpochInAnotherOrder() {
    SampleOrder order = new SampleOrder(50, new Seeds(1));
    List<List<Integer>> epochs = new ArrayList<>();
    for (int epoch = 0; epoch < 3; epoch++) {
      List<Integer> indices = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        indices.add(order.index(epoch * 50L + i));
      }
      assertThat(new HashSet<>(indices)).hasSize(50);
      epochs.add(indices);
    }
    assertThat(Set.copyOf(epochs)).hasSize(3);
    assertThat(order.index(7)).isEqualTo(epochs.get(0).get(7));
    assertThat(new SampleOrder(50, new Seeds(2)).index(7)).isNotEqualTo(epochs.get(0).get(7));
  }

  @Test
  void refusesDataWithoutSamples() {
    assertThatThrownBy(() -> new SampleOrder(0, new Seeds(1)))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("the data holds 0");
  }

  @Test
  void padsToTheLongestWithFullNoiseAndNoWeight() {
    try (BatchAssembler assembler = assembler()) {
      TrainingBatch batch = assembler.batch(0);

      assertThat(batch.levels().time()).isEqualTo(TestingDataSource.LENGTH);
      assertThat(batch.values().isDirect()).isTrue();
      int padded = 0;
      double sum = 0;
      for (int b = 0; b < 10; b++) {
        int last = b * TestingDataSource.LENGTH + TestingDataSource.LENGTH - 1;
        // Only real tokens of this data have a condition at the last position.
        if (batch.conditions().get(last) == 0) {
          padded++;
          assertThat(batch.levels().array()[last]).isEqualTo(19);
          assertThat(batch.weights()[last]).isZero();
          assertThat(batch.values().get(last)).isZero();
        }
      }
      for (float weight : batch.weights()) {
        sum += weight;
      }
      assertThat(padded).isEqualTo(5);
      assertThat(sum).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void givesTheSameBatchInWhateverOrderStepsAreAskedFor() {
    try (BatchAssembler one = assembler();
        BatchAssembler other = assembler()) {
      List<List<Float>> forward = new ArrayList<>();
      for (int step = 0; step < 6; step++) {
        forward.add(copy(one.batch(step)));
      }
      assertThat(copy(other.batch(5))).isEqualTo(forward.get(5));
      assertThat(copy(other.batch(2))).isEqualTo(forward.get(2));
      assertThat(copy(other.batch(3))).isEqualTo(forward.get(3));
      assertThat(Set.copyOf(forward)).hasSize(6);
    }
  }

  private static List<Float> copy(TrainingBatch batch) {
    List<Float> numbers = new ArrayList<>();
    for (FloatBuffer buffer : List.of(batch.values(), batch.conditions())) {
      for (int i = 0; i < buffer.limit(); i++) {
        numbers.add(buffer.get(i));
      }
    }
    for (int level : batch.levels().array()) {
      numbers.add((float) level);
    }
    for (float weight : batch.weights()) {
      numbers.add(weight);
    }
    return numbers;
  }

  private static BatchAssembler assembler() {
    TestingDataSource source =
        new TestingDataSource(new TestingPlugin.DataSettings(10, 0, "ramp"), new ArrayList<>());
    Modality<double[]> modality =
        new Modality<>(
            source,
            new TestingTokenizer.Factory().fit(source),
            List.of(),
            Map.of(),
            List.of(),
            List.of());
    return new BatchAssembler(
        modality,
        TestingPlugin.LEVELS,
        TestingPlugin.WEIGHTING,
        TestingPlugin.schedule(20),
        TestingPlugin.PARAMETERIZATION,
        new Seeds(1),
        10);
  }
}
