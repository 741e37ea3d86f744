package io.stagger.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.engine.TrainingBatch;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
      TrainingBatch batch = assembler.parts(0).get(0);

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
        forward.add(copy(one.parts(step).get(0)));
      }
      assertThat(copy(other.parts(5).get(0))).isEqualTo(forward.get(5));
      assertThat(copy(other.parts(2).get(0))).isEqualTo(forward.get(2));
      assertThat(copy(other.parts(3).get(0))).isEqualTo(forward.get(3));
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

  @Test
  void partsOfAStepGoOnInTheOrderOfTheSamples() {
    try (BatchAssembler whole = assembler(6, 1);
        BatchAssembler divided = assembler(2, 3)) {
      for (int step = 0; step < 4; step++) {
        TrainingBatch all = whole.parts(step).get(0);
        List<TrainingBatch> parts = divided.parts(step);
        List<Float> values = new ArrayList<>();
        assertThat(parts).hasSize(3);
        for (TrainingBatch part : parts) {
          assertThat(part.levels().batch()).isEqualTo(2);
          values.addAll(realValues(part));
        }
        assertThat(values).isEqualTo(realValues(all));
      }
    }
  }

  @Test
  void weightsAreDividedByTheRealTokensOfAllPartsTogether() {
    try (BatchAssembler assembler = assembler(1, 10)) {
      Set<Integer> lengths = new HashSet<>();
      Set<Float> weights = new HashSet<>();
      double sum = 0;
      for (TrainingBatch part : assembler.parts(0)) {
        lengths.add(part.levels().time());
        for (float weight : part.weights()) {
          weights.add(weight);
          sum += weight;
        }
      }
      assertThat(lengths).as("parts of unequal length").hasSize(2);
      assertThat(weights).as("every token counts the same, wherever it is").hasSize(1);
      assertThat(sum).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void tokensCountByTheirSharesAndTheDivisorStaysWhatIsReal() {
    NoiseLevelSampler halves =
        (request, levels, shares, random) -> {
          TestingPlugin.LEVELS.draw(request, levels, shares, random);
          for (int i = 0; i < shares.length; i++) {
            shares[i] = i % levels.time() == 0 ? 1 : 0.5f * (i % 3);
          }
        };
    try (BatchAssembler plain = assembler();
        BatchAssembler shared = assembler(halves, 10, 1)) {
      TrainingBatch whole = plain.parts(0).get(0);
      TrainingBatch part = shared.parts(0).get(0);
      assertThat(part.levels().array()).isEqualTo(whole.levels().array());
      int real = 0;
      for (float weight : whole.weights()) {
        real += weight > 0 ? 1 : 0;
      }
      for (int i = 0; i < part.weights().length; i++) {
        // To the bit what it was before there were shares.
        assertThat(whole.weights()[i]).isIn(0f, (float) (1.0 / real));
        float share = i % part.levels().time() == 0 ? 1 : 0.5f * (i % 3);
        assertThat(part.weights()[i])
            .isEqualTo(whole.weights()[i] == 0 ? 0 : (float) (share / (double) real));
      }
    }
  }

  @Test
  void cleanTokensDoNotCountWhateverTheirShare() {
    NoiseLevelSampler firstClean =
        (request, levels, shares, random) -> {
          TestingPlugin.LEVELS.draw(request, levels, shares, random);
          for (int sequence = 0; sequence < levels.batch(); sequence++) {
            levels.set(sequence, 0, NoiseSchedule.CLEAN);
          }
        };
    try (BatchAssembler assembler = assembler(firstClean, 10, 1)) {
      TrainingBatch batch = assembler.parts(0).get(0);
      for (int sequence = 0; sequence < 10; sequence++) {
        assertThat(batch.weights()[sequence * batch.levels().time()]).isZero();
        assertThat(batch.weights()[sequence * batch.levels().time() + 1]).isPositive();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {-1, Float.NaN, Float.POSITIVE_INFINITY})
  void refusesSharesThatAreNone(float share) {
    NoiseLevelSampler faulty =
        (request, levels, shares, random) -> {
          TestingPlugin.LEVELS.draw(request, levels, shares, random);
          shares[0] = share;
        };
    try (BatchAssembler assembler = assembler(faulty, 10, 1)) {
      assertThatThrownBy(() -> assembler.parts(0))
          .isInstanceOf(IllegalStateException.class)
          .hasStackTraceContaining("counts " + share + " times");
    }
  }

  @Test
  void partsHaveLevelsOfTheirOwn() {
    try (BatchAssembler assembler = assembler(10, 2)) {
      List<TrainingBatch> parts = assembler.parts(0);
      assertThat(parts.get(0).levels().array()).isNotEqualTo(parts.get(1).levels().array());
    }
  }

  /** The values of the tokens that count, sequence after sequence. */
  private static List<Float> realValues(TrainingBatch batch) {
    List<Float> values = new ArrayList<>();
    for (int i = 0; i < batch.weights().length; i++) {
      if (batch.weights()[i] > 0) {
        values.add(batch.values().get(i));
      }
    }
    return values;
  }

  private static BatchAssembler assembler() {
    return assembler(10, 1);
  }

  private static BatchAssembler assembler(int batchSize, int parts) {
    return assembler(TestingPlugin.LEVELS, batchSize, parts);
  }

  private static BatchAssembler assembler(
      NoiseLevelSampler levelSampler, int batchSize, int parts) {
    TestingDataSource source =
        new TestingDataSource(new TestingPlugin.DataSettings(10, 0, "ramp"), new ArrayList<>());
    Modality<double[]> modality =
        new Modality<>(
            source,
            new TestingTokenizer.Factory(new AtomicInteger()).fit(source),
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Map.of());
    return new BatchAssembler(
        modality,
        levelSampler,
        TestingPlugin.WEIGHTING,
        TestingPlugin.schedule(20),
        TestingPlugin.PARAMETERIZATION,
        new Seeds(1),
        batchSize,
        parts);
  }
}
