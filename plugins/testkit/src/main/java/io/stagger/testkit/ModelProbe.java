package io.stagger.testkit;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.OptimizerSettings;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.StatePart;
import io.stagger.api.engine.TrainingBatch;
import io.stagger.api.engine.TrainingSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/** A model of the backbone under test and the ways in which the kits use it. */
final class ModelProbe implements AutoCloseable {
  /** K of the schedule that models are made with. */
  static final int LEVELS = 1000;

  /** The number of sequences in a training batch. */
  static final int BATCH = 4;

  private final BackboneSubject subject;
  private final NoiseSchedule schedule = new TestingNoiseSchedule(LEVELS);
  private final Engine engine;
  private final Model model;

  ModelProbe(BackboneSubject subject, long seed) {
    this.subject = subject;
    this.engine = subject.openEngine();
    try {
      this.model =
          engine.create(
              new ModelRequest(
                  subject.backbone(),
                  subject.tokenSpec(),
                  BackboneSubject.WINDOW,
                  schedule,
                  new TestingParameterization(),
                  20,
                  seed));
    } catch (Throwable e) {
      engine.close();
      throw e;
    }
  }

  /**
   * A model that took some steps, because a fresh one may output nothing but zeros, whatever it
   * sees; or a fresh one of a backbone that can't be trained.
   */
  static ModelProbe trained(BackboneSubject subject) {
    ModelProbe probe = new ModelProbe(subject, 1);
    try {
      if (subject.trainable()) {
        probe.train(0, 5);
      }
    } catch (Throwable e) {
      probe.close();
      throw e;
    }
    return probe;
  }

  Engine engine() {
    return engine;
  }

  Model model() {
    return model;
  }

  NoiseSchedule schedule() {
    return schedule;
  }

  TokenSpec spec() {
    return subject.tokenSpec();
  }

  /** Takes training steps on random batches, each a function of its number alone. */
  List<TrainingSession.Outcome> train(long firstStep, int count) {
    return train(firstStep, count, UnaryOperator.identity());
  }

  /** Takes training steps on random batches that are changed before. */
  List<TrainingSession.Outcome> train(
      long firstStep, int count, UnaryOperator<ProbeInput> changed) {
    List<TrainingSession.Outcome> outcomes = new ArrayList<>();
    try (TrainingSession session = model.train(optimizer())) {
      for (long step = firstStep; step < firstStep + count; step++) {
        ProbeInput input =
            changed.apply(ProbeInput.random(spec(), BATCH, BackboneSubject.WINDOW, 1000 + step));
        float[] weights = new float[BATCH * BackboneSubject.WINDOW];
        Arrays.fill(weights, 1f / weights.length);
        outcomes.add(
            session.step(
                batch(input, levels(step), weights),
                new TrainingSession.StepSettings(step, 5, subject.learningRate(), 0.9)));
      }
    }
    return outcomes;
  }

  /** Opens a training session, which may be costly. */
  TrainingSession openTraining() {
    return model.train(optimizer());
  }

  /** The loss of a step at learning rate 0, so that the parameters stay as they are. */
  static TrainingSession.Outcome evaluate(
      TrainingSession session, ProbeInput input, NoiseLevels levels, float[] weights) {
    return session.step(
        batch(input, levels, weights), new TrainingSession.StepSettings(0, 5, 0, 1));
  }

  /** Levels of a training batch, independent for each token. */
  static NoiseLevels levels(long seed) {
    Random random = new Random(seed);
    NoiseLevels levels = new NoiseLevels(BATCH, BackboneSubject.WINDOW);
    for (int sequence = 0; sequence < BATCH; sequence++) {
      for (int token = 0; token < BackboneSubject.WINDOW; token++) {
        levels.set(sequence, token, random.nextInt(LEVELS));
      }
    }
    return levels;
  }

