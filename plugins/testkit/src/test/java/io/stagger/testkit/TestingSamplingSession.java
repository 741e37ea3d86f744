package io.stagger.testkit;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingRequest.Guidance;
import io.stagger.api.engine.SamplingRequest.Stabilization;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.SessionState;
import io.stagger.api.engine.StatePart;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * Sampling of {@link TestingModel}; the memory is the window. Guidance takes the network's Jacobian
 * for the identity.
 */
final class TestingSamplingSession implements SamplingSession {
  private final TestingModel model;
  private final SamplingRequest request;

  /** For each position: [batch][token width]. */
  private final List<double[][]> values = new ArrayList<>();

  private final List<double[][]> conditions = new ArrayList<>();

  /** For each position: the clean prediction before, [batch][token width]. */
  private final List<double[][]> history = new ArrayList<>();

  /** For each committed position. */
  private final List<Stabilization> context = new ArrayList<>();

  private final long seed;
  private List<Guidance> guidance;
  private int committed;
  private int stepsRun;
  private long gradients;

  TestingSamplingSession(TestingModel model, SamplingRequest request) {
    this(model, request, request.seed());
  }

  private TestingSamplingSession(TestingModel model, SamplingRequest request, long seed) {
    this.model = model;
    this.request = request;
    this.seed = seed;
    this.guidance = request.guidance();
  }

  static TestingSamplingSession resumed(
      TestingModel model, SamplingRequest request, SessionState state) {
    TestingSamplingSession session = new TestingSamplingSession(model, request);
    if (state.tensors().size() != 4) {
      throw new StaggerException("The state holds something else.");
    }
    int time = state.committed() + state.active();
    int width = model.request().tokens().width();
    session.values.addAll(rows(model, request, state, "tokens", time, width));
    session.history.addAll(rows(model, request, state, "history", time, width));
    int conditionWidth = model.request().tokens().conditionWidth();
    session.conditions.addAll(rows(model, request, state, "conditions", time, conditionWidth));
    for (double[][] row : rows(model, request, state, "context", state.committed(), 2)) {
      session.context.add(new Stabilization((int) row[0][0], row[0][1] != 0));
    }
    session.committed = state.committed();
    session.stepsRun = (int) state.steps();
    return session;
  }

  private static List<double[][]> rows(
      TestingModel model,
      SamplingRequest request,
      SessionState state,
      String name,
      int time,
      int width) {
    NamedTensor tensor =
        state.tensors().stream()
            .filter(t -> t.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new StaggerException("The state lacks '" + name + "'."));
    List<Long> shape = List.of((long) time, (long) request.batch(), (long) width);
    if (!tensor.shape().equals(shape) && !model.has(TestingDefect.RESUMES_ANYTHING)) {
      throw new StaggerException("The shape of '" + name + "' does not fit.");
    }
    List<double[][]> rows = new ArrayList<>();
    FloatBuffer source = tensor.values().slice();
    for (int token = 0; token < time; token++) {
      double[][] row = new double[request.batch()][width];
      for (double[] numbers : row) {
        for (int i = 0; i < width && source.hasRemaining(); i++) {
          numbers[i] = source.get();
        }
      }
      rows.add(row);
    }
    return rows;
  }

  @Override
  public int batch() {
    return request.batch();
  }

  @Override
  public int committed() {
    return committed;
  }

  @Override
  public int active() {
    return values.size() - committed;
  }

  private void appendConditions(int count, FloatBuffer source) {
    int window = model.request().maximumLength();
    if (values.size() + count > window && !model.has(TestingDefect.WINDOW_UNBOUNDED)) {
      throw new IllegalStateException("The window holds " + window + " tokens.");
    }
    conditions.addAll(rows(count, model.request().tokens().conditionWidth(), source));
    for (int token = 0; token < count; token++) {
      history.add(new double[batch()][model.request().tokens().width()]);
    }
  }

  private List<double[][]> rows(int count, int width, FloatBuffer source) {
    List<double[][]> rows = new ArrayList<>();
    for (int token = 0; token < count; token++) {
      double[][] row = new double[batch()][width];
      for (int sequence = 0; sequence < batch(); sequence++) {
        for (int i = 0; i < width; i++) {
          row[sequence][i] = source.get((sequence * count + token) * width + i);
        }
      }
      rows.add(row);
    }
    return rows;
  }

  @Override
  public void append(int count, FloatBuffer source, FloatBuffer conditionSource) {
    appendConditions(count, conditionSource);
    values.addAll(rows(count, model.request().tokens().width(), source));
  }

