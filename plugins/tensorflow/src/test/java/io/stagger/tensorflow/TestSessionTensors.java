package io.stagger.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.GuidanceObjective;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingRequest.Guidance;
import io.stagger.api.engine.SamplingRequest.Stabilization;
import io.stagger.api.engine.SamplingSession;
import io.stagger.tensorflow.EngineConfiguration.Precision;
import io.stagger.tensorflow.spi.GraphBackbone;
import io.stagger.testkit.TestingParameterization;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TFloat32;

/** Who holds the tensors of sessions, and that they are let go of. */
final class TestSessionTensors {
  private static final int BATCH = 20;

  /** A token of a batch. */
  private static final int SIZE = BATCH * TestingModels.WIDTH;

  private static final Stabilization SHOWN = new Stabilization(300, false);

  private static TensorFlowModel model(Engine engine, GraphBackbone backbone) {
    return (TensorFlowModel)
        engine.create(
            new ModelRequest(
                backbone,
                TokenSpec.vector(TestingModels.WIDTH, 1),
                TestingModels.TOKENS,
                TestingModels.SCHEDULE,
                new TestingParameterization(),
                20,
                3));
  }

  private static SamplingRequest request() {
    return TestingModels.request(BATCH, true, List.of());
  }

  /** Sessions of a network with memory. */
  @Test
  void sessionsThatForkAndCloseInAnyOrderLeaveNothing() {
    assertNothingIsLeft(new TestingLatentBackbone());
  }

  /** Sessions whose window is the memory. */
  @Test
  void sessionsOfAWindowThatForkAndCloseInAnyOrderLeaveNothing() {
    assertNothingIsLeft(new TestingConstantBackbone());
  }

