package io.stagger.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.StatePart;
import io.stagger.testkit.TestingNoiseSchedule;
import io.stagger.testkit.TestingParameterization;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A causal model with rotary positions whose sequences are longer than what it looks back on. */
final class TestSlidingWindow {
  private static final int BATCH = 2;
  private static final int WIDTH = 3;
  private static final int LENGTH = 24;
  private static final int SPAN = 5;
  private static final int LAYERS = 2;

  /** How far back a token depends on others: each layer looks back once more. */
  private static final int REACH = LAYERS * (SPAN - 1);

  private static Engine engine;
  private static Model sliding;
  private static Model withSinks;

  @BeforeAll
  static void open() {
    engine = TestingEngines.open();
    sliding = model(0);
    withSinks = model(2);
  }

  @AfterAll
  static void close() {
    sliding.close();
    withSinks.close();
    engine.close();
  }

  private static Model model(int sinks) {
    return engine.create(
        new ModelRequest(
            new TransformerBackbone(
                new TransformerConfiguration(
                    16,
                    LAYERS,
                    2,
                    2,
                    true,
                    TransformerConfiguration.Normalization.PRE,
                    TransformerConfiguration.Activation.GELU,
                    0,
                    TransformerConfiguration.Positions.ROTARY,
                    Optional.of(SPAN),
                    sinks)),
            TokenSpec.vector(WIDTH, 0),
            LENGTH,
            new TestingNoiseSchedule(1000),
            new TestingParameterization(),
            20,
            1));
  }

  /** Far past the span, whether tokens are committed one by one, several at a time, or not. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void cachedEqualsRecomputed(int together) {
    float[] tokens = random(BATCH * LENGTH * WIDTH, 1);
    float[] recomputed = observe(sliding, tokens, LENGTH, LENGTH);
    float[] cached = observe(sliding, tokens, LENGTH, together);
    assertThat(cached).containsExactly(recomputed, Offset.offset(1e-4f));
  }

  /** Ten times as many tokens as the model sees together. */
  @Test
  void sequencesGoOnWithoutEnd() {
    int length = 10 * LENGTH;
    float[] tokens = random(BATCH * length * WIDTH, 2);
    float[] output = observe(sliding, tokens, length, 1, length - 1, 1);
    // The same last tokens at the beginning of a sequence: attention knows distances alone.
    int last = REACH + 1;
    float[] ending = part(tokens, length, length - last, last);
    float[] fresh = observe(sliding, ending, last, last);
    assertThat(part(fresh, last, last - 1, 1)).containsExactly(output, Offset.offset(1e-4f));
  }

  @Test
  void whatIsBeyondReachIsForgotten() {
    float[] tokens = random(BATCH * LENGTH * WIDTH, 3);
    float[] changed = tokens.clone();
    for (int sequence = 0; sequence < BATCH; sequence++) {
      Arrays.fill(changed, sequence * LENGTH * WIDTH, sequence * LENGTH * WIDTH + WIDTH, 2.5f);
    }
    float[] before = observe(sliding, tokens, LENGTH, 1);
    float[] after = observe(sliding, changed, LENGTH, 1);
    int untouched = REACH + 1;
    assertThat(part(after, LENGTH, untouched, LENGTH - untouched))
        .isEqualTo(part(before, LENGTH, untouched, LENGTH - untouched));
    assertThat(part(after, LENGTH, REACH, 1)).isNotEqualTo(part(before, LENGTH, REACH, 1));
  }

  /** Sinks stay in sight however far a sequence has gone on. */
  @Test
  void sinksAreNeverForgotten() {
    float[] tokens = random(BATCH * LENGTH * WIDTH, 3);
    for (int token = 0; token < 3; token++) {
      float[] changed = tokens.clone();
      for (int sequence = 0; sequence < BATCH; sequence++) {
        int at = (sequence * LENGTH + token) * WIDTH;
        Arrays.fill(changed, at, at + WIDTH, 2.5f);
      }
      float[] before = part(observe(withSinks, tokens, LENGTH, 1), LENGTH, LENGTH - 1, 1);
      float[] after = part(observe(withSinks, changed, LENGTH, 1), LENGTH, LENGTH - 1, 1);
      if (token < 2) {
        assertThat(after).as("with sink %d changed", token).isNotEqualTo(before);
      } else {
        assertThat(after).as("with token %d changed", token).isEqualTo(before);
      }
    }
  }

