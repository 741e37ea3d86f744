package io.stagger.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.StaggerException;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.SamplingLevels;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.GuidanceObjective;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.SamplingRequest.Guidance;
import io.stagger.api.engine.SamplingRequest.MonteCarlo;
import io.stagger.api.engine.SamplingRequest.Stabilization;
import io.stagger.api.engine.StatePart;
import io.stagger.api.sampling.SamplingTask;
import io.stagger.api.sampling.SamplingTask.Steering;
import io.stagger.api.sampling.TokenSampler;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sampling as applications and trials ask for it. */
final class TestTokenSampler {
  private static final int KNOWN = 2;
  private static final int STEPS = 6;
  private static final int WINDOW = 12;
  private static final int LEVELS = 20;
  private static final long SEED = 5;
  private static final NoiseSchedule SCHEDULE = TestingPlugin.schedule(LEVELS);
  private static final SamplingLevels SAMPLING_LEVELS =
      SamplingLevels.of(LEVELS, STEPS, SamplingLevels.Rounding.TRUNCATE);
  private static final SchedulingMatrix FOUR = TestingPlugin.pyramid(2).matrix(4, STEPS);

  /** The sum of all tokens. */
  private static final GuidanceObjective UP =
      (clean, batch, time, firstPosition, values, gradient) -> {
        while (gradient.hasRemaining()) {
          gradient.put(1);
        }
      };

  private final TestingEngine.Behavior behavior = new TestingEngine.Behavior();

  private static SamplingTask padded(List<Tokens> sequences, SchedulingMatrix matrix, int padding) {
    return new SamplingTask(
        sequences,
        KNOWN,
        matrix,
        padding,
        SamplingTask.Steering.AS_CONFIGURED,
        SEED,
        SamplingTask.Observer.NONE);
  }

  // Padding.

  @Test
  void appendsPaddingForABackboneThatIsNotCausalAndDoesNotChangeIt() {
    List<Tokens> sampled = sampler(false).sample(padded(sequences(2, 9), FOUR, 3));

    assertThat(behavior.activeTokens).containsExactly(4 + 3);
    assertThat(sampled).allMatch(tokens -> tokens.length() == KNOWN + 4);
    DenoisingSteps plan = behavior.plans.get(0);
    for (int step = 0; step < plan.steps(); step++) {
      for (int token = 4; token < 7; token++) {
        assertThat(plan.changes(step, token)).isFalse();
        assertThat(plan.level(step, token)).isEqualTo(LEVELS - 1);
        assertThat(plan.inputScale(step, token)).isEqualTo(1);
        assertThat(plan.inputNoise(step, token)).isZero();
      }
    }
  }

  @Test
  void showsPaddingToNoObjective() {
    List<Integer> times = new ArrayList<>();
    GuidanceObjective asked =
        (clean, batch, time, firstPosition, values, gradient) -> times.add(time);

    sampler(false, 10, guidance(asked, 1)).sample(padded(sequences(2, 9), FOUR, 3));

    assertThat(behavior.activeTokens).containsExactly(KNOWN + 4 + 3);
    assertThat(times).hasSize(FOUR.evaluations()).containsOnly(KNOWN + 4);
    DenoisingSteps plan = behavior.plans.get(0);
    for (int step = 0; step < plan.steps(); step++) {
      assertThat(plan.scored(step)).isEqualTo(KNOWN + 4);
    }
  }

  @Test
  void appendsNoPaddingForACausalBackbone() {
    List<Tokens> padded = sampler(true).sample(padded(sequences(2, 9), FOUR, 3));
    assertThat(behavior.activeTokens).allMatch(active -> active <= 4);
    behavior.activeTokens.clear();
    sampler(true, 10, guidance(UP, 1)).sample(padded(sequences(2, 9), FOUR, 3));
    assertThat(behavior.activeTokens).containsExactly(KNOWN + 4);

    List<Tokens> plain = sampler(true).sample(SamplingTask.of(sequences(2, 6), KNOWN, FOUR, SEED));
    assertThat(values(padded)).isEqualTo(values(plain));
    assertThat(padded).allMatch(tokens -> tokens.length() == KNOWN + 4);
  }

  // Observers.

