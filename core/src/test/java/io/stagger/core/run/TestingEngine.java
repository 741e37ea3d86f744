package io.stagger.core.run;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.Linear;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.OptimizerSettings;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.SessionState;
import io.stagger.api.engine.StatePart;
import io.stagger.api.engine.TrainingBatch;
import io.stagger.api.engine.TrainingSession;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;

/**
 * A complete engine in plain Java for tokens of width 1 with one condition. The network is linear
 * in its parameters: the output of a token is a weighted sum of what it sees, a decaying sum of
 * what it and earlier tokens showed, its level, its condition and one. All state is float32, so
 * that it survives saving bit for bit. Guidance takes the network's Jacobian for the identity.
 */
final class TestingEngine implements Engine {
  private static final int FEATURES = 5;

  private final Behavior behavior;
  private final List<String> lifecycle;

  TestingEngine(Behavior behavior, List<String> lifecycle) {
    this.behavior = behavior;
    this.lifecycle = lifecycle;
    lifecycle.add("open engine");
  }

  /** What a test can lay out and look at. */
  static final class Behavior {
    /** Scores that the metric gives instead of its own. */
    final Deque<Double> scores = new ArrayDeque<>();

    /** Called with the number of each training step before it is taken. */
    LongConsumer beforeStep = step -> {};

    /** The step whose loss is not a number; -1 for none. */
    long brokenStep = -1;

    /** The step whose gradient is not a number although its loss is; -1 for none. */
    long brokenGradientStep = -1;

    /** How many steps each sampling call ran, in order. */
    final List<Integer> samplingCalls = new ArrayList<>();

    /** How many tokens were active in each sampling call, in order. */
    final List<Integer> activeTokens = new ArrayList<>();

    /** How many sequences each sampling session held, in order. */
    final List<Integer> sessionBatches = new ArrayList<>();

    /** How many futures guidance looked at in each sampling session, in order. */
    final List<SamplingRequest.MonteCarlo> monteCarlos = new ArrayList<>();

    /** What each sampling session was opened with, in order. */
    final List<SamplingRequest> requests = new ArrayList<>();

    /** What each sampling call was to do, in order. */
    final List<DenoisingSteps> plans = new ArrayList<>();

    /** Called before each sampling call. */
    Runnable beforeSampling = () -> {};

    /** How many sampling sessions are open. */
    int openSessions;

    /** The batches trained on. */
    final List<float[]> trainedValues = new ArrayList<>();

    /** The weights of the batches trained on. */
    final List<float[]> trainedWeights = new ArrayList<>();

    /** The levels of the batches trained on. */
    final List<int[]> trainedLevels = new ArrayList<>();
  }

  @Override
  public Model create(ModelRequest request) {
    return new LinearModel(request);
  }

  @Override
  public Description describe() {
    return new Description("testing", "1", List.of("CPU:0"), "one thread");
  }

  @Override
  public void close() {
    lifecycle.add("close engine");
  }

  private static double noise(long seed, long a, long b, long c) {
    return new SplittableRandom(seed + 31 * a + 1009 * b + 65537 * c).nextGaussian();
  }

  private final class LinearModel implements Model {
    private final ModelRequest request;
    private final Map<StatePart, float[]> state = new HashMap<>();

    LinearModel(ModelRequest request) {
      this.request = request;
      lifecycle.add("open model");
      float[] weights = new float[FEATURES];
      SplittableRandom random = new SplittableRandom(request.seed());
      for (int i = 0; i < FEATURES; i++) {
        weights[i] = (float) (0.1 * random.nextGaussian());
      }
      state.put(StatePart.WEIGHTS, weights);
      state.put(StatePart.AVERAGE, weights.clone());
      state.put(StatePart.OPTIMIZER, new float[2 * FEATURES]);
    }

    @Override
    public long parameterCount() {
      return FEATURES;
    }

    @Override
    public List<NamedTensor> save(StatePart part) {
      float[] values = state.get(part).clone();
      return List.of(
          new NamedTensor("linear", List.of((long) values.length), FloatBuffer.wrap(values)));
    }

    @Override
    public void restore(StatePart part, Map<String, NamedTensor> saved) {
      NamedTensor tensor = saved.get("linear");
      if (tensor == null || tensor.values().remaining() != state.get(part).length) {
        throw new StaggerException("It is of another shape.");
      }
      tensor.values().duplicate().get(state.get(part));
    }

    @Override
    public TrainingSession train(OptimizerSettings settings) {
      lifecycle.add("open training");
      return new Training(this, settings);
    }

    @Override
    public SamplingSession sample(SamplingRequest sampling) {
      behavior.sessionBatches.add(sampling.batch());
      behavior.monteCarlos.add(sampling.monteCarlo());
      behavior.requests.add(sampling);
      return new Sampling(request, state.get(sampling.weights()), sampling);
    }

