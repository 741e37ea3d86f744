package io.stagger.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.stagger.api.StaggerException;
import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.SamplingLevels;
import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.GuidanceObjective;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingRequest.Guidance;
import io.stagger.api.engine.SamplingRequest.Stabilization;
import io.stagger.api.engine.StatePart;
import io.stagger.api.sampling.SamplingTask;
import io.stagger.api.sampling.SamplingTask.Steering;
import io.stagger.api.sampling.StreamConditions;
import io.stagger.api.sampling.StreamRequest;
import io.stagger.api.sampling.TokenSampler;
import io.stagger.api.sampling.TokenStream;
import io.stagger.core.checkpoint.SafetensorsReader;
import io.stagger.core.checkpoint.SafetensorsWriter;
import io.stagger.core.rollout.RolloutConfiguration;
import io.stagger.core.rollout.RolloutConfiguration.Past;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams over an engine that uses noise, history and conditions, so that nothing may be lost. */
final class TestTokenStream {
  private static final int STEPS = 6;
  private static final int LEVELS = 20;
  private static final int TOGETHER = 12;
  private static final long SEED = 5;
  private static final NoiseSchedule SCHEDULE = TestingPlugin.schedule(LEVELS);
  private static final StreamConditions RISING =
      (sequence, position, target) -> target.put(0.5f * position - sequence);

  /** The sum of all tokens. */
  private static final GuidanceObjective UP =
      (clean, batch, time, firstPosition, values, gradient) -> {
        while (gradient.hasRemaining()) {
          gradient.put(1);
        }
      };

  private static final SamplingSchedule CHUNKED =
      (horizon, steps) -> {
        int[] starts = new int[horizon];
        for (int t = 0; t < horizon; t++) {
          starts[t] = t / 4 * (steps + 3) + t % 4;
        }
        return SchedulingMatrix.staggered(steps, steps, starts);
      };

  /** Four tokens that are finished together. */
  private static final SamplingSchedule BLOCKS =
      (horizon, steps) -> {
        int[] starts = new int[horizon];
        for (int t = 0; t < horizon; t++) {
          starts[t] = t / 4 * steps;
        }
        return SchedulingMatrix.staggered(steps, steps, starts);
      };

  private final TestingEngine.Behavior behavior = new TestingEngine.Behavior();

  private record Setting(String name, SamplingSchedule schedule, RolloutConfiguration rollout) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static RolloutConfiguration windows(int context, int hop, boolean replacement) {
    return new RolloutConfiguration(
        Optional.of(Past.WINDOW), Optional.of(context), Optional.of(hop), replacement);
  }

  static Stream<Setting> settings() {
    RolloutConfiguration memory = RolloutConfiguration.DEFAULT;
    return Stream.of(
        new Setting("next token", TestingPlugin.pyramid(STEPS), memory),
        new Setting("rolling", TestingPlugin.pyramid(1), memory),
        new Setting("pyramid", TestingPlugin.pyramid(2), memory),
        new Setting("two at a time", TestingPlugin.pyramid(0.5), memory),
        new Setting("chunked", CHUNKED, memory),
        new Setting("blocks", BLOCKS, memory),
        new Setting("windows", TestingPlugin.pyramid(1), windows(5, 7, false)),
        new Setting("overlapping windows", TestingPlugin.pyramid(0), windows(4, 3, false)),
        new Setting("replacement", TestingPlugin.pyramid(0), windows(4, 5, true)));
  }

  static Stream<Setting> inMemory() {
    return settings().filter(setting -> setting.rollout().equals(RolloutConfiguration.DEFAULT));
  }

  private TokenSampler sampler(SamplingSchedule schedule, RolloutConfiguration rollout) {
    return sampler(schedule, rollout, true, List.of());
  }

  private TokenSampler sampler(
      SamplingSchedule schedule,
      RolloutConfiguration rollout,
      boolean remembers,
      List<Guidance> guidance) {
    DenoiserBackbone backbone =
        new DenoiserBackbone() {
          @Override
          public boolean causal() {
            return true;
          }

          @Override
          public boolean remembersWithoutLimit() {
            return remembers;
          }
        };
    Model model =
        new TestingEngine(behavior, new ArrayList<>())
            .create(
                new ModelRequest(
                    backbone,
                    TestingTokenizer.SPEC,
                    TOGETHER,
                    SCHEDULE,
                    TestingPlugin.PARAMETERIZATION,
                    20,
                    1));
    return new Sampler(
        model,
        new StepPlanner(
            SCHEDULE,
            TestingPlugin.PARAMETERIZATION,
            TestingPlugin.SOLVER,
            SamplingLevels.of(LEVELS, STEPS, SamplingLevels.Rounding.TRUNCATE),
            new Stabilization(2, false),
            GuidanceLevel.CURRENT,
            FutureRule.FUTURE),
        new Ways(STEPS, schedule, Map.of()),
        TestingTokenizer.SPEC,
        true,
        new Sampler.Settings(
            10,
            1000,
            TOGETHER,
            TOGETHER,
            StatePart.AVERAGE,
            Double.POSITIVE_INFINITY,
            guidance,
            SamplingRequest.MonteCarlo.OFF),
        remembers,
        rollout,
        "");
  }