  private static OptimizerSettings optimizer() {
    return new OptimizerSettings(0.9, 0.99, 1e-8, 1e-4, 1);
  }

  /** What a training step is fed. */
  static TrainingBatch batch(ProbeInput input, NoiseLevels levels, float[] weights) {
    return new TrainingBatch(direct(input.values()), direct(input.conditions()), levels, weights);
  }

  /** Opens a session that uses the weights, with context scaled as at a level. */
  SamplingSession sample(int batch, int stabilizationLevel, long seed) {
    return model.sample(
        request(batch, StatePart.WEIGHTS, stabilizationLevel, Double.POSITIVE_INFINITY, seed));
  }

  /** A request without guidance that keeps history. */
  static SamplingRequest request(
      int batch, StatePart weights, int stabilizationLevel, double cleanClip, long seed) {
    return new SamplingRequest(
        batch,
        weights,
        new SamplingRequest.Stabilization(stabilizationLevel, false),
        cleanClip,
        true,
        List.of(),
        SamplingRequest.MonteCarlo.OFF,
        seed);
  }

  /** The network's raw outputs with the weights, [batch, time, token width]. */
  float[] outputs(ProbeInput input) {
    return outputs(input, StatePart.WEIGHTS, Double.POSITIVE_INFINITY);
  }

  /** The network's outputs, clipped, [batch, time, token width]. */
  float[] outputs(ProbeInput input, StatePart weights, double clip) {
    try (SamplingSession session =
        model.sample(request(input.batch(), weights, NoiseSchedule.CLEAN, clip, 3))) {
      append(session, input, 0, input.time());
      session.step(observation(input));
      return read(session);
    }
  }

  /** A step in which every token becomes the network's raw output. */
  static DenoisingSteps observation(ProbeInput input) {
    DenoisingSteps plan = new DenoisingSteps(1, input.time());
    for (int token = 0; token < input.time(); token++) {
      observe(plan, token, input.levels()[token]);
    }
    return plan;
  }

  /** Plans that a token becomes the network's raw output. */
  static void observe(DenoisingSteps plan, int token, int level) {
    plan.update(0, token, level, 0, 1, new Solver.Update(0, 1, 0, 0));
  }

  static void append(SamplingSession session, ProbeInput input, int first, int count) {
    session.append(
        count, direct(input.values(first, count)), direct(input.conditions(first, count)));
  }

  static void appendNoise(SamplingSession session, ProbeInput input, int first, int count) {
    session.appendNoise(count, direct(input.conditions(first, count)));
  }

  /** All active tokens, [batch, active, token width]. */
  float[] read(SamplingSession session) {
    return read(session, 0, session.active());
  }

  float[] read(SamplingSession session, int first, int count) {
    FloatBuffer target = direct(new float[session.batch() * count * spec().width()]);
    session.read(first, count, target);
    float[] values = new float[target.capacity()];
    target.clear().get(values);
    return values;
  }

  /** A part of the state, by name. */
  Map<String, float[]> state(StatePart part) {
    Map<String, float[]> state = new LinkedHashMap<>();
    for (NamedTensor tensor : model.save(part)) {
      float[] values = new float[tensor.values().remaining()];
      tensor.values().duplicate().get(values);
      if (state.put(tensor.name(), values) != null) {
        throw new AssertionError("Two tensors are named '" + tensor.name() + "'.");
      }
    }
    return state;
  }

  /** A part of the state as it is handed back to a model. */
  Map<String, NamedTensor> tensors(StatePart part) {
    Map<String, NamedTensor> tensors = new LinkedHashMap<>();
    for (NamedTensor tensor : model.save(part)) {
      tensors.put(tensor.name(), tensor);
    }
    return tensors;
  }

  /** A direct buffer in native byte order. */
  static FloatBuffer direct(float[] values) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(values.length * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    buffer.put(values).flip();
    return buffer;
  }

  @Override
  public void close() {
    model.close();
    engine.close();
  }
}
