package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingRequest.Guidance;
import io.stagger.api.engine.SamplingRequest.Stabilization;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.SessionState;
import io.stagger.api.engine.StatePart;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * What a session remembers of a backbone's tokens: it can be forked, saved and resumed wherever it
 * is, and its tokens can be replaced, dropped, and committed at levels of their own.
 */
public interface BackboneMemoryConformance extends BackboneSubject {
  /** Where context is shown to the network in these tests unless they say otherwise. */
  int SHOWN_LEVEL = 40;

  /** Where some context is shown instead. */
  int OTHER_LEVEL = 300;

  /** The seed of the sessions. */
  long SEED = 9;

  /** A fork does what the original does, whichever goes on first and is closed first. */
  @Test
  default void forkGoesOnAsTheOriginal() {
    try (ModelProbe probe = ModelProbe.trained(this)) {
      List<Consumer<SamplingSession>> doings = doings(probe);
      List<float[]> expected = alone(probe);
      for (int point = 0; point <= doings.size(); point++) {
        SamplingSession original = open(probe);
        run(probe, original, doings.subList(0, point));
        SamplingSession fork = original.fork(SEED);
        List<float[]> rest = expected.subList(point, doings.size());
        List<Consumer<SamplingSession>> after = doings.subList(point, doings.size());
        // The one that is closed has not gone on at some points, and has at others.
        SamplingSession first = point % 2 == 0 ? original : fork;
        SamplingSession second = point % 2 == 0 ? fork : original;
        if (point % 4 < 2) {
          assertSame(run(probe, first, after), rest, "what goes on first", point);
        }
        first.close();
        assertSame(run(probe, second, after), rest, "what goes on alone", point);
        second.close();
      }
    }
  }

  /** A fork with another seed has the same past, and other noise from then on. */
  @Test
  default void forkWithAnotherSeedIsAnotherFuture() {
    try (ModelProbe probe = ModelProbe.trained(this);
        SamplingSession original = open(probe)) {
      List<Consumer<SamplingSession>> doings = doings(probe);
      run(probe, original, doings.subList(0, 4));
      try (SamplingSession same = original.fork(SEED);
          SamplingSession other = original.fork(SEED + 1);
          SamplingSession resumed = probe.model().resume(request(2, SEED + 1), original.save())) {
        assertThat(probe.read(other)).as("the past").isEqualTo(probe.read(original));
        for (SamplingSession session : List.of(original, same, other, resumed)) {
          session.step(busy(probe, session.active(), Set.of(0, 1, 2)));
        }
        assertThat(probe.read(same)).as("the same seed").isEqualTo(probe.read(original));
        assertThat(probe.read(other)).as("another seed").isNotEqualTo(probe.read(original));
        assertThat(probe.read(resumed)).as("resumed so").isEqualTo(probe.read(other));
        ProbeInput input = input();
        for (SamplingSession session : List.of(original, other)) {
          ModelProbe.appendNoise(session, input, 4, 1);
        }
        assertThat(probe.read(other, 3, 1))
            .as("a token that begins with another seed")
            .isNotEqualTo(probe.read(original, 3, 1));
      }
    }
  }

  /** A session that is saved and resumed at any point is one that never stopped. */
  @Test
  default void resumedSessionGoesOnAsIfNeverStopped() {
    try (ModelProbe probe = ModelProbe.trained(this)) {
      List<Consumer<SamplingSession>> doings = doings(probe);
      List<float[]> expected = alone(probe);
      for (int point = 0; point <= doings.size(); point++) {
        SessionState state;
        try (SamplingSession session = open(probe)) {
          run(probe, session, doings.subList(0, point));
          state = session.save();
          assertSame(
              run(probe, session, doings.subList(point, doings.size())),
              expected.subList(point, doings.size()),
              "what was saved and goes on",
              point);
        }
        try (SamplingSession resumed = probe.model().resume(request(2, SEED), state)) {
          assertThat(resumed.committed()).isEqualTo(state.committed());
          assertThat(resumed.active()).isEqualTo(state.active());
          assertSame(
              run(probe, resumed, doings.subList(point, doings.size())),
              expected.subList(point, doings.size()),
              "what was resumed",
              point);
        }
      }
    }
  }