  @Override
  public void appendNoise(int count, FloatBuffer conditionSource) {
    appendConditions(count, conditionSource);
    int before = values.size();
    for (int token = 0; token < count; token++) {
      int position = model.has(TestingDefect.NOISE_BY_ACTIVE_POSITION) ? token : before + token;
      values.add(noise(position, -1));
    }
  }

  private double[][] noise(int position, int step) {
    Random random = new Random(31L * Objects.hash(seed, position, step));
    double[][] noise = new double[batch()][model.request().tokens().width()];
    for (double[] row : noise) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return noise;
  }

  @Override
  public void step(DenoisingSteps plan) {
    for (int step = 0; step < plan.steps(); step++) {
      step(plan, step, model.has(TestingDefect.NOISE_BY_CALL) ? step : stepsRun);
      stepsRun++;
    }
  }

  private void step(DenoisingSteps plan, int step, int noiseStep) {
    int fresh = model.has(TestingDefect.NOISE_STALE) ? 0 : noiseStep;
    double[][][] outputs = outputs(plan, step, fresh);
    double[][][] corrections = corrections(plan, step, outputs);
    for (int token = 0; token < active(); token++) {
      double[][] row = values.get(committed + token);
      if (!plan.changes(step, token)) {
        if (model.has(TestingDefect.WAITING_TOKENS_MOVE)) {
          row[0][0] *= plan.inputScale(step, token) * 1.0001;
        }
        continue;
      }
      double[][] noise = noise(committed + token, fresh);
      for (int sequence = 0; sequence < batch(); sequence++) {
        for (int i = 0; i < row[sequence].length; i++) {
          double clean =
              plan.cleanFromState(step, token) * row[sequence][i]
                  + plan.cleanFromOutput(step, token) * outputs[sequence][committed + token][i];
          clean += plan.guidance(step, token) * corrections[sequence][token][i];
          if (!model.has(TestingDefect.CLIP_IGNORED)) {
            clean = Math.max(-request.cleanClip(), Math.min(request.cleanClip(), clean));
          }
          double before = history.get(committed + token)[sequence][i];
          if (!model.has(TestingDefect.HISTORY_LOST)) {
            // As a float, which is what can be saved.
            history.get(committed + token)[sequence][i] = (float) clean;
          }
          row[sequence][i] =
              (float)
                  (plan.state(step, token) * row[sequence][i]
                      + plan.clean(step, token) * clean
                      + plan.noise(step, token) * noise[sequence][i]
                      + plan.history(step, token) * before);
        }
      }
    }
  }

  /** The scaled gradients of the objectives at the clean predictions, [batch][active][width]. */
  private double[][][] corrections(DenoisingSteps plan, int step, double[][][] outputs) {
    int width = model.request().tokens().width();
    int scored = plan.scored(step);
    double[][][] corrections = new double[batch()][active()][width];
    FloatBuffer clean = FloatBuffer.allocate(batch() * scored * width);
    for (int sequence = 0; sequence < batch(); sequence++) {
      for (int token = 0; token < scored; token++) {
        for (int i = 0; i < width; i++) {
          clean.put(
              (float)
                  (plan.cleanFromState(step, token) * values.get(committed + token)[sequence][i]
                      + plan.cleanFromOutput(step, token)
                          * outputs[sequence][committed + token][i]));
        }
      }
    }
    for (Guidance one : guidance) {
      FloatBuffer gradient = FloatBuffer.allocate(clean.capacity());
      one.objective()
          .evaluate(
              clean.duplicate().flip().asReadOnlyBuffer(),
              batch(),
              scored,
              committed,
              new double[batch()],
              gradient.duplicate());
      gradients += batch();
      for (int at = 0; at < gradient.capacity(); at++) {
        int row = at / width;
        corrections[row / scored][row % scored][at % width] += one.scale() * gradient.get(at);
      }
    }
    return corrections;
  }

  private double[][][] outputs(DenoisingSteps plan, int step, int noiseStep) {
    NoiseSchedule schedule = model.request().schedule();
    int time = values.size();
    int width = model.request().tokens().width();
    double[][][] seen = new double[batch()][time][width];
    double[][][] seenConditions = new double[batch()][time][];
    double[][] levels = new double[batch()][time];
    for (int position = 0; position < time; position++) {
      boolean memory = position < committed;
      int level = memory ? context.get(position).level() : plan.level(step, position - committed);
      double scale = memory ? schedule.signal(level) : plan.inputScale(step, position - committed);
      double noiseScale =
          memory && context.get(position).withNoise()
              ? schedule.noise(level)
              : memory ? 0 : plan.inputNoise(step, position - committed);
      if (memory && model.has(TestingDefect.MEMORY_NOT_SCALED)) {
        scale = 1;
      }
      if (memory && model.has(TestingDefect.MEMORY_FORGOTTEN)) {
        scale = 0;
      }
      double[][] noise = noise(position, noiseStep);
      for (int sequence = 0; sequence < batch(); sequence++) {
        seenConditions[sequence][position] = conditions.get(position)[sequence];
        levels[sequence][position] = (level + 1.0) / schedule.levels();
        for (int i = 0; i < width; i++) {
          seen[sequence][position][i] =
              scale * values.get(position)[sequence][i] + noiseScale * noise[sequence][i];
        }
      }
    }
    StatePart weights =
        model.has(TestingDefect.AVERAGE_IGNORED) ? StatePart.WEIGHTS : request.weights();
    return model.outputs(weights, model.network().features(seen, seenConditions, levels));
  }