  static Stream<Arguments> watched() {
    List<Arguments> cases = new ArrayList<>();
    for (boolean causal : new boolean[] {true, false}) {
      for (boolean guided : new boolean[] {true, false}) {
        for (SchedulingMatrix matrix :
            List.of(
                FOUR,
                TestingPlugin.pyramid(0).matrix(4, STEPS),
                TestingPlugin.pyramid(STEPS).matrix(4, STEPS),
                FOUR.beginningAt(2, 0, 4, STEPS),
                FOUR.beginningAt(3, 3, 0, 0))) {
          cases.add(Arguments.of(causal, guided, matrix));
        }
      }
    }
    return cases.stream();
  }

  /** The solver uses history and noise, so that nothing may be lost between the calls. */
  @ParameterizedTest
  @MethodSource("watched")
  void watchingChangesNoBit(boolean causal, boolean guided, SchedulingMatrix matrix) {
    List<Guidance> guidance = guided ? guidance(UP, 0.5) : List.of();
    SamplingTask task = padded(sequences(5, 8), matrix, 2);
    Watch watch = new Watch();

    List<Tokens> plain = sampler(causal, 3, guidance).sample(task);
    List<Tokens> seen = sampler(causal, 3, guidance).sample(task.with(watch));

    assertThat(values(seen)).isEqualTo(values(plain));
    assertThat(values(watch.row(matrix.evaluations()))).isEqualTo(values(plain));
  }

  @Test
  void observerSeesEveryRowOfEachBatchWithTheKnownTokens() {
    Watch watch = new Watch();
    List<Tokens> sequences = sequences(5, KNOWN + 4);

    sampler(false, 3).sample(SamplingTask.of(sequences, KNOWN, FOUR, SEED).with(watch));

    List<String> expected = new ArrayList<>();
    for (String batch : List.of("0: 3 of 6, row ", "3: 2 of 6, row ")) {
      for (int row = 0; row < FOUR.rows(); row++) {
        expected.add(batch + row);
      }
    }
    assertThat(watch.calls).isEqualTo(expected);
    for (int row = 0; row < FOUR.rows(); row++) {
      List<List<Float>> state = values(watch.row(row));
      for (int i = 0; i < 5; i++) {
        assertThat(state.get(i).subList(0, KNOWN))
            .isEqualTo(values(sequences).get(i).subList(0, KNOWN));
        assertThat(watch.row(row).get(i).conditions()).isEqualTo(sequences.get(i).conditions());
        for (int token = 0; row > 0 && token < 4; token++) {
          boolean changed = FOUR.level(row, token) != FOUR.level(row - 1, token);
          float before = values(watch.row(row - 1)).get(i).get(KNOWN + token);
          assertThat(state.get(i).get(KNOWN + token) != before).isEqualTo(changed);
        }
      }
    }
  }

  @Test
  void whatAnObserverThrowsEndsTheSampling() {
    SamplingTask task =
        SamplingTask.of(sequences(1, 6), KNOWN, FOUR, SEED)
            .with(
                (first, row, tokens) -> {
                  if (row == 2) {
                    throw new IllegalStateException("enough");
                  }
                });

    assertThatThrownBy(() -> sampler(true).sample(task))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("enough");
    assertThat(behavior.plans).hasSize(2);
  }