  /** The state of another kind of session is refused in a sentence. */
  @Test
  default void sessionsThatDoNotFitAreRefused() {
    try (ModelProbe probe = ModelProbe.trained(this);
        SamplingSession session = open(probe)) {
      run(probe, session, doings(probe).subList(0, 4));
      SessionState state = session.save();
      assertRefused(probe, 1, state, "the state of 2 sequences for 1");
      for (NamedTensor tensor : state.tensors()) {
        List<NamedTensor> others = new ArrayList<>(state.tensors());
        others.remove(tensor);
        assertRefused(probe, 2, with(state, others), "a state without " + tensor.name());
      }
      List<NamedTensor> more = new ArrayList<>(state.tensors());
      more.add(new NamedTensor("unheard.of", List.of(1L), FloatBuffer.allocate(1)));
      assertRefused(probe, 2, with(state, more), "a state with a foreign tensor");
      session.commit(session.active());
      assertRefused(probe, 1, session.save(), "the memory of 2 sequences for 1");
    }
  }

  private static SessionState with(SessionState state, List<NamedTensor> tensors) {
    return new SessionState(state.committed(), state.active(), state.steps(), tensors);
  }

  private static void assertRefused(ModelProbe probe, int batch, SessionState state, String what) {
    Throwable thrown =
        catchThrowable(
            () -> {
              try (SamplingSession resumed = probe.model().resume(request(batch, SEED), state)) {
                throw new AssertionError(resumed.active() + " tokens were resumed");
              }
            });
    assertThat(thrown).as(what).isInstanceOf(StaggerException.class);
    assertThat(thrown.getMessage()).as(what).endsWith(".").doesNotContain("\n");
  }

  /** A replaced token is as if it had been appended known, whatever was there. */
  @Test
  default void replacedTokensAreThoseAppendedKnown() {
    try (ModelProbe probe = ModelProbe.trained(this);
        SamplingSession replaced = open(probe);
        SamplingSession known = open(probe)) {
      ProbeInput before = input();
      ProbeInput after = ProbeInput.random(tokenSpec(), 2, WINDOW, 72);
      for (SamplingSession session : List.of(replaced, known)) {
        ModelProbe.append(session, before, 0, 1);
        session.commit(1);
        ModelProbe.append(session, before, 1, 1);
      }
      ModelProbe.appendNoise(replaced, before, 2, 2);
      ModelProbe.append(known, after, 2, 2);
      for (SamplingSession session : List.of(replaced, known)) {
        ModelProbe.append(session, before, 4, 1);
      }
      replaced.step(busy(probe, 4, Set.of(1, 2)));
      known.step(busy(probe, 4, Set.of()));
      replaced.replace(
          1, 2, ModelProbe.direct(after.values(2, 2)), ModelProbe.direct(after.conditions(2, 2)));
      assertThat(replaced.active()).isEqualTo(4);
      assertThat(probe.read(replaced)).as("the tokens").isEqualTo(probe.read(known));
      for (SamplingSession session : List.of(replaced, known)) {
        session.step(busy(probe, 4, Set.of(0, 1, 2, 3)));
      }
      assertThat(probe.read(replaced)).as("after more steps").isEqualTo(probe.read(known));
    }
  }

  /** Tokens after dropped ones begin as if these had never been there. */
  @Test
  default void droppedTokensLeaveNothing() {
    try (ModelProbe probe = ModelProbe.trained(this);
        SamplingSession dropped = open(probe);
        SamplingSession plain = open(probe)) {
      ProbeInput input = input();
      for (SamplingSession session : List.of(dropped, plain)) {
        ModelProbe.append(session, input, 0, 2);
        session.commit(1);
        ModelProbe.appendNoise(session, input, 2, 2);
      }
      dropped.step(busy(probe, 3, Set.of(1, 2)));
      plain.step(busy(probe, 3, Set.of()));
      dropped.drop(2);
      assertThat(dropped.active()).isEqualTo(1);
      ModelProbe.appendNoise(dropped, input, 2, 2);
      assertThat(probe.read(dropped)).as("the tokens").isEqualTo(probe.read(plain));
      for (SamplingSession session : List.of(dropped, plain)) {
        session.step(busy(probe, 3, Set.of(0, 1, 2)));
      }
      assertThat(probe.read(dropped)).as("after more steps").isEqualTo(probe.read(plain));
      dropped.drop(3);
      assertThat(dropped.active()).as("active after all were dropped").isZero();
    }
  }