  /** With sinks and without, far past the span. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void forkedAndResumedSessionsSlideOn(boolean sinks) {
    Model model = sinks ? withSinks : sliding;
    float[] tokens = random(BATCH * LENGTH * WIDTH, 5);
    int before = 3 * SPAN;
    try (SamplingSession session = model.sample(request())) {
      commitEach(session, tokens, 0, before);
      try (SamplingSession fork = session.fork(1);
          SamplingSession resumed = model.resume(request(), session.save())) {
        float[] expected = goOn(session, tokens, before);
        assertThat(goOn(fork, tokens, before)).as("a fork").isEqualTo(expected);
        assertThat(goOn(resumed, tokens, before)).as("a resumed session").isEqualTo(expected);
      }
    }
  }

  /** Commits all other tokens but the last, which is observed. */
  private static float[] goOn(SamplingSession session, float[] tokens, int committed) {
    commitEach(session, tokens, committed, LENGTH - 1);
    session.append(1, direct(part(tokens, LENGTH, LENGTH - 1, 1)), direct(new float[0]));
    return observed(session);
  }

  private static void commitEach(SamplingSession session, float[] tokens, int first, int end) {
    for (int token = first; token < end; token++) {
      session.append(1, direct(part(tokens, LENGTH, token, 1)), direct(new float[0]));
      session.commit(1);
    }
  }

  /** Until the window slides, a sink is a token like any other. */
  @Test
  void sinksChangeNothingWithinTheSpan() {
    float[] tokens = random(BATCH * SPAN * WIDTH, 4);
    float[] expected = observe(sliding, tokens, SPAN, SPAN);
    for (int together : new int[] {1, SPAN}) {
      assertThat(observe(withSinks, tokens, SPAN, together))
          .containsExactly(expected, Offset.offset(1e-4f));
    }
  }

  @Test
  void settingsThatNeedASlidingWindowAreRefusedElsewhere() {
    assertThatThrownBy(
            () ->
                new TransformerConfiguration(
                    16,
                    1,
                    2,
                    2,
                    true,
                    TransformerConfiguration.Normalization.PRE,
                    TransformerConfiguration.Activation.GELU,
                    0,
                    TransformerConfiguration.Positions.SINUSOID,
                    Optional.of(8),
                    0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'span' and 'sinks' need a causal model with positions: rotary, because only such a one can forget what is far behind.");
    assertThatThrownBy(
            () ->
                new TransformerConfiguration(
                    12,
                    1,
                    4,
                    2,
                    true,
                    TransformerConfiguration.Normalization.PRE,
                    TransformerConfiguration.Activation.GELU,
                    0,
                    TransformerConfiguration.Positions.ROTARY,
                    Optional.empty(),
                    0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "width / heads is 3, but must be even with rotary positions, which turn pairs of numbers.");
  }

  /** The network's output at each clean token, where those before were committed in groups. */
  private static float[] observe(Model model, float[] tokens, int length, int together) {
    float[] outputs = new float[tokens.length];
    for (int first = 0; first < length; first += together) {
      int count = Math.min(together, length - first);
      float[] group = observe(model, tokens, length, together, first, count);
      for (int sequence = 0; sequence < BATCH; sequence++) {
        System.arraycopy(
            group,
            sequence * count * WIDTH,
            outputs,
            (sequence * length + first) * WIDTH,
            count * WIDTH);
      }
    }
    return outputs;
  }

  /** The network's outputs of some tokens alone. */
  private static float[] observe(
      Model model, float[] tokens, int length, int together, int first, int count) {
    try (SamplingSession session = model.sample(request())) {
      for (int before = 0; before < first; before += together) {
        int group = Math.min(together, first - before);
        session.append(group, direct(part(tokens, length, before, group)), direct(new float[0]));
        session.commit(group);
      }
      session.append(count, direct(part(tokens, length, first, count)), direct(new float[0]));
      return observed(session);
    }
  }

  /** The network's outputs of the active tokens. */
  private static float[] observed(SamplingSession session) {
    int count = session.active();
    DenoisingSteps plan = new DenoisingSteps(1, count);
    for (int token = 0; token < count; token++) {
      plan.update(0, token, NoiseSchedule.CLEAN, 0, 1, new Solver.Update(0, 1, 0, 0));
    }
    session.step(plan);
    float[] outputs = new float[BATCH * count * WIDTH];
    session.read(0, count, FloatBuffer.wrap(outputs));
    return outputs;
  }

  private static SamplingRequest request() {
    return new SamplingRequest(
        BATCH,
        StatePart.WEIGHTS,
        new SamplingRequest.Stabilization(NoiseSchedule.CLEAN, false),
        Double.POSITIVE_INFINITY,
        false,
        List.of(),
        SamplingRequest.MonteCarlo.OFF,
        1);
  }

  private static float[] part(float[] tokens, int length, int first, int count) {
    float[] part = new float[BATCH * count * WIDTH];
    for (int sequence = 0; sequence < BATCH; sequence++) {
      System.arraycopy(
          tokens,
          (sequence * length + first) * WIDTH,
          part,
          sequence * count * WIDTH,
          count * WIDTH);
    }
    return part;
  }

  private static float[] random(int count, long seed) {
    Random random = new Random(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private static FloatBuffer direct(float[] numbers) {
    return ByteBuffer.allocateDirect(numbers.length * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer()
        .put(numbers)
        .flip();
  }
}