  private static void assertNothingIsLeft(GraphBackbone backbone) {
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        TensorFlowModel model = model(engine, backbone)) {
      useSessions(model, 100, new Random(1));
      long before = Pointer.totalCount();
      try (SamplingSession session = model.sample(request())) {
        session.append(1, floats(SIZE), floats(BATCH));
        assertThat(Pointer.totalCount()).as("native objects with a session").isGreaterThan(before);
      }
      useSessions(model, 1000, new Random(2));
      // Those of calls too, which no session holds.
      assertThat(Pointer.totalCount())
          .as("native objects after 1000 sessions")
          .isLessThanOrEqualTo(before);
    }
  }

  private static void useSessions(TensorFlowModel model, int count, Random random) {
    List<SamplingSession> open = new ArrayList<>();
    for (int opened = 0; opened < count; opened++) {
      open.add(another(model, open, random));
      assertThat(model.liveTensors().get()).as("tensors of open sessions").isPositive();
      for (int use = 0; use < 6; use++) {
        use(open.get(random.nextInt(open.size())), random);
      }
      while (open.size() > random.nextInt(8)) {
        open.remove(random.nextInt(open.size())).close();
      }
    }
    open.forEach(SamplingSession::close);
    open.forEach(SamplingSession::close);
    assertThat(model.liveTensors()).as("tensors after all were closed").hasValue(0);
  }

  /** A fresh session, a fork of another one, or one that was saved. */
  private static SamplingSession another(
      TensorFlowModel model, List<SamplingSession> open, Random random) {
    if (open.isEmpty() || random.nextInt(3) == 0) {
      SamplingSession session = model.sample(request());
      session.append(2, floats(2 * SIZE), floats(2 * BATCH));
      return session;
    }
    SamplingSession from = open.get(random.nextInt(open.size()));
    return random.nextBoolean()
        ? from.fork(random.nextLong())
        : model.resume(request(), from.save());
  }

  private static void use(SamplingSession session, Random random) {
    boolean full = session.committed() + session.active() == TestingModels.TOKENS;
    if (session.active() == 0) {
      if (!full) {
        session.appendNoise(1, floats(BATCH));
      }
      return;
    }
    int last = session.active() - 1;
    switch (random.nextInt(8)) {
      case 0 -> session.commit(1);
      case 1 -> session.commit(1, SHOWN);
      case 2 -> session.drop(1);
      case 3 -> session.replace(last, 1, floats(SIZE), floats(BATCH));
      case 4 -> session.steer(random.nextBoolean() ? List.of() : guidance(random.nextBoolean()));
      case 5 -> session.read(last, 1, FloatBuffer.allocate(SIZE));
      default -> {
        session.step(plan(session.active()));
        if (!full) {
          session.append(1, floats(SIZE), floats(BATCH));
        }
      }
    }
  }

  /** An objective that the graph scores, or one that it can't. */
  private static List<Guidance> guidance(boolean inGraph) {
    TestingGraphObjective objective = new TestingGraphObjective(2);
    GuidanceObjective hidden =
        (clean, batch, time, firstPosition, values, gradient) ->
            objective.evaluate(clean, batch, time, firstPosition, values, gradient);
    return List.of(
        new Guidance("testing", inGraph ? objective : hidden, 0.01, Double.POSITIVE_INFINITY));
  }

  private static DenoisingSteps plan(int tokens) {
    DenoisingSteps plan = new DenoisingSteps(1, tokens);
    for (int token = 0; token < tokens; token++) {
      plan.update(0, token, 500, 0.5, 0.1, new Solver.Update(0.3, 0.3, 0.1, 0.1));
      plan.guide(0, token, 1);
    }
    return plan;
  }

  private static FloatBuffer floats(int size) {
    return TestingModels.direct(size);
  }

  @Test
  void forksShareTensorsUntilOneChanges() {
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        TensorFlowModel model = model(engine, new TestingLatentBackbone());
        SamplingSession session = model.sample(request())) {
      session.append(3, floats(3 * SIZE), floats(3 * BATCH));
      session.commit(1);
      long held = model.liveTensors().get();
      try (SamplingSession fork = session.fork(1)) {
        assertThat(model.liveTensors()).as("with a fork").hasValue(held);
        fork.step(plan(2));
        assertThat(model.liveTensors()).as("with tokens and history of its own").hasValue(held + 2);
      }
      assertThat(model.liveTensors()).as("without the fork").hasValue(held);
    }
  }

  /** What fails leaves a session as it was, and nothing behind. */
  @Test
  void failedChangesLeaveASessionAsItWas() {
    Guidance broken =
        new Guidance(
            "testing",
            (clean, batch, time, firstPosition, values, gradient) -> {
              throw new IllegalStateException("broken");
            },
            1,
            1);
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        TensorFlowModel model = model(engine, new TestingLatentBackbone());
        SamplingSession session = model.sample(request())) {
      session.append(2, floats(2 * SIZE), floats(2 * BATCH));
      long held = model.liveTensors().get();
      assertThatThrownBy(() -> session.append(1, floats(SIZE), floats(0)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The conditions of 1 tokens of 20 sequences are 20 numbers, not 0.");
      assertThatThrownBy(() -> session.replace(0, 1, floats(1), floats(BATCH)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The values of 1 tokens of 20 sequences are 60 numbers, not 1.");
      assertThatThrownBy(() -> session.replace(1, 2, floats(2 * SIZE), floats(2 * BATCH)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Tokens 1 to 2 can't be replaced, because 2 are active.");
      assertThatThrownBy(() -> session.drop(3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("3 tokens can't be dropped, because 2 are active.");
      session.steer(List.of(broken));
      assertThatThrownBy(() -> session.step(plan(2))).hasMessage("broken");
      assertThat(session.active()).isEqualTo(2);
      assertThat(model.liveTensors()).hasValue(held);
      session.steer(List.of());
      session.step(plan(2));
      assertThat(model.liveTensors()).hasValue(held);
    }
  }

  /** A tensor outlives all holders but the last, whatever threads they are on. */
  @Test
  void theLastHolderClosesATensor() throws Exception {
    int holders = 8;
    AtomicLong live = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(holders);
    try {
      for (int round = 0; round < 200; round++) {
        TFloat32 tensor = TFloat32.scalarOf(round);
        SharedTensor shared = new SharedTensor(tensor, live);
        CyclicBarrier together = new CyclicBarrier(holders);
        List<Callable<Float>> tasks = new ArrayList<>();
        for (int holder = 0; holder < holders; holder++) {
          SharedTensor held = holder == 0 ? shared : shared.retain();
          tasks.add(
              () -> {
                together.await();
                float read = held.retain().tensor().getFloat();
                held.release();
                held.release();
                return read;
              });
        }
        for (Future<Float> read : threads.invokeAll(tasks)) {
          assertThat(read.get()).isEqualTo(round);
        }
        assertThat(live).as("tensors after round %d", round).hasValue(0);
        assertThatThrownBy(shared::tensor).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(shared::retain).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(shared::release).isInstanceOf(IllegalStateException.class);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