    @Override
    public SamplingSession resume(SamplingRequest sampling, SessionState saved) {
      Map<String, FloatBuffer> tensors = new HashMap<>();
      saved.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor.values().slice()));
      FloatBuffer memory = tensors.get("memory");
      if (memory == null || memory.capacity() != sampling.batch()) {
        throw new StaggerException("The saved session is of another batch.");
      }
      Sampling session = new Sampling(request, state.get(sampling.weights()), sampling);
      for (int b = 0; b < sampling.batch(); b++) {
        session.memory[b] = memory.get(b);
        for (int t = 0; t < saved.active(); t++) {
          Token token = new Token();
          token.value = tensors.get("tokens").get(b * saved.active() + t);
          token.condition = tensors.get("conditions").get(b * saved.active() + t);
          token.cleanBefore = tensors.get("history").get(b * saved.active() + t);
          session.active.get(b).add(token);
        }
      }
      session.committed = saved.committed();
      session.stepsRun = saved.steps();
      return session;
    }

    @Override
    public void close() {
      lifecycle.add("close model");
    }
  }

  /** What the network makes of one token: its features, and the trace it leaves to the next. */
  private static float features(
      float seen, float trace, int level, int levels, float condition, float[] features) {
    float next = 0.5f * trace + seen;
    features[0] = seen;
    features[1] = next;
    features[2] = (float) (level + 1) / levels;
    features[3] = 0.1f * condition;
    features[4] = 1;
    return next;
  }

  private static float output(float[] weights, float[] features) {
    float sum = 0;
    for (int i = 0; i < FEATURES; i++) {
      sum += weights[i] * features[i];
    }
    return sum;
  }

  private final class Training implements TrainingSession {
    private final LinearModel model;
    private final OptimizerSettings settings;

    Training(LinearModel model, OptimizerSettings settings) {
      this.model = model;
      this.settings = settings;
    }

    @Override
    public Outcome step(List<TrainingBatch> parts, StepSettings step) {
      behavior.beforeStep.accept(step.step());
      float[] weights = model.state.get(StatePart.WEIGHTS);
      double[] gradient = new double[FEATURES];
      double loss = 0;
      for (int part = 0; part < parts.size(); part++) {
        loss += addGradient(parts.get(part), part, step, gradient);
      }
      update(weights, gradient, step);
      return new Outcome(
          step.step() == behavior.brokenStep ? Double.NaN : loss,
          step.step() == behavior.brokenGradientStep ? Double.NaN : norm(gradient));
    }

    /** Adds the gradient of a part of a batch and gives its loss. */
    private double addGradient(
        TrainingBatch batch, int part, StepSettings step, double[] gradient) {
      ModelRequest request = model.request;
      int size = batch.levels().batch();
      int time = batch.levels().time();
      float[] values = new float[batch.values().remaining()];
      batch.values().duplicate().get(values);
      float[] conditions = new float[batch.conditions().remaining()];
      batch.conditions().duplicate().get(conditions);
      behavior.trainedValues.add(values);
      behavior.trainedWeights.add(batch.weights().clone());
      behavior.trainedLevels.add(batch.levels().array().clone());
      float[] weights = model.state.get(StatePart.WEIGHTS);
      float[] features = new float[FEATURES];
      double loss = 0;
      for (int b = 0; b < size; b++) {
        float trace = 0;
        for (int t = 0; t < time; t++) {
          int at = b * time + t;
          int level = batch.levels().get(b, t);
          double signal = request.schedule().signal(level);
          double noise = request.schedule().noise(level);
          double drawn = noise(step.seed() + part, step.step(), b, t);
          float seen = (float) (signal * values[at] + noise * drawn);
          trace =
              features(seen, trace, level, request.schedule().levels(), conditions[at], features);
          Linear target = request.parameterization().target(signal, noise);
          double error = output(weights, features) - target.apply(values[at], drawn);
          loss += batch.weights()[at] * error * error;
          for (int i = 0; i < FEATURES; i++) {
            gradient[i] += 2 * batch.weights()[at] * error * features[i];
          }
        }
      }
      return loss;
    }

    private void update(float[] weights, double[] gradient, StepSettings step) {
      float[] moments = model.state.get(StatePart.OPTIMIZER);
      float[] average = model.state.get(StatePart.AVERAGE);
      double norm = norm(gradient);
      double scale = norm > settings.clipNorm() ? settings.clipNorm() / norm : 1;
      double count = step.step() + 1.0;
      for (int i = 0; i < FEATURES; i++) {
        double g = scale * gradient[i];
        moments[i] = (float) (settings.beta1() * moments[i] + (1 - settings.beta1()) * g);
        int second = FEATURES + i;
        moments[second] =
            (float) (settings.beta2() * moments[second] + (1 - settings.beta2()) * g * g);
        double mean = moments[i] / (1 - Math.pow(settings.beta1(), count));
        double square = moments[second] / (1 - Math.pow(settings.beta2(), count));
        weights[i] =
            (float)
                (weights[i]
                    - step.learningRate()
                        * (mean / (Math.sqrt(square) + settings.epsilon())
                            + settings.weightDecay() * weights[i]));
        average[i] =
            (float) (step.averageDecay() * average[i] + (1 - step.averageDecay()) * weights[i]);
      }
    }

    private static double norm(double[] gradient) {
      double sum = 0;
      for (double g : gradient) {
        sum += g * g;
      }
      return Math.sqrt(sum);
    }

    @Override
    public void close() {
      lifecycle.add("close training");
    }
  }

  /** One active token of one sequence. */
  private static final class Token {
    private float value;
    private float condition;
    private float cleanBefore;

    Token copy() {
      Token copy = new Token();
      copy.value = value;
      copy.condition = condition;
      copy.cleanBefore = cleanBefore;
      return copy;
    }
  }

  private final class Sampling implements SamplingSession {
    private final ModelRequest request;
    private final float[] weights;
    private final SamplingRequest sampling;
    private final List<List<Token>> active = new ArrayList<>();
    private final float[] memory;
    private final long seed;
    private List<SamplingRequest.Guidance> guidance;
    private boolean closed;
    private int committed;
    private long stepsRun;
    private long gradients;
    private long clipped;

    Sampling(ModelRequest request, float[] weights, SamplingRequest sampling) {
      this(request, weights, sampling, sampling.seed());
    }

    private Sampling(ModelRequest request, float[] weights, SamplingRequest sampling, long seed) {
      this.request = request;
      this.seed = seed;
      this.guidance = sampling.guidance();
      this.weights = weights;
      this.sampling = sampling;
      this.memory = new float[sampling.batch()];
      behavior.openSessions++;
      for (int b = 0; b < sampling.batch(); b++) {
        active.add(new ArrayList<>());
      }
    }

    @Override
    public int batch() {
      return sampling.batch();
    }

    @Override
    public int committed() {
      return committed;
    }

    @Override
    public int active() {
      return active.get(0).size();
    }

    @Override
    public void append(int count, FloatBuffer values, FloatBuffer conditions) {
      add(count, conditions);
      int first = active() - count;
      for (int b = 0; b < batch(); b++) {
        for (int i = 0; i < count; i++) {
          active.get(b).get(first + i).value = values.get(b * count + i);
        }
      }
    }

    @Override
    public void appendNoise(int count, FloatBuffer conditions) {
      add(count, conditions);
      int first = active() - count;
      for (int b = 0; b < batch(); b++) {
        for (int i = 0; i < count; i++) {
          // By position alone, so that it does not matter when a token is appended.
          active.get(b).get(first + i).value = (float) noise(seed, -1, b, committed + first + i);
        }
      }
    }

    private void add(int count, FloatBuffer conditions) {
      if (!conditions.isDirect() || conditions.remaining() != batch() * count) {
        throw new IllegalArgumentException("The conditions don't fit.");
      }
      int before = request.backbone().remembersWithoutLimit() ? 0 : committed;
      if (before + active() + count > request.maximumLength()) {
        throw new IllegalStateException("The window is exceeded.");
      }
      for (int b = 0; b < batch(); b++) {
        for (int i = 0; i < count; i++) {
          Token token = new Token();
          token.condition = conditions.get(b * count + i);
          active.get(b).add(token);
        }
      }
    }

    @Override
    public void step(DenoisingSteps plan) {
      behavior.beforeSampling.run();
      if (plan.tokens() != active()) {
        throw new IllegalArgumentException(
            "The plan is for %d tokens, not %d.".formatted(plan.tokens(), active()));
      }
      behavior.samplingCalls.add(plan.steps());
      behavior.activeTokens.add(active());
      behavior.plans.add(plan);
      float[] features = new float[FEATURES];
      for (int step = 0; step < plan.steps(); step++) {
        float[] clean = new float[batch() * active()];
        for (int b = 0; b < batch(); b++) {
          float trace = memory[b];
          for (int t = 0; t < active(); t++) {
            Token token = active.get(b).get(t);
            int position = committed + t;
            float seen = token.value * plan.inputScale(step, t);
            if (plan.inputNoise(step, t) != 0) {
              seen += plan.inputNoise(step, t) * (float) noise(seed + 1, stepsRun, b, position);
            }
            trace =
                features(
                    seen,
                    trace,
                    plan.level(step, t),
                    request.schedule().levels(),
                    token.condition,
                    features);
            float predicted =
                plan.cleanFromState(step, t) * token.value
                    + plan.cleanFromOutput(step, t) * output(weights, features);
            clean[b * active() + t] =
                (float) Math.max(-sampling.cleanClip(), Math.min(sampling.cleanClip(), predicted));
          }
        }
        steer(plan, step, clean);
        update(plan, step, clean);
        stepsRun++;
      }
    }

    private void steer(DenoisingSteps plan, int step, float[] clean) {
      int scored = plan.scored(step);
      float[] predictions = new float[batch() * scored];
      for (int b = 0; b < batch(); b++) {
        System.arraycopy(clean, b * active(), predictions, b * scored, scored);
      }
      for (SamplingRequest.Guidance one : guidance) {
        float[] gradient = new float[predictions.length];
        one.objective()
            .evaluate(
                FloatBuffer.wrap(predictions).asReadOnlyBuffer(),
                batch(),
                scored,
                committed,
                new double[batch()],
                FloatBuffer.wrap(gradient));
        for (int b = 0; b < batch(); b++) {
          double square = 0;
          for (int t = 0; t < scored; t++) {
            square += gradient[b * scored + t] * gradient[b * scored + t];
          }
          gradients++;
          if (Math.abs(one.scale()) * Math.sqrt(square) > one.clipNorm()) {
            clipped++;
          }
          for (int t = 0; t < scored; t++) {
            clean[b * active() + t] +=
                (float) (plan.guidance(step, t) * one.scale() * gradient[b * scored + t]);
          }
        }
      }
    }

    private void update(DenoisingSteps plan, int step, float[] clean) {
      for (int b = 0; b < batch(); b++) {
        for (int t = 0; t < active(); t++) {
          if (plan.changes(step, t)) {
            Token token = active.get(b).get(t);
            float predicted = clean[b * active() + t];
            token.value =
                plan.state(step, t) * token.value
                    + plan.clean(step, t) * predicted
                    + plan.noise(step, t) * (float) noise(seed, stepsRun, b, committed + t)
                    + plan.history(step, t) * token.cleanBefore;
            token.cleanBefore = predicted;
          }
        }
      }
    }

    @Override
    public GuidanceTally guidance() {
      return new GuidanceTally(gradients, clipped);
    }

    @Override
    public void replace(int first, int count, FloatBuffer values, FloatBuffer conditions) {
      for (int b = 0; b < batch(); b++) {
        for (int i = 0; i < count; i++) {
          Token token = new Token();
          token.value = values.get(b * count + i);
          token.condition = conditions.get(b * count + i);
          active.get(b).set(first + i, token);
        }
      }
    }

    @Override
    public void drop(int count) {
      active.forEach(tokens -> tokens.subList(tokens.size() - count, tokens.size()).clear());
    }

    @Override
    public void steer(List<SamplingRequest.Guidance> other) {
      guidance = List.copyOf(other);
    }

    @Override
    public SamplingSession fork(long otherSeed) {
      Sampling fork = new Sampling(request, weights, sampling, otherSeed);
      fork.guidance = guidance;
      System.arraycopy(memory, 0, fork.memory, 0, memory.length);
      for (int b = 0; b < batch(); b++) {
        for (Token token : active.get(b)) {
          fork.active.get(b).add(token.copy());
        }
      }
      fork.committed = committed;
      fork.stepsRun = stepsRun;
      return fork;
    }

    @Override
    public SessionState save() {
      return new SessionState(
          committed,
          active(),
          stepsRun,
          List.of(
              saved("tokens", token -> token.value),
              saved("conditions", token -> token.condition),
              saved("history", token -> token.cleanBefore),
              new NamedTensor(
                  "memory", List.of((long) batch()), FloatBuffer.wrap(memory.clone()))));
    }

    private NamedTensor saved(String name, ToDoubleFunction<Token> number) {
      FloatBuffer numbers = FloatBuffer.allocate(batch() * active());
      active.forEach(
          tokens -> tokens.forEach(token -> numbers.put((float) number.applyAsDouble(token))));
      return new NamedTensor(name, List.of((long) batch(), (long) active()), numbers.flip());
    }

    @Override
    public void commit(int count) {
      commit(count, sampling.stabilization());
    }

    @Override
    public void commit(int count, SamplingRequest.Stabilization shown) {
      int level = shown.level();
      float[] features = new float[FEATURES];
      for (int b = 0; b < batch(); b++) {
        for (int i = 0; i < count; i++) {
          Token token = active.get(b).remove(0);
          memory[b] =
              features(
                  token.value * (float) request.schedule().signal(level),
                  memory[b],
                  level,
                  request.schedule().levels(),
                  token.condition,
                  features);
        }
      }
      committed += count;
    }

    @Override
    public void read(int first, int count, FloatBuffer target) {
      for (int b = 0; b < batch(); b++) {
        for (int i = 0; i < count; i++) {
          target.put(active.get(b).get(first + i).value);
        }
      }
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        behavior.openSessions--;
      }
    }
  }
}
