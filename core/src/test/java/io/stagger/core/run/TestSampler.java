package io.stagger.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.SamplingLevels;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.GuidanceObjective;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingRequest.Guidance;
import io.stagger.api.engine.SamplingRequest.Stabilization;
import io.stagger.api.engine.StatePart;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TestSampler {
  private static final int KNOWN = 3;
  private static final int STEPS = 6;
  private static final NoiseSchedule SCHEDULE = TestingPlugin.schedule(20);

  private static final GuidanceObjective SILENT =
      (clean, batch, time, firstPosition, values, gradient) -> {};

  /** The sum of all tokens, known ones included. */
  private static final GuidanceObjective UP =
      (clean, batch, time, firstPosition, values, gradient) -> {
        while (gradient.hasRemaining()) {
          gradient.put(1);
        }
      };

  private final TestingEngine.Behavior behavior = new TestingEngine.Behavior();

  @ParameterizedTest
  @MethodSource("matrices")
  void economicalOrderEqualsStraightforwardOrder(SchedulingMatrix matrix) {
    List<Tokens> sequences = sequences(5, matrix.horizon());

    List<Tokens> economical = sampler(true, 100).sample(sequences, KNOWN, matrix, seeds(), n -> {});
    List<Tokens> straightforward =
        sampler(false, 100).sample(sequences, KNOWN, matrix, seeds(), n -> {});

    assertThat(values(economical)).isEqualTo(values(straightforward));
  }

  static Stream<SchedulingMatrix> matrices() {
    List<SchedulingMatrix> matrices = new ArrayList<>();
    for (double scale : new double[] {0, 0.4, 1, 2, 3.5, STEPS}) {
      matrices.add(TestingPlugin.pyramid(scale).matrix(7, STEPS));
    }
    matrices.add(TestingPlugin.pyramid(1).matrix(1, STEPS));
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      matrices.add(randomMatrix(random));
    }
    return matrices.stream();
  }

  /** Tokens fall in any order, wait in between, and skip levels. */
  private static SchedulingMatrix randomMatrix(Random random) {
    int[] levels = {STEPS, STEPS, STEPS, STEPS, STEPS};
    List<int[]> rows = new ArrayList<>(List.of(levels.clone()));
    while (java.util.Arrays.stream(levels).sum() > 0) {
      int token = random.nextInt(levels.length);
      if (levels[token] > 0) {
        levels[token] -= 1 + random.nextInt(levels[token]);
        if (random.nextBoolean()) {
          rows.add(levels.clone());
        }
      }
    }
    int[] last = rows.get(rows.size() - 1);
    if (java.util.Arrays.stream(last).sum() > 0) {
      rows.add(levels.clone());
    }
    return SchedulingMatrix.of(STEPS, rows.toArray(new int[0][]));
  }

  @Test
  void runsAFullSequenceInOneCall() {
    SchedulingMatrix matrix = TestingPlugin.pyramid(0).matrix(7, STEPS);

    sampler(true, 100).sample(sequences(2, 7), KNOWN, matrix, seeds(), n -> {});

    assertThat(behavior.samplingCalls).containsExactly(STEPS);
    assertThat(behavior.activeTokens).containsExactly(7);
  }

  @Test
  void runsNextTokenWithOneActiveTokenAndOneCallForEach() {
    SchedulingMatrix matrix = TestingPlugin.pyramid(STEPS).matrix(4, STEPS);

    sampler(true, 100).sample(sequences(2, 4), KNOWN, matrix, seeds(), n -> {});

    assertThat(behavior.samplingCalls).containsExactly(STEPS, STEPS, STEPS, STEPS);
    assertThat(behavior.activeTokens).containsExactly(1, 1, 1, 1);
  }

  @Test
  void keepsOnlyTheWindowOfAPyramidActive() {
    SchedulingMatrix matrix = TestingPlugin.pyramid(2).matrix(8, STEPS);

    sampler(true, 100).sample(sequences(1, 8), KNOWN, matrix, seeds(), n -> {});

    assertThat(behavior.samplingCalls).allMatch(rows -> rows == 2);
    assertThat(Collections.max(behavior.activeTokens)).isEqualTo(3);
    assertThat(behavior.samplingCalls.stream().mapToInt(i -> i).sum())
        .isEqualTo(matrix.evaluations());
  }

  /** Known tokens are committed in groups, and no more are active than the model sees together. */
  @Test
  void goesOnPastWhatTheModelSeesTogether() {
    SchedulingMatrix matrix = TestingPlugin.pyramid(STEPS).matrix(9, STEPS);
    List<Tokens> sequences = sequences(5, 9);

    List<Tokens> all = sampler(true, 100).sample(sequences, KNOWN, matrix, seeds(), n -> {});
    List<Tokens> pieces =
        sampler(true, 100, List.of(), 2).sample(sequences, KNOWN, matrix, seeds(), n -> {});

    assertThat(values(pieces)).isEqualTo(values(all));
  }

  @Test
  void refusesMoreTokensThanTheModelSeesTogether() {
    SchedulingMatrix matrix = TestingPlugin.pyramid(2).matrix(8, STEPS);
    Sampler sampler = sampler(true, 8, List.of(), 2);

    assertThatThrownBy(() -> sampler.sample(sequences(1, 8), KNOWN, matrix, seeds(), n -> {}))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith(
            "3 tokens would be denoised together, but the model sees at most 2 together");
    Sampler steered = sampler(true, 8, List.of(new Guidance("silent", SILENT, 1, 1)), 10);
    assertThatThrownBy(() -> steered.sample(sequences(1, 8), KNOWN, matrix, seeds(), n -> {}))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith("11 tokens would be denoised together");
  }

  @Test
  void runsAllRowsAtOnceForABackboneThatIsNotCausal() {
    SchedulingMatrix matrix = TestingPlugin.pyramid(2).matrix(8, STEPS);

    sampler(false, 100).sample(sequences(1, 8), KNOWN, matrix, seeds(), n -> {});

    assertThat(behavior.samplingCalls).containsExactly(matrix.evaluations());
    assertThat(behavior.activeTokens).containsExactly(8);
  }

  @Test
  void keepsAllTokensActiveWhereSamplingIsSteered() {
    SchedulingMatrix matrix = TestingPlugin.pyramid(2).matrix(8, STEPS);
    sampler(true, 100, List.of(guidance(SILENT, 1, Double.POSITIVE_INFINITY)))
        .sample(sequences(1, 8), KNOWN, matrix, seeds(), n -> {});

    assertThat(behavior.activeTokens).containsExactly(KNOWN + 8);
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void steeringWithoutAGradientChangesNothing(SchedulingMatrix matrix) {
    List<Tokens> sequences = sequences(2, matrix.horizon());

    List<Tokens> steered =
        sampler(true, 100, List.of(guidance(SILENT, 1, 1)))
            .sample(sequences, KNOWN, matrix, seeds(), n -> {});

    assertThat(values(steered))
        .isEqualTo(values(sampler(false, 100).sample(sequences, KNOWN, matrix, seeds(), n -> {})));
  }

  @Test
  void steersTowardsTheObjective() {
    SchedulingMatrix matrix = TestingPlugin.pyramid(1).matrix(5, STEPS);
    List<Tokens> sequences = sequences(3, 5);

    List<List<Float>> plain =
        values(sampler(true, 100).sample(sequences, KNOWN, matrix, seeds(), n -> {}));
    List<List<Float>> up =
        values(
            sampler(true, 100, List.of(guidance(UP, 2, 1e9)))
                .sample(sequences, KNOWN, matrix, seeds(), n -> {}));
    List<List<Float>> twice =
        values(
            sampler(true, 100, List.of(guidance(UP, 1, 1e9), guidance(UP, 1, 1e9)))
                .sample(sequences, KNOWN, matrix, seeds(), n -> {}));

    for (int i = 0; i < 3; i++) {
      assertThat(up.get(i).subList(0, KNOWN)).isEqualTo(plain.get(i).subList(0, KNOWN));
      for (int t = KNOWN; t < KNOWN + 5; t++) {
        assertThat(up.get(i).get(t)).isGreaterThan(plain.get(i).get(t));
        assertThat(twice.get(i).get(t)).isCloseTo(up.get(i).get(t), within(1e-4f));
      }
    }
  }

  @Test
  void tellsObjectivesWhatIsKnownOfTheSequencesOfEachBatch() {
    SchedulingMatrix matrix = TestingPlugin.pyramid(1).matrix(3, STEPS);
    List<List<Tokens>> told = new ArrayList<>();
    GuidanceObjective asking =
        new GuidanceObjective() {
          @Override
          public GuidanceObjective forSequences(List<Tokens> sequences, int known) {
            assertThat(known).isEqualTo(KNOWN);
            told.add(sequences);
            return UP;
          }

          @Override
          public void evaluate(
              FloatBuffer clean,
              int batch,
              int time,
              int firstPosition,
              double[] values,
              FloatBuffer gradient) {
            throw new AssertionError("The objective of the batch is asked.");
          }
        };
    List<Tokens> sequences = sequences(5, 3);

    sampler(true, 2, List.of(guidance(asking, 1, 1e9)))
        .sample(sequences, KNOWN, matrix, seeds(), n -> {});

    assertThat(told)
        .containsExactly(sequences.subList(0, 2), sequences.subList(2, 4), sequences.subList(4, 5));
  }

  @Test
  void countsGradientsAndThoseThatWereClipped() {
    SchedulingMatrix matrix = TestingPlugin.pyramid(0).matrix(3, STEPS);
    Sampler sampler = sampler(true, 2, List.of(guidance(UP, 1, 1e9), guidance(UP, 1, 1e-3)));

    sampler.sample(sequences(3, 3), KNOWN, matrix, seeds(), n -> {});

    assertThat(sampler.guidanceTally()).isEqualTo(new GuidanceTally(2 * 3 * STEPS, 3 * STEPS));
  }

  private static Guidance guidance(GuidanceObjective objective, double scale, double clipNorm) {
    return new Guidance("testing", objective, scale, clipNorm);
  }

  @Test
  void samplesInChunksAndReportsThem() {
    SchedulingMatrix matrix = TestingPlugin.pyramid(1).matrix(3, STEPS);
    List<Long> progress = new ArrayList<>();

    List<Tokens> sampled =
        sampler(true, 3).sample(sequences(7, 3), KNOWN, matrix, seeds(), progress::add);

    assertThat(sampled).hasSize(7);
    assertThat(behavior.sessionBatches).containsExactly(3, 3, 1);
    assertThat(progress).containsExactly(3L, 6L, 7L);
  }

  @Test
  void keepsKnownTokensAndConditionsAndDrawsEverySequenceAnew() {
    SchedulingMatrix matrix = TestingPlugin.pyramid(1).matrix(3, STEPS);
    List<Tokens> same = Collections.nCopies(6, sequences(1, 3).get(0));

    List<Tokens> sampled = sampler(true, 2).sample(same, KNOWN, matrix, seeds(), n -> {});

    for (Tokens tokens : sampled) {
      assertThat(values(List.of(tokens)).get(0).subList(0, KNOWN))
          .isEqualTo(values(same).get(0).subList(0, KNOWN));
      assertThat(tokens.conditions()).isEqualTo(same.get(0).conditions());
    }
    assertThat(values(sampled).stream().distinct()).hasSize(6);
  }

  @Test
  void samplesWithoutAnyKnownToken() {
    SchedulingMatrix matrix = TestingPlugin.pyramid(1).matrix(4, STEPS);

    List<Tokens> sampled =
        sampler(true, 8).sample(sequences(2, 4 - KNOWN), 0, matrix, seeds(), n -> {});

    assertThat(sampled).hasSize(2);
    assertThat(values(sampled).get(0)).hasSize(4).doesNotContain(Float.NaN);
  }

  @Test
  void doesNotLookAtUnknownValues() {
    SchedulingMatrix matrix = TestingPlugin.pyramid(1).matrix(2, STEPS);
    Tokens known = sequences(1, 2).get(0);
    float[] values = new float[known.length()];
    float[] conditions = new float[known.length()];
    known.values().get(values);
    known.conditions().get(conditions);
    values[KNOWN] = Float.NaN;
    values[KNOWN + 1] = Float.NaN;
    Tokens unknown = Tokens.ofReal(known.spec(), values, conditions);

    assertThat(values(sampler(true, 8).sample(List.of(unknown), KNOWN, matrix, seeds(), n -> {})))
        .isEqualTo(
            values(sampler(true, 8).sample(List.of(known), KNOWN, matrix, seeds(), n -> {})));
  }

  @Test
  void refusesNumbersThatAreNotFinite() {
    SchedulingMatrix matrix = TestingPlugin.pyramid(1).matrix(2, STEPS);

    assertThatThrownBy(() -> sample(changed(1, Float.NaN, false), matrix))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Known token 1 of sequence 0 has the value NaN at place 0, but a model takes finite numbers only: fill gaps before.");
    assertThatThrownBy(() -> sample(changed(KNOWN + 1, Float.POSITIVE_INFINITY, true), matrix))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Coming token %d of sequence 0 has the condition Infinity".formatted(KNOWN + 1));
    assertThatThrownBy(() -> sample(changed(KNOWN, Float.NaN, false), matrix.beginningAt(1, STEPS)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Coming token %d of sequence 0 has the value".formatted(KNOWN));
  }

  private void sample(Tokens sequence, SchedulingMatrix matrix) {
    sampler(true, 8).sample(List.of(sequence), KNOWN, matrix, seeds(), n -> {});
  }

  /** A sequence in which one number was changed. */
  private static Tokens changed(int time, float number, boolean condition) {
    Tokens sequence = sequences(1, 2).get(0);
    float[] values = new float[sequence.length()];
    float[] conditions = new float[sequence.length()];
    sequence.values().get(values);
    sequence.conditions().get(conditions);
    (condition ? conditions : values)[time] = number;
    return Tokens.ofReal(sequence.spec(), values, conditions);
  }

  @Test
  void refusesSequencesThatTheMatrixDoesNotFit() {
    SchedulingMatrix matrix = TestingPlugin.pyramid(1).matrix(4, STEPS);

    assertThatThrownBy(
            () -> sampler(true, 8).sample(sequences(1, 5), KNOWN, matrix, seeds(), n -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8 tokens")
        .hasMessageContaining("4 more");
  }

  private static Seeds seeds() {
    return new Seeds(11);
  }

  private Sampler sampler(boolean causal, int batchSize) {
    return sampler(causal, batchSize, List.of());
  }

  private Sampler sampler(boolean causal, int batchSize, List<Guidance> guidance) {
    return sampler(causal, batchSize, guidance, 20);
  }

  private Sampler sampler(boolean causal, int batchSize, List<Guidance> guidance, int together) {
    DenoiserBackbone backbone = () -> causal;
    Model model =
        new TestingEngine(behavior, new ArrayList<>())
            .create(
                new ModelRequest(
                    backbone,
                    TestingTokenizer.SPEC,
                    20,
                    SCHEDULE,
                    TestingPlugin.PARAMETERIZATION,
                    20,
                    1));
    StepPlanner planner =
        new StepPlanner(
            SCHEDULE,
            TestingPlugin.PARAMETERIZATION,
            TestingPlugin.SOLVER,
            SamplingLevels.of(20, STEPS, SamplingLevels.Rounding.TRUNCATE),
            new Stabilization(2, false),
            GuidanceLevel.CURRENT,
            FutureRule.FUTURE);
    return new Sampler(
        model,
        planner,
        new Ways(STEPS, TestingPlugin.pyramid(0), Map.of()),
        TestingTokenizer.SPEC,
        causal,
        new Sampler.Settings(
            batchSize,
            20,
            together,
            20,
            StatePart.AVERAGE,
            Double.POSITIVE_INFINITY,
            guidance,
            SamplingRequest.MonteCarlo.OFF));
  }

  private static List<Tokens> sequences(int count, int horizon) {
    List<Tokens> sequences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] values = new float[KNOWN + horizon];
      float[] conditions = new float[KNOWN + horizon];
      for (int t = 0; t < values.length; t++) {
        values[t] = 0.1f * (i + 1) * (t + 1);
        conditions[t] = t - i;
      }
      sequences.add(Tokens.ofReal(TestingTokenizer.SPEC, values, conditions));
    }
    return sequences;
  }

  private static List<List<Float>> values(List<Tokens> sequences) {
    return sequences.stream()
        .map(
            tokens -> {
              List<Float> values = new ArrayList<>();
              for (int i = 0; i < tokens.length(); i++) {
                values.add(tokens.values().get(i));
              }
              return values;
            })
        .toList();
  }
}