  /** Committed tokens are shown at the level they were committed at, not all at one. */
  @Test
  default void tokensAreShownAtTheLevelTheyAreCommittedAt() {
    try (ModelProbe probe = ModelProbe.trained(this)) {
      Stabilization other = new Stabilization(OTHER_LEVEL, false);
      float[] usual = shownAt(probe, SHOWN_LEVEL, session -> session.commit(3));
      float[] otherwise = shownAt(probe, SHOWN_LEVEL, session -> session.commit(3, other));
      assertThat(otherwise).as("at another level").isNotEqualTo(usual);
      assertThat(otherwise)
          .as("at the level of a session that shows all tokens so")
          .isEqualTo(shownAt(probe, OTHER_LEVEL, session -> session.commit(3)));
      float[] mixed =
          shownAt(
              probe,
              SHOWN_LEVEL,
              session -> {
                session.commit(1);
                session.commit(1, other);
                session.commit(1);
              });
      assertThat(mixed)
          .as("as tokens that are kept at such levels")
          .containsExactly(shownAt(probe, SHOWN_LEVEL, session -> {}), Offset.offset(1e-4f));
      assertThat(
              shownAt(
                  probe,
                  SHOWN_LEVEL,
                  session -> session.commit(3, new Stabilization(OTHER_LEVEL, true))))
          .as("with fresh noise")
          .isNotEqualTo(otherwise);
    }
  }

  /** The outputs of the last tokens, after three that are committed, or kept at mixed levels. */
  private float[] shownAt(ModelProbe probe, int level, Consumer<SamplingSession> commit) {
    ProbeInput input = input();
    try (SamplingSession session = probe.sample(2, level, SEED)) {
      ModelProbe.append(session, input, 0, 3);
      commit.accept(session);
      int kept = session.active();
      ModelProbe.append(session, input, 3, WINDOW - 3);
      DenoisingSteps plan = new DenoisingSteps(1, session.active());
      for (int token = 0; token < session.active(); token++) {
        int position = session.committed() + token;
        if (token < kept) {
          int shown = position == 1 ? OTHER_LEVEL : SHOWN_LEVEL;
          plan.keep(0, token, shown, probe.schedule().signal(shown), 0);
        } else {
          ModelProbe.observe(plan, token, input.levels()[position]);
        }
      }
      session.step(plan);
      return probe.read(session, kept, WINDOW - 3);
    }
  }

  /** Steering starts with the next step and is as if the session had been opened so. */
  @Test
  default void steeringStartsAtTheNextStep() {
    try (ModelProbe probe = ModelProbe.trained(this);
        SamplingSession steered = open(probe);
        SamplingSession opened = probe.model().sample(request(2, SEED, towards(1)))) {
      ProbeInput input = input();
      ModelProbe.appendNoise(steered, input, 0, 3);
      ModelProbe.appendNoise(opened, input, 0, 3);
      steered.steer(towards(1));
      DenoisingSteps plan = busy(probe, 3, Set.of(0, 1, 2));
      steered.step(plan);
      opened.step(plan);
      assertThat(probe.read(steered)).as("steered").isEqualTo(probe.read(opened));
      assertThat(steered.guidance()).isEqualTo(opened.guidance());
      try (SamplingSession fork = steered.fork(SEED);
          SamplingSession free = probe.model().resume(request(2, SEED), opened.save());
          SamplingSession back =
              probe.model().resume(request(2, SEED, towards(-1)), opened.save())) {
        steered.steer(List.of());
        for (SamplingSession session : List.of(steered, opened, fork, free, back)) {
          session.step(plan);
        }
        assertThat(probe.read(fork)).as("a fork").isEqualTo(probe.read(opened));
        assertThat(probe.read(steered)).as("steered no more").isEqualTo(probe.read(free));
        assertThat(probe.read(steered)).isNotEqualTo(probe.read(opened));
        assertThat(steered.guidance().gradients()).as("the tally").isEqualTo(4);
        assertThat(fork.guidance().gradients()).as("the fork's own tally").isEqualTo(4);
        assertThat(back.guidance().gradients()).as("the resumed one's own tally").isEqualTo(4);
        opened.steer(towards(-1));
        try (SamplingSession again =
            probe.model().resume(request(2, SEED, towards(-1)), opened.save())) {
          opened.step(plan);
          again.step(plan);
          assertThat(probe.read(opened)).as("steered back").isEqualTo(probe.read(again));
          assertThat(probe.read(back)).isNotEqualTo(probe.read(fork));
        }
        assertThat(opened.guidance().gradients()).as("the tally goes on").isEqualTo(12);
      }
    }
  }