  private static StreamRequest request(long seed) {
    return new StreamRequest(2, RISING, Steering.AS_CONFIGURED, seed);
  }

  /** Tokens as if observed at positions from the given one on. */
  private static List<Tokens> observed(long position, int count) {
    List<Tokens> tokens = new ArrayList<>();
    for (int sequence = 0; sequence < 2; sequence++) {
      float[] values = new float[count];
      float[] conditions = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = 0.1f * (sequence + 1) * (position + i + 1);
        conditions[i] = 0.5f * (position + i) - sequence;
      }
      tokens.add(Tokens.ofReal(TestingTokenizer.SPEC, values, conditions));
    }
    return tokens;
  }

  /** Values and conditions of each token, token by token, sequence by sequence. */
  private static List<List<Float>> numbers(List<Tokens> tokens) {
    List<List<Float>> numbers = new ArrayList<>();
    for (int time = 0; time < tokens.get(0).length(); time++) {
      List<Float> column = new ArrayList<>();
      for (Tokens sequence : tokens) {
        column.add(sequence.values().get(time));
        column.add(sequence.conditions().get(time));
      }
      numbers.add(column);
    }
    return numbers;
  }

  private static List<List<Float>> pull(TokenStream stream, int... counts) {
    List<List<Float>> pulled = new ArrayList<>();
    for (int count : counts) {
      pulled.addAll(numbers(stream.next(count)));
    }
    return pulled;
  }

  // Pulling.

  @ParameterizedTest
  @MethodSource("settings")
  void givesTheSameHoweverPullsAreGrouped(Setting setting) {
    TokenSampler sampler = sampler(setting.schedule(), setting.rollout());
    try (TokenStream one = sampler.stream(request(SEED));
        TokenStream many = sampler.stream(request(SEED));
        TokenStream other = sampler.stream(request(SEED + 1))) {
      one.observe(observed(0, 3));
      many.observe(observed(0, 1));
      many.observe(observed(1, 2));
      other.observe(observed(0, 3));

      List<List<Float>> expected = pull(one, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);

      assertThat(pull(many, 7, 1, 2, 5)).isEqualTo(expected);
      assertThat(pull(other, 15)).isNotEqualTo(expected);
      assertThat(expected).doesNotHaveDuplicates();
      assertThat(one.position()).isEqualTo(18);
      one.observe(observed(18, 1));
      many.observe(observed(18, 1));
      assertThat(pull(many, 9)).isEqualTo(pull(one, 4, 5));
    }
    assertThat(behavior.openSessions).isZero();
  }

  /** Far more tokens than the model sees together. */
  @ParameterizedTest
  @MethodSource("inMemory")
  void isWhatSamplingGivesIfThatHadNoEnd(Setting setting) {
    TokenSampler sampler = sampler(setting.schedule(), setting.rollout());
    int known = 30;
    int horizon = 60;
    List<Tokens> sequences = new ArrayList<>();
    for (Tokens tokens : observed(0, known + horizon)) {
      sequences.add(tokens);
    }
    List<List<Float>> plain =
        numbers(
            sampler.sample(
                SamplingTask.of(
                    sequences, known, setting.schedule().matrix(horizon, STEPS), SEED)));

    try (TokenStream stream = sampler.stream(request(SEED))) {
      stream.observe(observed(0, known));
      // The tail of a matrix may be otherwise: it has no tokens behind it.
      assertThat(pull(stream, 40)).isEqualTo(plain.subList(known, known + 40));
    }
  }

  @Test
  void aWindowIsWhatSamplingGivesWithASeedOfItsOwn() {
    TokenSampler sampler = sampler(TestingPlugin.pyramid(1), windows(5, 7, false));
    List<Tokens> sequences = observed(0, 12);
    List<List<Float>> plain =
        numbers(
            sampler.sample(
                SamplingTask.of(
                    sequences,
                    5,
                    TestingPlugin.pyramid(1).matrix(7, STEPS),
                    new Seeds(SEED).of(Seeds.Purpose.WINDOW, 5))));

    try (TokenStream stream = sampler.stream(request(SEED))) {
      stream.observe(observed(0, 5));
      assertThat(pull(stream, 7)).isEqualTo(plain.subList(5, 12));
    }
  }

  @Test
  void keepsMemoryConstant() {
    for (Setting setting : settings().toList()) {
      behavior.activeTokens.clear();
      try (TokenStream stream =
          sampler(setting.schedule(), setting.rollout()).stream(request(SEED))) {
        stream.next(300);
      }
      assertThat(behavior.activeTokens).allMatch(active -> active <= TOGETHER);
    }
  }

  @Test
  void callsTheEngineOnceAToken() {
    try (TokenStream stream =
        sampler(TestingPlugin.pyramid(STEPS), RolloutConfiguration.DEFAULT).stream(request(SEED))) {
      stream.next(3);
      assertThat(behavior.samplingCalls).containsExactly(STEPS, STEPS, STEPS);
    }
    behavior.samplingCalls.clear();
    try (TokenStream stream =
        sampler(TestingPlugin.pyramid(1), RolloutConfiguration.DEFAULT).stream(request(SEED))) {
      stream.next(3);
      assertThat(behavior.samplingCalls).containsExactly(STEPS, 1, 1);
    }
  }

  // Observing.

  @Test
  void tokensInTheMakingGoOnWithWhatIsObserved() {
    TokenSampler sampler = sampler(TestingPlugin.pyramid(1), RolloutConfiguration.DEFAULT);
    try (TokenStream stream = sampler.stream(request(SEED));
        TokenStream unseen = sampler.stream(request(SEED))) {
      stream.next(4);
      unseen.next(4);
      behavior.plans.clear();
      stream.observe(observed(4, 1));
      List<List<Float>> next = pull(stream, 1);

      // The next one had taken all steps but two.
      assertThat(behavior.plans.stream().mapToInt(DenoisingSteps::steps).sum()).isEqualTo(2);
      assertThat(next).isNotEqualTo(pull(unseen, 2).subList(1, 2));
      assertThat(stream.position()).isEqualTo(6);
    }
  }

  @Test
  void finishedTokensThatWaitAreSampledAnewAfterAnObservation() {
    TokenSampler sampler = sampler(BLOCKS, RolloutConfiguration.DEFAULT);
    try (TokenStream stream = sampler.stream(request(SEED));
        TokenStream fresh = sampler.stream(request(SEED))) {
      List<List<Float>> chunk = pull(fresh, 4);
      stream.next(1);
      stream.next(1);
      behavior.plans.clear();
      stream.observe(observed(2, 1));
      List<List<Float>> next = pull(stream, 1);

      assertThat(next).isNotEqualTo(chunk.subList(3, 4));
      assertThat(behavior.plans.get(0).level(0, 0)).isEqualTo(LEVELS - 1);
    }
  }

  @Test
  void showsANoisyObservationAtTheLevelWithAsMuchNoise() {
    int level = 6;
    double deviation = SCHEDULE.noise(level) / SCHEDULE.signal(level);
    for (RolloutConfiguration rollout :
        List.of(RolloutConfiguration.DEFAULT, windows(4, 3, false))) {
      TokenSampler sampler = sampler(TestingPlugin.pyramid(STEPS), rollout);
      try (TokenStream clean = sampler.stream(request(SEED));
          TokenStream slight = sampler.stream(request(SEED));
          TokenStream noisy = sampler.stream(request(SEED));
          TokenStream nearly = sampler.stream(request(SEED));
          TokenStream hopeless = sampler.stream(request(SEED))) {
        clean.observe(observed(0, 2));
        slight.observe(observed(0, 2), 1e-9);
        noisy.observe(observed(0, 2), deviation);
        nearly.observe(observed(0, 2), 0.999 * deviation);
        hopeless.observe(observed(0, 2), 1e9);

        List<List<Float>> expected = pull(noisy, 3);
        assertThat(pull(nearly, 3)).isEqualTo(expected);
        List<List<Float>> plain = pull(clean, 3);
        assertThat(pull(slight, 3)).isEqualTo(plain);
        assertThat(expected).isNotEqualTo(plain);
        assertThat(pull(hopeless, 3)).isNotEqualTo(expected);
      }
    }
  }

  @Test
  void refusesObservationsThatDoNotFit() {
    try (TokenStream stream =
        sampler(CHUNKED, RolloutConfiguration.DEFAULT).stream(request(SEED))) {
      assertThatThrownBy(() -> stream.observe(observed(0, 1).subList(0, 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The stream has 2 sequences, but tokens of 1 are observed.");
      assertThatThrownBy(
              () -> stream.observe(List.of(observed(0, 1).get(0), observed(0, 2).get(1))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("as many of each sequence, not 1 of one and 2 of another");
      for (double deviation : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
        assertThatThrownBy(() -> stream.observe(observed(0, 1), deviation))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("finite number of at least 0");
      }
      assertThat(stream.position()).isZero();
    }
  }

  @Test
  void numbersThatAreNotFiniteAreRefusedAndTheStreamGoesOn() {
    try (TokenStream stream =
        sampler(TestingPlugin.pyramid(1), RolloutConfiguration.DEFAULT).stream(request(SEED))) {
      stream.observe(observed(0, 2));
      List<Tokens> broken =
          List.of(
              observed(2, 1).get(0),
              Tokens.ofReal(TestingTokenizer.SPEC, new float[] {Float.NaN}, new float[1]));
      assertThatThrownBy(() -> stream.observe(broken))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Observed token 0 of sequence 1 has the value NaN at place 0");
      assertThat(stream.position()).isEqualTo(2);

      stream.condition((sequence, position, target) -> target.put(Float.NaN));
      assertThatThrownBy(() -> stream.next(1))
          .isInstanceOf(StaggerException.class)
          .hasMessage(
              "Condition 0 of token 2 of sequence 0 is NaN, but a model takes finite numbers only: open the stream with conditions that are.");
      stream.condition(RISING);
      assertThat(stream.next(1)).hasSize(2);
    }
  }

  @Test
  void moreConditionsThanATokenHasAreRefused() {
    StreamConditions tooMany = (sequence, position, target) -> target.put(1).put(2);
    try (TokenStream stream =
        sampler(TestingPlugin.pyramid(1), RolloutConfiguration.DEFAULT).stream(
            new StreamRequest(2, tooMany, Steering.AS_CONFIGURED, SEED))) {
      assertThatThrownBy(() -> stream.next(1))
          .isInstanceOf(StaggerException.class)
          .hasMessage(
              "A token has 1 conditions, but of token 0 of sequence 0 more were given: open the stream with conditions that put as many.");
    }
  }

  // Conditions and guidance.

  @Test
  void asksForConditionsOnceWhenATokenBegins() {
    for (Setting setting : settings().toList()) {
      List<Long> asked = new ArrayList<>();
      StreamConditions asking =
          (sequence, position, target) -> {
            if (sequence == 0) {
              asked.add(position);
            }
            RISING.put(sequence, position, target);
          };
      try (TokenStream stream =
          sampler(setting.schedule(), setting.rollout()).stream(
              new StreamRequest(2, asking, Steering.AS_CONFIGURED, SEED))) {
        stream.next(9);
        assertThat(asked).isSorted().doesNotHaveDuplicates().startsWith(0L);
        int begun = asked.size();
        stream.condition((sequence, position, target) -> target.put(100));
        List<List<Float>> later = pull(stream, 20);

        for (int i = 0; i < 20; i++) {
          assertThat(later.get(i).get(1)).isEqualTo(9 + i < begun ? 0.5f * (9 + i) : 100);
        }
      }
    }
  }

  @Test
  void saysIfConditionsAreMissing() {
    try (TokenStream stream =
        sampler(CHUNKED, RolloutConfiguration.DEFAULT).stream(StreamRequest.of(1, SEED))) {
      assertThatThrownBy(() -> stream.next(1))
          .isInstanceOf(StaggerException.class)
          .hasMessage(
              "A token has 1 conditions, but of token 0 of sequence 0 only 0 were given: open the stream with conditions that put them all.");
    }
  }

  @Test
  void steersOtherwiseFromTheNextStepOn() {
    for (RolloutConfiguration rollout :
        List.of(RolloutConfiguration.DEFAULT, windows(4, 3, false))) {
      TokenSampler sampler =
          sampler(
              TestingPlugin.pyramid(STEPS), rollout, true, List.of(new Guidance("up", UP, 2, 1e9)));
      Steering off = new Steering(0, OptionalInt.empty(), List.of());
      try (TokenStream steered = sampler.stream(request(SEED));
          TokenStream free = sampler.stream(new StreamRequest(2, RISING, off, SEED))) {
        float up = pull(steered, 3).get(0).get(0);
        assertThat(up).isGreaterThan(pull(free, 3).get(0).get(0));
        try (TokenStream other = steered.fork(SEED)) {
          other.steer(off);
          assertThat(pull(other, 3).get(0).get(0)).isLessThan(pull(steered, 3).get(0).get(0));
        }
      }
    }
    TokenSampler sampler = sampler(CHUNKED, RolloutConfiguration.DEFAULT);
    try (TokenStream stream = sampler.stream(request(SEED))) {
      assertThatThrownBy(() -> stream.steer(new Steering(1, OptionalInt.of(3), List.of())))
          .isInstanceOf(StaggerException.class)
          .hasMessageContaining("look at 1 futures in each step, which can't become 3");
    }
  }

  @Test
  void goesOnAsIfAnObjectiveHadNotFailed() {
    for (RolloutConfiguration rollout :
        List.of(RolloutConfiguration.DEFAULT, windows(4, 3, false))) {
      AtomicInteger calls = new AtomicInteger();
      GuidanceObjective failing =
          (clean, batch, time, first, values, gradient) -> {
            if (calls.incrementAndGet() == 3) {
              throw new StaggerException("No slope here.");
            }
            UP.evaluate(clean, batch, time, first, values, gradient);
          };
      TokenSampler sampler = sampler(TestingPlugin.pyramid(STEPS), rollout, true, up(UP));
      TokenSampler other = sampler(TestingPlugin.pyramid(STEPS), rollout, true, up(failing));
      try (TokenStream expected = sampler.stream(request(SEED));
          TokenStream stream = other.stream(request(SEED))) {
        assertThatThrownBy(() -> stream.next(1)).hasMessage("No slope here.");
        assertThat(pull(stream, 6)).isEqualTo(pull(expected, 6));
      }
    }
  }

  private static List<Guidance> up(GuidanceObjective objective) {
    return List.of(new Guidance("up", objective, 2, 1e9));
  }

  @Test
  void refusesToReplaceAnObservationWithADeviation() {
    try (TokenStream stream =
        sampler(TestingPlugin.pyramid(0), windows(4, 3, true)).stream(request(SEED))) {
      assertThatThrownBy(() -> stream.observe(observed(0, 3), 0.5))
          .isInstanceOf(StaggerException.class)
          .hasMessageStartingWith("An observation with a deviation can't be shown");
      stream.observe(observed(0, 3));
      assertThat(stream.position()).isEqualTo(3);
    }
  }

  @Test
  void countsOnceWhatGuidanceDidBeforeAFork() {
    for (RolloutConfiguration rollout :
        List.of(RolloutConfiguration.DEFAULT, windows(5, 2, false))) {
      List<Guidance> up = List.of(new Guidance("up", UP, 2, 1e-3));
      TokenSampler alone = sampler(TestingPlugin.pyramid(STEPS), rollout, true, up);
      try (TokenStream stream = alone.stream(request(SEED))) {
        stream.next(6);
      }
      TokenSampler forked = sampler(TestingPlugin.pyramid(STEPS), rollout, true, up);
      try (TokenStream stream = forked.stream(request(SEED))) {
        stream.next(4);
        try (TokenStream fork = stream.fork(SEED)) {
          fork.next(2);
        }
      }

      assertThat(forked.guidanceTally().gradients()).isPositive();
      assertThat(forked.guidanceTally().clipped()).isEqualTo(forked.guidanceTally().gradients());
      assertThat(forked.guidanceTally()).isEqualTo(alone.guidanceTally());
    }
  }

  // Forks and snapshots.

  @ParameterizedTest
  @MethodSource("settings")
  void forksAndSnapshotsGoOnAsTheStreamWould(Setting setting) {
    TokenSampler sampler = sampler(setting.schedule(), setting.rollout());
    TokenSampler elsewhere = sampler(setting.schedule(), setting.rollout());
    for (int pulled = 1; pulled < 8; pulled++) {
      try (TokenStream stream = sampler.stream(request(SEED))) {
        // Where all of the past is shown at one level, an observation has no level of its own.
        stream.observe(observed(0, 3), setting.rollout().replacement() ? 0 : 0.5);
        stream.next(pulled);
        byte[] snapshot = stream.snapshot();
        try (TokenStream same = stream.fork(SEED);
            TokenStream other = stream.fork(SEED + 1);
            TokenStream resumed = elsewhere.resume(snapshot, RISING)) {
          List<List<Float>> expected = pull(stream, 12);
          assertThat(pull(same, 12)).isEqualTo(expected);
          assertThat(pull(resumed, 12)).isEqualTo(expected);
          assertThat(pull(other, 12)).isNotEqualTo(expected);
          assertThat(resumed.position()).isEqualTo(stream.position());
          assertThat(resumed.snapshot()).isEqualTo(stream.snapshot());
        }
      }
    }
    assertThat(behavior.openSessions).isZero();
  }

  @Test
  void refusesSnapshotsOfSomethingElse() {
    TokenSampler sampler = sampler(CHUNKED, RolloutConfiguration.DEFAULT);
    byte[] snapshot;
    try (TokenStream stream = sampler.stream(request(SEED))) {
      snapshot = stream.snapshot();
    }
    TokenSampler other = sampler(TestingPlugin.pyramid(1), RolloutConfiguration.DEFAULT);

    assertThatThrownBy(() -> other.resume(snapshot, RISING))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith(
            "The snapshot of the stream doesn't fit here: the way of rolling out was 'in memory, 4 tokens every 9 rows");
    assertThatThrownBy(
            () -> sampler.resume("rubbish rubbish".getBytes(StandardCharsets.UTF_8), RISING))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("snapshot of a stream");
    byte[] cut = Arrays.copyOf(snapshot, snapshot.length - 1);
    assertThatThrownBy(() -> sampler.resume(cut, RISING))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("truncated");
  }

  @ParameterizedTest
  @MethodSource("settings")
  void refusesEveryTruncationAndTellsEveryChangedByte(Setting setting) {
    TokenSampler sampler = sampler(setting.schedule(), setting.rollout());
    byte[] snapshot;
    List<List<Float>> expected;
    try (TokenStream stream = sampler.stream(request(SEED))) {
      stream.observe(observed(0, 3));
      stream.next(2);
      snapshot = stream.snapshot();
      expected = pull(stream, 3);
    }

    for (int length = 0; length < snapshot.length; length++) {
      byte[] cut = Arrays.copyOf(snapshot, length);
      assertThatThrownBy(() -> sampler.resume(cut, RISING))
          .as("%d of %d bytes", length, snapshot.length)
          .isInstanceOf(StaggerException.class)
          .hasMessageContaining("snapshot of a stream");
    }
    SplittableRandom random = new SplittableRandom(9);
    int refused = 0;
    for (int i = 0; i < 500; i++) {
      byte[] changed = snapshot.clone();
      // The length of the header, its first bytes, and any.
      int at = random.nextInt(i % 3 == 0 ? 8 : i % 3 == 1 ? 200 : snapshot.length);
      changed[at] ^= (byte) (1 + random.nextInt(255));
      try (TokenStream resumed = sampler.resume(changed, RISING)) {
        assertThat(pull(resumed, 3)).as("byte %d", at).isEqualTo(expected);
      } catch (StaggerException e) {
        assertThat(e.getMessage()).as("byte %d", at).isNotBlank().endsWith(".");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(490);
    assertThat(behavior.openSessions).isZero();
  }

  /** Which only somebody can have who makes one up: the digest is right. */
  @Test
  void refusesSnapshotsWhoseNumbersCantBe() throws IOException {
    TokenSampler memory = sampler(CHUNKED, RolloutConfiguration.DEFAULT);
    TokenSampler windowed = sampler(TestingPlugin.pyramid(1), windows(5, 7, false));
    for (String name :
        List.of("batch", "position", "origin", "row", "taken", "session.active", "session.steps")) {
      assertThatThrownBy(() -> memory.resume(madeUp(memory, name, "-3"), RISING))
          .as(name)
          .isInstanceOf(StaggerException.class)
          .hasMessage(
              "The snapshot of the stream is damaged: its '%s' is missing or not what it should be; take it anew.",
              name);
    }
    for (String number : List.of("9223372036854775807", "2147483647", "0", "many")) {
      for (TokenSampler sampler : List.of(memory, windowed)) {
        assertThatThrownBy(() -> sampler.resume(madeUp(sampler, "batch", number), RISING))
            .as(number)
            .isInstanceOf(StaggerException.class)
            .hasMessageContaining("is damaged: its ");
      }
    }
    assertThat(behavior.openSessions).isZero();
  }

  /** A snapshot in which a number is another one. */
  private static byte[] madeUp(TokenSampler sampler, String name, String number)
      throws IOException {
    SafetensorsReader snapshot;
    try (TokenStream stream = sampler.stream(request(SEED))) {
      stream.observe(observed(0, 3));
      stream.next(2);
      snapshot = SafetensorsReader.of("snapshot", stream.snapshot());
    }
    Map<String, String> texts = new TreeMap<>(snapshot.metadata());
    texts.put(name, number);
    Hasher hasher = Hashing.sha256().newHasher();
    texts.forEach(
        (key, text) -> {
          if (!key.equals("sha256")) {
            put(hasher, key);
            put(hasher, text);
          }
        });
    for (NamedTensor tensor : snapshot.tensors().values()) {
      put(hasher, tensor.name());
      put(hasher, tensor.shape().toString());
      for (FloatBuffer values = tensor.values().duplicate(); values.hasRemaining(); ) {
        hasher.putInt(Float.floatToRawIntBits(values.get()));
      }
    }
    texts.put("sha256", hasher.hash().toString());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SafetensorsWriter.write(
        Channels.newChannel(bytes), List.copyOf(snapshot.tensors().values()), texts);
    return bytes.toByteArray();
  }

  private static void put(Hasher hasher, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    hasher.putInt(bytes.length).putBytes(bytes);
  }

  // Threads.

  @ParameterizedTest
  @MethodSource("settings")
  void cancelsFromAnotherThreadWithinOneEngineCall(Setting setting) throws Exception {
    TokenSampler sampler = sampler(setting.schedule(), setting.rollout());
    try (TokenStream stream = sampler.stream(request(SEED));
        TokenStream undisturbed = sampler.stream(request(SEED))) {
      List<List<Float>> expected = pull(undisturbed, 30);
      behavior.samplingCalls.clear();
      CountDownLatch third = new CountDownLatch(1);
      CountDownLatch cancelled = new CountDownLatch(1);
      behavior.beforeSampling =
          () -> {
            if (behavior.samplingCalls.size() == 2) {
              third.countDown();
              await(cancelled);
            }
          };
      CompletableFuture<List<Tokens>> pulled = CompletableFuture.supplyAsync(() -> stream.next(30));
      third.await();
      stream.cancel();
      cancelled.countDown();

      assertThat(pulled)
          .failsWithin(java.time.Duration.ofSeconds(20))
          .withThrowableThat()
          .withCauseInstanceOf(CancellationException.class);
      assertThat(behavior.samplingCalls).hasSize(3);
      behavior.beforeSampling = () -> {};
      assertThat(stream.position()).isZero();
      // Nothing is lost and nothing sampled twice, but for a window on its way.
      try (TokenStream resumed = sampler.resume(stream.snapshot(), RISING)) {
        assertThat(pull(resumed, 30)).isEqualTo(expected);
      }
      assertThat(pull(stream, 30)).isEqualTo(expected);
    }
    assertThat(behavior.openSessions).isZero();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void tokensOfACancelledPullComeBeforeObservations() {
    TokenSampler sampler = sampler(TestingPlugin.pyramid(STEPS), RolloutConfiguration.DEFAULT);
    List<TokenStream> streams = new ArrayList<>();
    try (TokenStream stream = sampler.stream(request(SEED))) {
      streams.add(stream);
      behavior.beforeSampling =
          () -> {
            if (behavior.samplingCalls.size() == 1) {
              streams.get(0).cancel();
            }
          };
      assertThatThrownBy(() -> stream.next(5)).isInstanceOf(CancellationException.class);

      assertThatThrownBy(() -> stream.observe(observed(0, 1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("next(1) gives them without sampling");
      stream.next(1);
      stream.observe(observed(1, 1));
      assertThat(stream.position()).isEqualTo(2);
    }
  }

  @Test
  void closingWaitsForThePullAndCancelsIt() throws Exception {
    TokenStream stream =
        sampler(TestingPlugin.pyramid(1), RolloutConfiguration.DEFAULT).stream(request(SEED));
    CountDownLatch second = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    behavior.beforeSampling =
        () -> {
          if (behavior.samplingCalls.size() == 1) {
            second.countDown();
            await(go);
          }
        };
    CompletableFuture<List<Tokens>> pulled = CompletableFuture.supplyAsync(() -> stream.next(1000));
    second.await();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(stream::close);
    assertThat(behavior.openSessions).isEqualTo(1);
    go.countDown();

    closed.get(20, java.util.concurrent.TimeUnit.SECONDS);
    // Closing waits for the pull to end, not for the thread that pulled to say so.
    assertThat(pulled)
        .failsWithin(20, java.util.concurrent.TimeUnit.SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(CancellationException.class);
    assertThat(behavior.openSessions).isZero();
    stream.close();
    assertThatThrownBy(() -> stream.next(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The stream is closed.");
  }

  @Test
  void whoeverSuppliesConditionsMayCloseTheStreamButNotPull() {
    List<TokenStream> streams = new ArrayList<>();
    List<String> said = new ArrayList<>();
    StreamConditions meddling =
        (sequence, position, target) -> {
          RISING.put(sequence, position, target);
          try {
            streams.get(0).next(1);
          } catch (IllegalStateException e) {
            said.add(e.getMessage());
          }
          streams.get(0).close();
        };
    TokenStream stream =
        sampler(TestingPlugin.pyramid(1), RolloutConfiguration.DEFAULT).stream(
            new StreamRequest(1, meddling, Steering.AS_CONFIGURED, SEED));
    streams.add(stream);

    assertThatThrownBy(() -> stream.next(1)).isInstanceOf(CancellationException.class);

    assertThat(said).isNotEmpty().allMatch(text -> text.contains("may only cancel and close"));
    assertThat(behavior.openSessions).isZero();
  }

  /** Whoever asks for one token makes the engine work for one. */
  @Test
  void aSlowSubscriberHoldsTheRollOutBack() {
    TokenSampler sampler = sampler(TestingPlugin.pyramid(STEPS), RolloutConfiguration.DEFAULT);
    try (TokenStream stream = sampler.stream(request(SEED));
        TokenStream plain = sampler.stream(request(SEED))) {
      List<List<Float>> expected = pull(plain, 4);
      behavior.samplingCalls.clear();
      List<List<Float>> heard = new ArrayList<>();
      List<Flow.Subscription> subscriptions = new ArrayList<>();
      stream
          .publisher(Runnable::run)
          .subscribe(
              new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscriptions.add(subscription);
                }

                @Override
                public void onNext(List<Tokens> item) {
                  heard.addAll(numbers(item));
                  if (stream.position() == 3) {
                    // Calling back is no deadlock.
                    heard.addAll(numbers(stream.next(1)));
                    subscriptions.get(0).cancel();
                  }
                }

                @Override
                public void onError(Throwable throwable) {
                  throw new AssertionError(throwable);
                }

                @Override
                public void onComplete() {
                  throw new AssertionError("A stream has no end.");
                }
              });
      assertThat(behavior.samplingCalls).isEmpty();
      subscriptions.get(0).request(1);
      assertThat(behavior.samplingCalls).hasSize(1);
      subscriptions.get(0).request(5);

      assertThat(heard).isEqualTo(expected);
      assertThat(behavior.samplingCalls).hasSize(4);
    }
  }

  // What can't be.

  private void refuses(
      SamplingSchedule schedule, RolloutConfiguration rollout, boolean remembers, String sentence) {
    TokenSampler sampler = sampler(schedule, rollout, remembers, List.of());
    assertThatThrownBy(() -> sampler.stream(request(SEED)))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void refusesWhatCannotBe() {
    SamplingSchedule whole = TestingPlugin.pyramid(0);
    Optional<Past> memory = Optional.of(Past.MEMORY);
    Optional<Integer> none = Optional.empty();
    RolloutConfiguration asked = new RolloutConfiguration(memory, none, none, false);
    refuses(CHUNKED, asked, false, "'memory', but this backbone does not remember without limit");
    refuses(whole, asked, true, "the sampling schedule does not go on without an end");
    refuses(
        CHUNKED,
        new RolloutConfiguration(memory, none, none, true),
        true,
        "but only windows show the past anew");
    refuses(
        TestingPlugin.pyramid(0.25),
        RolloutConfiguration.DEFAULT,
        true,
        "tokens would be in the making together, but the model sees at most 12");
    refuses(whole, windows(12, 1, false), true, "Windows show 12 tokens of the past");
    refuses(whole, windows(8, 5, false), true, "'sampling.rollout.hop' is 5, but a window of 12");
    refuses(
        TestingPlugin.pyramid(1), windows(8, 4, true), true, "tokens of several levels in row 1");
  }

  @Test
  void goesByWindowsWhereItMust() {
    for (TokenSampler sampler :
        List.of(
            sampler(TestingPlugin.pyramid(0), RolloutConfiguration.DEFAULT),
            sampler(TestingPlugin.pyramid(1), RolloutConfiguration.DEFAULT, false, List.of()))) {
      behavior.sessionBatches.clear();
      try (TokenStream stream = sampler.stream(request(SEED))) {
        stream.next(13);
      }
      // Half of the training length is context.
      assertThat(behavior.sessionBatches).hasSize(3);
    }
  }

  @Test
  void replacementShowsThePastAsNoisyAsTheRest() {
    TokenSampler sampler = sampler(TestingPlugin.pyramid(0), windows(4, 5, true));
    try (TokenStream stream = sampler.stream(request(SEED))) {
      stream.observe(observed(0, 6));
      stream.next(1);
    }
    DenoisingSteps plan = behavior.plans.get(0);
    assertThat(plan.tokens()).isEqualTo(TOGETHER);
    for (int step = 0; step < plan.steps(); step++) {
      for (int token = 0; token < 4; token++) {
        int level = plan.level(step, 4);
        assertThat(plan.changes(step, token)).isFalse();
        assertThat(plan.level(step, token)).isEqualTo(level);
        assertThat(plan.inputScale(step, token)).isEqualTo((float) SCHEDULE.signal(level));
        assertThat(plan.inputNoise(step, token)).isEqualTo((float) SCHEDULE.noise(level));
      }
    }
  }
}
