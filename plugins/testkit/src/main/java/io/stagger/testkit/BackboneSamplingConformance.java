package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.StatePart;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** How a backbone samples: the outcome does not depend on how the work is divided into calls. */
public interface BackboneSamplingConformance extends BackboneSubject {
  /** Where context is shown to the network in these tests. */
  int STABILIZATION = 40;

  /** Tokens appended one by one are those appended together. */
  @Test
  default void tokensAppendedOneByOneAreThoseAppendedTogether() {
    try (ModelProbe probe = ModelProbe.trained(this);
        SamplingSession together = probe.sample(2, STABILIZATION, 9);
        SamplingSession apart = probe.sample(2, STABILIZATION, 9);
        SamplingSession other = probe.sample(2, STABILIZATION, 10)) {
      ProbeInput input = ProbeInput.random(tokenSpec(), 2, WINDOW, 41);
      ModelProbe.append(together, input, 0, 2);
      ModelProbe.appendNoise(together, input, 2, WINDOW - 2);
      ModelProbe.append(other, input, 0, 2);
      ModelProbe.appendNoise(other, input, 2, WINDOW - 2);
      for (int token = 0; token < WINDOW; token++) {
        if (token < 2) {
          ModelProbe.append(apart, input, token, 1);
        } else {
          ModelProbe.appendNoise(apart, input, token, 1);
        }
      }
      assertThat(together.active()).isEqualTo(WINDOW);
      assertThat(probe.read(together, 0, 2)).as("known tokens").isEqualTo(input.values(0, 2));
      assertThat(probe.read(apart)).isEqualTo(probe.read(together));
      assertThat(probe.read(together, 2, 1)).isEqualTo(input.at(2, probe.read(together)));
      assertThat(probe.read(other)).as("noise of another seed").isNotEqualTo(probe.read(together));
    }
  }

  /** Steps run one by one have the outcome of steps run together, noise included. */
  @Test
  default void stepsRunOneByOneEqualStepsRunTogether() {
    try (ModelProbe probe = ModelProbe.trained(this);
        SamplingSession together = probe.sample(2, STABILIZATION, 9);
        SamplingSession apart = probe.sample(2, STABILIZATION, 9)) {
      ProbeInput input = ProbeInput.random(tokenSpec(), 2, WINDOW, 42);
      int[] levels = {900, 600, 300, 100};
      DenoisingSteps plan = new DenoisingSteps(3, WINDOW);
      for (SamplingSession session : new SamplingSession[] {together, apart}) {
        ModelProbe.appendNoise(session, input, 0, WINDOW);
      }
      for (int step = 0; step < 3; step++) {
        DenoisingSteps single = new DenoisingSteps(1, WINDOW);
        for (int token = 0; token < WINDOW; token++) {
          denoise(probe, plan, step, token, levels[step], levels[step + 1]);
          denoise(probe, single, 0, token, levels[step], levels[step + 1]);
        }
        apart.step(single);
      }
      together.step(plan);
      assertThat(probe.read(together)).containsExactly(probe.read(apart), Offset.offset(1e-5f));
    }
  }

  /** Fresh noise differs from step to step, from token to token and from sequence to sequence. */
  @Test
  default void noiseIsFresh() {
    try (ModelProbe probe = new ModelProbe(this, 1);
        SamplingSession session = probe.sample(2, STABILIZATION, 9)) {
      ProbeInput input = ProbeInput.random(tokenSpec(), 2, WINDOW, 46);
      ModelProbe.appendNoise(session, input, 0, WINDOW);
      Set<List<Float>> seen = new HashSet<>();
      double squares = 0;
      int count = 0;
      for (int step = 0; step < 4; step++) {
        float[] noise = probe.read(session);
        for (int at = 0; at < noise.length; at += tokenSpec().width()) {
          List<Float> token = new ArrayList<>();
          for (int i = 0; i < tokenSpec().width(); i++) {
            assertThat(noise[at + i]).as("noise").isFinite().isNotZero();
            token.add(noise[at + i]);
            squares += (double) noise[at + i] * noise[at + i];
            count++;
          }
          assertThat(seen.add(token))
              .as("whether noise %s is new at step %d", token, step)
              .isTrue();
        }
        DenoisingSteps plan = new DenoisingSteps(1, WINDOW);
        for (int token = 0; token < WINDOW; token++) {
          plan.update(0, token, 500, 0, 1, new Solver.Update(0, 0, 1, 0));
        }
        session.step(plan);
      }
      assertThat(squares / count).as("variance of the noise").isBetween(0.4, 2.0);
    }
  }