  private static List<Guidance> towards(float goal) {
    return List.of(
        new Guidance(
            "testing",
            (clean, batch, time, firstPosition, values, gradient) -> {
              for (int i = 0; i < clean.remaining(); i++) {
                gradient.put(gradient.position() + i, goal - clean.get(clean.position() + i));
              }
            },
            0.5,
            Double.POSITIVE_INFINITY));
  }

  private static SamplingRequest request(int batch, long seed) {
    return request(batch, seed, List.of());
  }

  private static SamplingRequest request(int batch, long seed, List<Guidance> guidance) {
    return new SamplingRequest(
        batch,
        StatePart.WEIGHTS,
        new Stabilization(SHOWN_LEVEL, false),
        Double.POSITIVE_INFINITY,
        true,
        guidance,
        SamplingRequest.MonteCarlo.OFF,
        seed);
  }

  private static SamplingSession open(ModelProbe probe) {
    return probe.model().sample(request(2, SEED));
  }

  private ProbeInput input() {
    return ProbeInput.random(tokenSpec(), 2, WINDOW, 71);
  }

  /** Everything that can be done to a session, so that each point is a state of another kind. */
  private List<Consumer<SamplingSession>> doings(ModelProbe probe) {
    ProbeInput input = input();
    ProbeInput other = ProbeInput.random(tokenSpec(), 2, WINDOW, 73);
    Consumer<SamplingSession> step =
        session -> session.step(busy(probe, session.active(), Set.of(0, 1, 2)));
    return List.of(
        session -> ModelProbe.append(session, input, 0, 2),
        session -> session.commit(1),
        session -> ModelProbe.appendNoise(session, input, 2, 2),
        step,
        session -> session.commit(1, new Stabilization(OTHER_LEVEL, true)),
        session -> ModelProbe.appendNoise(session, input, 4, 1),
        step,
        session -> session.drop(1),
        session -> ModelProbe.append(session, other, 4, 1),
        session ->
            session.replace(
                0,
                1,
                ModelProbe.direct(other.values(2, 1)),
                ModelProbe.direct(other.conditions(2, 1))),
        step,
        session -> session.commit(3),
        session -> ModelProbe.appendNoise(session, input, 5, 1),
        step);
  }

  private List<float[]> alone(ModelProbe probe) {
    try (SamplingSession session = open(probe)) {
      return run(probe, session, doings(probe));
    }
  }

  /** Does some things, and reads the active tokens after each. */
  private static List<float[]> run(
      ModelProbe probe, SamplingSession session, List<Consumer<SamplingSession>> doings) {
    List<float[]> read = new ArrayList<>();
    for (Consumer<SamplingSession> doing : doings) {
      doing.accept(session);
      read.add(session.active() == 0 ? new float[0] : probe.read(session));
    }
    return read;
  }

  private static void assertSame(
      List<float[]> actual, List<float[]> expected, String what, int point) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i))
          .as("%s at point %d, %d later", what, point, i + 1)
          .isEqualTo(expected.get(i));
    }
  }

  /** Two steps with noise and history in which some tokens change and the others wait. */
  private static DenoisingSteps busy(ModelProbe probe, int tokens, Set<Integer> changing) {
    NoiseSchedule schedule = probe.schedule();
    DenoisingSteps plan = new DenoisingSteps(2, tokens);
    for (int step = 0; step < 2; step++) {
      for (int token = 0; token < tokens; token++) {
        int level = 500 + 100 * token - 50 * step;
        if (changing.contains(token)) {
          Linear clean =
              new TestingParameterization().clean(schedule.signal(level), schedule.noise(level));
          plan.update(
              step,
              token,
              level,
              clean.first(),
              clean.second(),
              new Solver.Update(0.5, 0.3, 0.2, 0.2));
          plan.guide(step, token, 1);
        } else {
          plan.keep(step, token, level, 1, 0);
        }
      }
    }
    return plan;
  }
}