  @Override
  public void replace(int first, int count, FloatBuffer source, FloatBuffer conditionSource) {
    int width = model.request().tokens().width();
    List<double[][]> rows = rows(count, width, source);
    List<double[][]> conditionRows =
        rows(count, model.request().tokens().conditionWidth(), conditionSource);
    for (int token = 0; token < count; token++) {
      values.set(committed + first + token, rows.get(token));
      conditions.set(committed + first + token, conditionRows.get(token));
      if (!model.has(TestingDefect.REPLACED_TOKENS_KEEP_HISTORY)) {
        history.set(committed + first + token, new double[batch()][width]);
      }
    }
  }

  @Override
  public void drop(int count) {
    for (int token = 0; token < count; token++) {
      values.remove(values.size() - 1);
      conditions.remove(conditions.size() - 1);
      if (!model.has(TestingDefect.DROPPED_TOKENS_LEAVE_HISTORY)) {
        history.remove(history.size() - 1);
      }
    }
  }

  @Override
  public void steer(List<Guidance> other) {
    if (!model.has(TestingDefect.STEERS_ONCE)) {
      guidance = other;
    }
  }

  @Override
  public void commit(int count) {
    commit(count, request.stabilization());
  }

  @Override
  public void commit(int count, Stabilization shown) {
    boolean ignored = model.has(TestingDefect.COMMITS_AT_ONE_LEVEL);
    context.addAll(Collections.nCopies(count, ignored ? request.stabilization() : shown));
    committed += count;
  }

  @Override
  public SamplingSession fork(long otherSeed) {
    TestingSamplingSession fork =
        new TestingSamplingSession(
            model, request, model.has(TestingDefect.FORKS_SHARE_SEED) ? seed : otherSeed);
    boolean shares = model.has(TestingDefect.FORKS_SHARE_TOKENS);
    values.forEach(row -> fork.values.add(shares ? row : copy(row)));
    conditions.forEach(row -> fork.conditions.add(copy(row)));
    history.forEach(row -> fork.history.add(copy(row)));
    fork.context.addAll(context);
    fork.guidance = guidance;
    fork.committed = committed;
    fork.stepsRun = stepsRun;
    return fork;
  }

  private static double[][] copy(double[][] row) {
    return Arrays.stream(row).map(double[]::clone).toArray(double[][]::new);
  }

  @Override
  public SessionState save() {
    List<double[][]> levels = new ArrayList<>();
    context.forEach(
        shown -> {
          double[][] row = new double[batch()][];
          Arrays.fill(row, new double[] {shown.level(), shown.withNoise() ? 1 : 0});
          levels.add(row);
        });
    int width = model.request().tokens().width();
    return new SessionState(
        committed,
        active(),
        model.has(TestingDefect.STEPS_NOT_SAVED) ? 0 : stepsRun,
        List.of(
            saved("tokens", width, values),
            saved("conditions", model.request().tokens().conditionWidth(), conditions),
            saved("history", width, history),
            saved("context", 2, levels)));
  }

  private NamedTensor saved(String name, int width, List<double[][]> rows) {
    FloatBuffer numbers = FloatBuffer.allocate(rows.size() * batch() * width);
    for (double[][] row : rows) {
      for (double[] theirs : row) {
        for (double number : theirs) {
          numbers.put((float) number);
        }
      }
    }
    return new NamedTensor(
        name, List.of((long) rows.size(), (long) batch(), (long) width), numbers.flip());
  }

  @Override
  public void read(int first, int count, FloatBuffer target) {
    for (int sequence = 0; sequence < batch(); sequence++) {
      for (int token = 0; token < count; token++) {
        for (double value : values.get(committed + first + token)[sequence]) {
          target.put((float) value);
        }
      }
    }
  }

  @Override
  public GuidanceTally guidance() {
    return new GuidanceTally(gradients, 0);
  }

  @Override
  public void close() {}
}