  /** What a step leaves for the next one is the token's clean prediction. */
  @Test
  default void historyIsTheCleanPredictionBefore() {
    try (ModelProbe probe = ModelProbe.trained(this);
        SamplingSession session = probe.sample(2, STABILIZATION, 9)) {
      ProbeInput input = ProbeInput.random(tokenSpec(), 2, WINDOW, 47);
      ModelProbe.append(session, input, 0, WINDOW);
      DenoisingSteps plan = new DenoisingSteps(2, WINDOW);
      for (int token = 0; token < WINDOW; token++) {
        int level = input.levels()[token];
        plan.update(0, token, level, 0, 1, new Solver.Update(0, 0, 1, 0));
        plan.update(1, token, level, 0, 1, new Solver.Update(0, 0, 0, 1));
      }
      session.step(plan);
      assertThat(probe.read(session))
          .as("clean predictions of the step before the last")
          .containsExactly(probe.outputs(input), Offset.offset(1e-5f));
    }
  }

  /** Clean predictions are clipped if asked. */
  @Test
  default void cleanPredictionsAreClipped() {
    try (ModelProbe probe = ModelProbe.trained(this)) {
      ProbeInput input = ProbeInput.random(tokenSpec(), 2, WINDOW, 48);
      float[] expected = probe.outputs(input);
      float clip = 0;
      for (float output : expected) {
        clip = Math.max(clip, Math.abs(output) / 2);
      }
      for (int i = 0; i < expected.length; i++) {
        expected[i] = Math.max(-clip, Math.min(clip, expected[i]));
      }
      assertThat(probe.outputs(input, StatePart.WEIGHTS, clip))
          .as("predictions clipped to %s", clip)
          .containsExactly(expected, Offset.offset(1e-5f));
    }
  }

  /** The average is sampled from if asked, and is not the weights. */
  @Test
  default void averageIsSampledFrom() {
    try (ModelProbe probe = ModelProbe.trained(this)) {
      ProbeInput input = ProbeInput.random(tokenSpec(), 2, WINDOW, 49);
      float[] average = probe.outputs(input, StatePart.AVERAGE, Double.POSITIVE_INFINITY);
      assertThat(average).as("outputs of the average").isNotEqualTo(probe.outputs(input));
      probe.train(5, 1);
      assertThat(probe.outputs(input, StatePart.AVERAGE, Double.POSITIVE_INFINITY))
          .as("outputs of the average after another step")
          .isNotEqualTo(average);
    }
  }

  /** A token that does not change keeps its bits, and others see it as told. */
  @Test
  default void waitingTokensKeepTheirBits() {
    try (ModelProbe probe = ModelProbe.trained(this);
        SamplingSession session = probe.sample(2, STABILIZATION, 9)) {
      ProbeInput input = ProbeInput.random(tokenSpec(), 2, WINDOW, 43);
      ModelProbe.append(session, input, 0, WINDOW);
      DenoisingSteps plan = new DenoisingSteps(1, WINDOW);
      for (int token = 0; token < WINDOW; token++) {
        if (token == 2) {
          ModelProbe.observe(plan, token, input.levels()[token]);
        } else {
          plan.keep(0, token, input.levels()[token], 1, 0);
        }
      }
      session.step(plan);
      float[] after = probe.read(session);
      float[] outputs = probe.outputs(input);
      for (int token = 0; token < WINDOW; token++) {
        if (token == 2) {
          assertThat(input.at(token, after))
              .as("the token that changed")
              .containsExactly(input.at(token, outputs), Offset.offset(1e-5f));
        } else {
          assertThat(input.at(token, after))
              .as("waiting token %d", token)
              .isEqualTo(input.values(token, 1));
        }
      }
    }
  }

  /**
   * Committed tokens are seen as active ones that are kept at the stabilization level would be,
   * whether they are committed together or one by one.
   */
  @Test
  default void memoryEqualsContextThatIsNotCommitted() {
    try (ModelProbe probe = ModelProbe.trained(this)) {
      for (int level : new int[] {STABILIZATION, NoiseSchedule.CLEAN}) {
        ProbeInput input = ProbeInput.random(tokenSpec(), 2, WINDOW, 44);
        float[] active = rollOut(probe, input, level, 0, 0);
        assertThat(rollOut(probe, input, level, 3, 3))
            .as("outputs after 3 tokens were committed together")
            .containsExactly(active, Offset.offset(1e-4f));
        assertThat(rollOut(probe, input, level, 3, 1))
            .as("outputs after 3 tokens were committed one by one")
            .containsExactly(active, Offset.offset(1e-4f));
        assertThat(rollOut(probe, input, level, 2, 2))
            .as("outputs after 2 tokens were committed and 1 was kept")
            .containsExactly(active, Offset.offset(1e-4f));
      }
    }
  }