  // Warm starts.

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void warmStartsAreNoisedValuesAtTheirTrainingLevel(boolean causal) {
    int level = 2;
    int trainingLevel = SAMPLING_LEVELS.trainingLevel(level);
    // By hand: the third of six even steps over 20 levels, truncated.
    assertThat(trainingLevel).isEqualTo(5);
    double signal = Math.cos(Math.PI / 2 * 6 / 21);
    double noise = Math.sin(Math.PI / 2 * 6 / 21);
    SchedulingMatrix matrix =
        TestingPlugin.pyramid(0).matrix(4, STEPS).beginningAt(level, level, level, level);
    Watch watch = new Watch();
    List<Tokens> sequences = sequences(2500, KNOWN + 4);

    sampler(causal, 5000).sample(SamplingTask.of(sequences, KNOWN, matrix, SEED).with(watch));

    double[] drawn = new double[4 * 2500];
    for (int i = 0; i < 2500; i++) {
      for (int token = 0; token < 4; token++) {
        int at = KNOWN + token;
        double begun = watch.row(0).get(i).values().get(at);
        drawn[4 * i + token] = (begun - signal * sequences.get(i).values().get(at)) / noise;
      }
    }
    // Of 10,000 normal numbers, the mean has a deviation of 0.01 and the variance one of 0.0141.
    double mean = Arrays.stream(drawn).average().orElseThrow();
    assertThat(mean).isCloseTo(0, within(0.05));
    assertThat(Arrays.stream(drawn).map(z -> z * z).average().orElseThrow())
        .isCloseTo(1, within(0.0707));
    assertThat(Arrays.stream(drawn).distinct()).hasSizeGreaterThan(9990);
    assertThat(behavior.plans.get(0).level(0, 0)).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void warmStartsAreAFunctionOfTheSeed(boolean causal) {
    SchedulingMatrix matrix = FOUR.beginningAt(2, 3, 4, STEPS);
    SamplingTask task = SamplingTask.of(sequences(3, 6), KNOWN, matrix, SEED);

    List<List<Float>> sampled = values(sampler(causal).sample(task));

    assertThat(values(sampler(causal).sample(task))).isEqualTo(sampled);
    assertThat(
            values(
                sampler(causal).sample(SamplingTask.of(task.sequences(), KNOWN, matrix, SEED + 1))))
        .isNotEqualTo(sampled);
  }

  @Test
  void warmStartsAreTheSameInEitherOrder() {
    for (SchedulingMatrix plan : plans()) {
      SchedulingMatrix matrix = plan.beginningAt(2, 5, 1, STEPS);
      SamplingTask task = SamplingTask.of(sequences(3, 6), KNOWN, matrix, SEED);

      assertThat(values(sampler(true).sample(task))).isEqualTo(values(sampler(false).sample(task)));
    }
  }

  @Test
  void tokensThatBeginAsNoiseDoNotLookAtTheirValues() {
    SchedulingMatrix matrix = FOUR.beginningAt(2, 3, STEPS, STEPS);
    List<Tokens> sequences = sequences(1, 6);
    List<Tokens> others = new ArrayList<>();
    for (Tokens tokens : sequences) {
      float[] values = copy(tokens);
      values[KNOWN + 2] = Float.NaN;
      values[KNOWN + 3] = 1e9f;
      others.add(Tokens.ofReal(tokens.spec(), values, conditions(0, 6)));
    }

    assertThat(values(sampler(true).sample(SamplingTask.of(others, KNOWN, matrix, SEED))))
        .isEqualTo(values(sampler(true).sample(SamplingTask.of(sequences, KNOWN, matrix, SEED))));
  }

  static Stream<int[]> partlyFinished() {
    return Stream.of(
        new int[] {0, 3, STEPS, STEPS},
        new int[] {STEPS, 0, STEPS, STEPS},
        new int[] {0, 0, 0, STEPS},
        new int[] {3, 0, 0, 0},
        new int[] {STEPS, STEPS, STEPS, 0},
        new int[] {0, 4, 0, 4});
  }

  @ParameterizedTest
  @MethodSource("partlyFinished")
  void tokensThatBeginFinishedKeepTheirValues(int[] levels) {
    for (SchedulingMatrix plan : plans()) {
      SchedulingMatrix matrix = plan.beginningAt(levels);
      SamplingTask task = SamplingTask.of(sequences(3, 6), KNOWN, matrix, SEED);
      List<List<Float>> given = values(task.sequences());
      List<List<Float>> economical = values(sampler(true).sample(task));

      for (int token = 0; token < 4; token++) {
        for (int i = 0; i < 3; i++) {
          assertThat(economical.get(i).get(KNOWN + token).equals(given.get(i).get(KNOWN + token)))
              .isEqualTo(levels[token] == 0);
        }
      }
      assertThat(values(sampler(false).sample(task))).isEqualTo(economical);
    }
  }

  private static List<SchedulingMatrix> plans() {
    return List.of(
        FOUR,
        TestingPlugin.pyramid(0).matrix(4, STEPS),
        TestingPlugin.pyramid(STEPS).matrix(4, STEPS));
  }

  // Steering.

  @Test
  void tellsObjectivesTheGoalsOfEachBatchBeforeItsSequences() {
    List<String> heard = new ArrayList<>();
    GuidanceObjective asking = new Asking(heard);
    List<List<Double>> goals =
        List.of(List.of(0.0), List.of(1.0), List.of(2.0), List.of(3.0), List.of(4.0));
    SamplingTask task = SamplingTask.of(sequences(5, 6), KNOWN, FOUR, SEED);

    sampler(false, 2, guidance(asking, 1))
        .sample(task.with(new Steering(1, OptionalInt.empty(), goals)));

    assertThat(heard)
        .containsExactly(
            "towards [[0.0], [1.0]]", "2 sequences",
            "towards [[2.0], [3.0]]", "2 sequences",
            "towards [[4.0]]", "1 sequences");
  }

  @Test
  void tellsObjectivesNoGoalsWhereThereAreNone() {
    List<String> heard = new ArrayList<>();

    sampler(false, 2, guidance(new Asking(heard), 1))
        .sample(SamplingTask.of(sequences(3, 6), KNOWN, FOUR, SEED));

    assertThat(heard).containsExactly("2 sequences", "1 sequences");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void strengthZeroSamplesWithoutGuidance(boolean causal) {
    List<String> heard = new ArrayList<>();
    SamplingTask task = SamplingTask.of(sequences(3, 6), KNOWN, FOUR, SEED);
    TokenSampler guided = sampler(causal, 10, guidance(new Asking(heard), 1));
    Steering none =
        new Steering(0, OptionalInt.empty(), List.of(List.of(0.0), List.of(1.0), List.of(2.0)));

    assertThat(values(guided.sample(task.with(none))))
        .isEqualTo(values(sampler(causal).sample(task)))
        .isNotEqualTo(values(guided.sample(task)));
    assertThat(heard).containsExactly("3 sequences");
    assertThat(behavior.requests.get(0).guidance()).isEmpty();
  }

  @Test
  void strengthMultipliesEveryScale() {
    List<Guidance> guidance = List.of(new Guidance("a", UP, 0.5, 1), new Guidance("b", UP, -2, 3));
    SamplingTask task = SamplingTask.of(sequences(3, 6), KNOWN, FOUR, SEED);

    List<Tokens> stronger =
        sampler(true, 10, guidance)
            .sample(task.with(new Steering(3, OptionalInt.empty(), List.of())));

    assertThat(behavior.requests.get(0).guidance())
        .containsExactly(new Guidance("a", UP, 1.5, 1), new Guidance("b", UP, -6, 3));
    List<Guidance> scaled = List.of(new Guidance("a", UP, 1.5, 1), new Guidance("b", UP, -6, 3));
    assertThat(values(stronger)).isEqualTo(values(sampler(true, 10, scaled).sample(task)));
  }

  @Test
  void futuresAreThoseOfTheTaskOrAsConfigured() {
    TokenSampler sampler = sampler(true, 10, guidance(UP, 1));
    SamplingTask task = SamplingTask.of(sequences(1, 6), KNOWN, FOUR, SEED);

    sampler.sample(task);
    sampler.sample(task.with(new Steering(1, OptionalInt.of(5), List.of())));

    assertThat(behavior.requests.get(0).monteCarlo()).isEqualTo(new MonteCarlo(2, true));
    assertThat(behavior.requests.get(1).monteCarlo()).isEqualTo(new MonteCarlo(5, true));
    assertThat(sampler.guided()).isEqualTo(new TokenSampler.Guided(List.of("testing"), 2));
    assertThat(sampler(true).guided().objectives()).isEmpty();
  }

  // Sizes.

  @Test
  void refusesSequencesThatTheModelDoesNotSee() {
    SchedulingMatrix ten = TestingPlugin.pyramid(0).matrix(10, STEPS);
    assertThat(sampler(false).sample(SamplingTask.of(sequences(1, WINDOW), KNOWN, ten, SEED)))
        .hasSize(1);

    for (boolean causal : new boolean[] {true, false}) {
      assertThatThrownBy(() -> sampler(causal).sample(padded(sequences(1, WINDOW + 1), ten, 1)))
          .isInstanceOf(StaggerException.class)
          .hasMessage(
              "A sequence of 13 tokens is asked for, but the model sees at most 12; ask for fewer, or set sampling.window.");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void refusesTokensOfAnotherShape(int conditions) {
    TokenSpec other = TokenSpec.vector(7, conditions);
    Tokens right = sequences(1, 6).get(0);
    Tokens wrong = Tokens.ofReal(other, new float[6 * 7], new float[6 * conditions]);

    assertThatThrownBy(
            () -> sampler(true).sample(SamplingTask.of(List.of(right, wrong), KNOWN, FOUR, SEED)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Sequences of %s are to be sampled, but the model has tokens of %s."
                .formatted(other, TestingTokenizer.SPEC));
  }

  @Test
  void describesItself() {
    TokenSampler sampler = sampler(true);

    assertThat(sampler.spec()).isEqualTo(TestingTokenizer.SPEC);
    assertThat(sampler.window()).isEqualTo(WINDOW);
    assertThat(sampler.trainingLength()).isEqualTo(8);
    assertThat(sampler.matrix(5)).isEqualTo(TestingPlugin.pyramid(1).matrix(5, STEPS));
  }

  @Test
  void refusesWhatTheConfiguredScheduleCannotPlan() {
    assertThatThrownBy(() -> sampler(true).matrix(0))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith(
            "The sampling schedule 'sampling.schedule' gives no valid plan for 0 tokens in 6 steps:");
  }

  /** Keeps what it sees. */
  private static final class Watch implements SamplingTask.Observer {
    private final List<String> calls = new ArrayList<>();
    private final List<List<Tokens>> rows = new ArrayList<>();

    @Override
    public void reached(int first, int row, List<Tokens> tokens) {
      calls.add(
          "%d: %d of %d, row %d".formatted(first, tokens.size(), tokens.get(0).length(), row));
      if (first == 0) {
        rows.add(new ArrayList<>());
      }
      rows.get(row).addAll(tokens);
    }

    List<Tokens> row(int row) {
      return rows.get(row);
    }
  }

  /** Writes down what it is asked, and steers upwards. */
  private record Asking(List<String> heard) implements GuidanceObjective {
    @Override
    public GuidanceObjective towards(List<List<Double>> goals) {
      heard.add("towards " + goals);
      return this;
    }

    @Override
    public GuidanceObjective forSequences(List<Tokens> sequences, int known) {
      heard.add(sequences.size() + " sequences");
      return this;
    }

    @Override
    public void evaluate(
        FloatBuffer clean,
        int batch,
        int time,
        int firstPosition,
        double[] values,
        FloatBuffer gradient) {
      UP.evaluate(clean, batch, time, firstPosition, values, gradient);
    }
  }

  private static List<Guidance> guidance(GuidanceObjective objective, double scale) {
    return List.of(new Guidance("testing", objective, scale, Double.POSITIVE_INFINITY));
  }

  private Sampler sampler(boolean causal) {
    return sampler(causal, 10);
  }

  private Sampler sampler(boolean causal, int batchSize) {
    return sampler(causal, batchSize, List.of());
  }

  private Sampler sampler(boolean causal, int batchSize, List<Guidance> guidance) {
    DenoiserBackbone backbone = () -> causal;
    Model model =
        new TestingEngine(behavior, new ArrayList<>())
            .create(
                new ModelRequest(
                    backbone,
                    TestingTokenizer.SPEC,
                    WINDOW,
                    SCHEDULE,
                    TestingPlugin.PARAMETERIZATION,
                    20,
                    1));
    StepPlanner planner =
        new StepPlanner(
            SCHEDULE,
            TestingPlugin.PARAMETERIZATION,
            TestingPlugin.SOLVER,
            SAMPLING_LEVELS,
            new Stabilization(2, false),
            GuidanceLevel.CURRENT,
            FutureRule.FUTURE);
    return new Sampler(
        model,
        planner,
        new Ways(STEPS, TestingPlugin.pyramid(1), Map.of()),
        TestingTokenizer.SPEC,
        causal,
        new Sampler.Settings(
            batchSize,
            WINDOW,
            WINDOW,
            8,
            StatePart.AVERAGE,
            Double.POSITIVE_INFINITY,
            guidance,
            new MonteCarlo(2, true)));
  }

  private static List<Tokens> sequences(int count, int length) {
    List<Tokens> sequences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] values = new float[length];
      for (int t = 0; t < length; t++) {
        values[t] = 0.1f * (i % 7 + 1) * (t + 1) - 0.8f;
      }
      sequences.add(Tokens.ofReal(TestingTokenizer.SPEC, values, conditions(i, length)));
    }
    return sequences;
  }

  private static float[] conditions(int sequence, int length) {
    float[] conditions = new float[length];
    for (int t = 0; t < length; t++) {
      conditions[t] = t - sequence % 5;
    }
    return conditions;
  }

  private static float[] copy(Tokens tokens) {
    float[] values = new float[tokens.length()];
    tokens.values().get(values);
    return values;
  }

  private static List<List<Float>> values(List<Tokens> sequences) {
    return sequences.stream()
        .map(
            tokens -> {
              List<Float> values = new ArrayList<>();
              for (float value : copy(tokens)) {
                values.add(value);
              }
              return values;
            })
        .toList();
  }
}