  /**
   * Sampling tokens one after the other is sampling one of them in a session of its own, each time
   * given those before.
   */
  @Test
  default void tokensInOrderEqualCallsThatSampleOneEach() {
    try (ModelProbe probe = ModelProbe.trained(this);
        SamplingSession inOrder = probe.sample(2, STABILIZATION, 9)) {
      ProbeInput input = ProbeInput.random(tokenSpec(), 2, WINDOW, 50);
      for (int token = 0; token < WINDOW; token++) {
        float[] sampled = sampleNext(probe, inOrder, input, token);
        try (SamplingSession alone = probe.sample(2, STABILIZATION, 9)) {
          if (token > 0) {
            ModelProbe.append(alone, input, 0, token);
            alone.commit(token);
          }
          assertThat(sampleNext(probe, alone, input, token))
              .as("token %d, given those before it", token)
              .containsExactly(sampled, Offset.offset(1e-4f));
        }
        input = input.withValues(token, sampled);
        inOrder.commit(1);
      }
    }
  }

  /** Denoises one more token, without fresh noise. */
  private static float[] sampleNext(
      ModelProbe probe, SamplingSession session, ProbeInput input, int token) {
    ModelProbe.appendNoise(session, input, token, 1);
    NoiseSchedule schedule = probe.schedule();
    int[] levels = {ModelProbe.LEVELS - 1, 600, 300, 100, NoiseSchedule.CLEAN};
    DenoisingSteps plan = new DenoisingSteps(levels.length - 1, 1);
    for (int step = 0; step + 1 < levels.length; step++) {
      int level = levels[step];
      int next = levels[step + 1];
      Linear clean =
          new TestingParameterization().clean(schedule.signal(level), schedule.noise(level));
      double state = schedule.noise(next) / schedule.noise(level);
      plan.update(
          step,
          0,
          level,
          clean.first(),
          clean.second(),
          new Solver.Update(state, schedule.signal(next) - state * schedule.signal(level), 0, 0));
    }
    session.step(plan);
    return probe.read(session, 0, 1);
  }

  /**
   * Committing counts tokens from active to committed, and the window holds both, or the active
   * ones alone if the backbone remembers without limit.
   */
  @Test
  default void windowHoldsCommittedAndActiveTokens() {
    try (ModelProbe probe = new ModelProbe(this, 1);
        SamplingSession session = probe.sample(2, STABILIZATION, 9)) {
      ProbeInput input = ProbeInput.random(tokenSpec(), 2, WINDOW, 45);
      assertThat(session.batch()).isEqualTo(2);
      ModelProbe.append(session, input, 0, WINDOW);
      session.commit(2);
      assertThat(session.committed()).isEqualTo(2);
      assertThat(session.active()).isEqualTo(WINDOW - 2);
      assertThat(probe.read(session, 0, 1)).as("first active").isEqualTo(input.values(2, 1));
      if (remembersWithoutLimit()) {
        ModelProbe.append(session, input, 0, 2);
        assertThat(session.active()).as("active tokens that fill the window").isEqualTo(WINDOW);
      }
      assertThatThrownBy(() -> ModelProbe.append(session, input, 0, 1))
          .as("appending beyond the window")
          .isInstanceOf(IllegalStateException.class);
    }
  }

  /** Closing anything twice is harmless. */
  @Test
  default void closingTwiceIsHarmless() {
    try (ModelProbe probe = new ModelProbe(this, 1)) {
      SamplingSession session = probe.sample(1, STABILIZATION, 9);
      session.close();
      session.close();
      probe.model().close();
      probe.engine().close();
      probe.model().close();
      probe.engine().close();
    }
  }

  /** The last three outputs of a window whose first three tokens are finished. */
  private float[] rollOut(
      ModelProbe probe, ProbeInput input, int level, int committed, int atOnce) {
    try (SamplingSession session = probe.sample(2, level, 9)) {
      for (int token = 0; token < committed; token += atOnce) {
        ModelProbe.append(session, input, token, atOnce);
        session.commit(atOnce);
      }
      ModelProbe.append(session, input, committed, WINDOW - committed);
      DenoisingSteps plan = new DenoisingSteps(1, WINDOW - committed);
      for (int token = committed; token < WINDOW; token++) {
        if (token < 3) {
          plan.keep(0, token - committed, level, probe.schedule().signal(level), 0);
        } else {
          ModelProbe.observe(plan, token - committed, input.levels()[token]);
        }
      }
      session.step(plan);
      return probe.read(session, 3 - committed, WINDOW - 3);
    }
  }

  private static void denoise(
      ModelProbe probe, DenoisingSteps plan, int step, int token, int level, int next) {
    NoiseSchedule schedule = probe.schedule();
    Linear clean =
        new TestingParameterization().clean(schedule.signal(level), schedule.noise(level));
    plan.update(
        step,
        token,
        level,
        clean.first(),
        clean.second(),
        new Solver.Update(0, schedule.signal(next), schedule.noise(next), 0));
  }
}
