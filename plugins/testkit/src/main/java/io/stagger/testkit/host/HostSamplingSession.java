package io.stagger.testkit.host;

import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingRequest.Guidance;
import io.stagger.api.engine.SamplingRequest.Stabilization;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.SessionState;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Sampling of {@link HostModel}. The active tokens are here, the committed ones in the network. */
final class HostSamplingSession implements SamplingSession {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** Stands for the noise that a token starts as. */
  private static final long START = -1;

  /** Stands for the noise that a token is committed with. */
  private static final long COMMIT = -2;

  private final ModelRequest model;
  private final HostBackbone backbone;
  private final HostBackbone.Network network;
  private final SamplingRequest request;
  private final long seed;
  private final double outputClip;
  private final HostGuidance guidance;
  private final List<Token> tokens = new ArrayList<>();
  private int committed;
  private long stepsRun;
  private boolean closed;

  HostSamplingSession(ModelRequest model, HostBackbone backbone, SamplingRequest request) {
    this(model, backbone, request, request.seed());
  }

  private HostSamplingSession(
      ModelRequest model, HostBackbone backbone, SamplingRequest request, long seed) {
    this.model = model;
    this.backbone = backbone;
    this.network = backbone.start(model);
    this.request = request;
    this.seed = seed;
    this.guidance = new HostGuidance(request, model.tokens().width());
    this.outputClip = model.parameterization().outputClip(model.noiseClip());
  }

  /** Goes on with a session that was saved. */
  static HostSamplingSession resumed(
      ModelRequest model, HostBackbone backbone, SamplingRequest request, SessionState state) {
    HostSamplingSession session = new HostSamplingSession(model, backbone, request);
    HostState saved = new HostState(state, request.batch());
    double[][] values = saved.tokens(HostState.TOKENS, model.tokens().width());
    double[][] conditions = saved.tokens(HostState.CONDITIONS, model.tokens().conditionWidth());
    double[][] history =
        saved.tokens(HostState.HISTORY, request.keepHistory() ? model.tokens().width() : 0);
    double[] memory = saved.memory();
    try {
      session.network.remember(memory);
    } catch (IllegalArgumentException e) {
      throw HostState.misfit("its memory is not one of " + backbone.getClass().getSimpleName());
    }
    int seen = state.active() + (backbone.remembersWithoutLimit() ? 0 : state.committed());
    if (seen > model.maximumLength()) {
      throw HostState.misfit(
          "it holds %d tokens of %d at most".formatted(seen, model.maximumLength()));
    }
    for (int token = 0; token < state.active(); token++) {
      Token made = new Token(values[token], conditions[token]);
      if (request.keepHistory()) {
        made.before = history[token];
      }
      session.tokens.add(made);
    }
    session.committed = state.committed();
    session.stepsRun = state.steps();
    return session;
  }

  /** An active token of the whole batch, with its clean prediction of the step before. */
  private static final class Token {
    private final double[] values;
    private final double[] conditions;
    private double[] before;

    Token(double[] values, double[] conditions) {
      this.values = values;
      this.conditions = conditions;
      this.before = new double[values.length];
    }

    Token copy() {
      Token copy = new Token(values.clone(), conditions);
      copy.before = before;
      return copy;
    }
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
    return tokens.size();
  }

  @Override
  public void append(int count, FloatBuffer values, FloatBuffer conditions) {
    checkRoom(count);
    double[][] rows = rows(count, model.tokens().width(), values);
    double[][] conditionRows = rows(count, model.tokens().conditionWidth(), conditions);
    for (int token = 0; token < count; token++) {
      tokens.add(new Token(rows[token], conditionRows[token]));
    }
  }

  @Override
  public void appendNoise(int count, FloatBuffer conditions) {
    checkRoom(count);
    double[][] conditionRows = rows(count, model.tokens().conditionWidth(), conditions);
    for (int token = 0; token < count; token++) {
      double[] values = noise(committed + active(), START);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (model.schedule().initialScale() * values[i]);
      }
      tokens.add(new Token(values, conditionRows[token]));
    }
  }

  @Override
  public void replace(int first, int count, FloatBuffer values, FloatBuffer conditions) {
    checkOpen();
    checkActive(first, count, "replaced");
    double[][] rows = rows(count, model.tokens().width(), values);
    double[][] conditionRows = rows(count, model.tokens().conditionWidth(), conditions);
    for (int token = 0; token < count; token++) {
      tokens.set(first + token, new Token(rows[token], conditionRows[token]));
    }
  }

  @Override
  public void drop(int count) {
    checkOpen();
    checkCount(count, "dropped");
    tokens.subList(active() - count, active()).clear();
  }

  private void checkCount(int count, String done) {
    if (count < 1 || count > active()) {
      throw new IllegalArgumentException(
          "%d tokens can't be %s, because %d are active.".formatted(count, done, active()));
    }
  }

  private void checkActive(int first, int count, String done) {
    if (first < 0 || count < 1 || first + count > active()) {
      throw new IllegalArgumentException(
          "Tokens %d to %d can't be %s, because %d are active."
              .formatted(first, first + count - 1, done, active()));
    }
  }

  private void checkRoom(int count) {
    checkOpen();
    if (count < 1) {
      throw new IllegalArgumentException("At least 1 token is appended, not " + count + ".");
    }
    int seen = backbone.remembersWithoutLimit() ? active() : committed + active();
    if (seen + count > model.maximumLength()) {
      throw new IllegalStateException(
          "The model's window holds %d tokens, %d are in it and %d more don't fit."
              .formatted(model.maximumLength(), seen, count));
    }
  }

  private double[][] rows(int count, int width, FloatBuffer source) {
    double[][] rows = new double[count][batch() * width];
    int at = source.position();
    for (int sequence = 0; sequence < batch(); sequence++) {
      for (double[] row : rows) {
        for (int i = 0; i < width; i++) {
          row[sequence * width + i] = source.get(at++);
        }
      }
    }
    return rows;
  }

  /** Standard normal numbers, a function of the session's seed, the position and the step. */
  private double[] noise(int position, long step) {
    return normal(noiseKey(position, step));
  }

  private long noiseKey(int position, long step) {
    return mix(mix(mix(seed) + GOLDEN * position) + GOLDEN * step);
  }

  private double[] normal(long key) {
    SplittableRandom random = new SplittableRandom(key);
    double[] noise = new double[batch() * model.tokens().width()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = clip(random.nextGaussian(), model.noiseClip());
    }
    return noise;
  }

  /** The finalizer of SplitMix64, so that neighboring places have unrelated noise. */
  private static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static double clip(double value, double bound) {
    return Math.max(-bound, Math.min(bound, value));
  }

  @Override
  public void step(DenoisingSteps plan) {
    checkOpen();
    if (plan.tokens() != active()) {
      throw new IllegalArgumentException(
          "The plan describes %d tokens, but %d are active.".formatted(plan.tokens(), active()));
    }
    double[][] conditions = tokens.stream().map(token -> token.conditions).toArray(double[][]::new);
    for (int step = 0; step < plan.steps(); step++) {
      HostStep current = new HostStep(plan, step, conditions);
      double[][] clean = current.clean(current.seen(current.state()));
      if (!guidance.guidance().isEmpty()) {
        steer(plan, step, clean, guidance.correction(plan, step, current));
      }
      for (int token = 0; token < active(); token++) {
        if (plan.changes(step, token)) {
          update(plan, step, token, clean[token]);
        }
      }
      stepsRun++;
    }
  }

  /** One step of a plan up to the clean predictions. */
  private final class HostStep implements HostGuidance.Step {
    private final DenoisingSteps plan;
    private final int step;
    private final double[][] conditions;
    private final int[] levels;

    private HostStep(DenoisingSteps plan, int step, double[][] conditions) {
      this.plan = plan;
      this.step = step;
      this.conditions = conditions;
      this.levels = new int[active()];
      Arrays.setAll(levels, token -> plan.level(step, token));
    }

    @Override
    public long number() {
      return stepsRun;
    }

    @Override
    public int firstPosition() {
      return committed;
    }

    @Override
    public double[][] state() {
      return tokens.stream().map(token -> token.values).toArray(double[][]::new);
    }

    @Override
    public double[][] seen(double[][] state) {
      double[][] seen = new double[state.length][];
      for (int token = 0; token < state.length; token++) {
        seen[token] =
            shown(
                state[token],
                token,
                plan.inputScale(step, token),
                plan.inputNoise(step, token),
                stepsRun);
      }
      return seen;
    }

    @Override
    public double[][] clean(double[][] seen) {
      double[][] outputs = network.outputs(levels, seen, conditions);
      double[][] clean = new double[seen.length][];
      for (int token = 0; token < seen.length; token++) {
        double fromState = plan.cleanFromState(step, token);
        double fromOutput = plan.cleanFromOutput(step, token);
        clean[token] = new double[seen[token].length];
        for (int i = 0; i < clean[token].length; i++) {
          clean[token][i] =
              fromState * seen[token][i] + fromOutput * clip(outputs[token][i], outputClip);
        }
      }
      return clean;
    }

    @Override
    public double[] noise(int token, int future) {
      return normal(mix(noiseKey(committed + token, stepsRun) + GOLDEN * future));
    }
  }

  /** An active token as the network sees it. */
  private double[] shown(
      double[] values, int token, double scale, double noiseScale, long noiseStep) {
    if (scale == 1 && noiseScale == 0) {
      return values;
    }
    double[] noise =
        noiseScale == 0 ? new double[values.length] : noise(committed + token, noiseStep);
    double[] shown = new double[values.length];
    for (int i = 0; i < shown.length; i++) {
      shown[i] = scale * values[i] + noiseScale * noise[i];
    }
    return shown;
  }

  private static void steer(
      DenoisingSteps plan, int step, double[][] clean, double[][] correction) {
    for (int token = 0; token < clean.length; token++) {
      for (int i = 0; i < clean[token].length; i++) {
        clean[token][i] += plan.guidance(step, token) * correction[token][i];
      }
    }
  }

  private void update(DenoisingSteps plan, int step, int position, double[] rawClean) {
    Token token = tokens.get(position);
    double stateShare = plan.state(step, position);
    double cleanShare = plan.clean(step, position);
    double noiseShare = plan.noise(step, position);
    double historyShare = plan.history(step, position);
    double[] noise =
        noiseShare == 0 ? new double[rawClean.length] : noise(committed + position, stepsRun);
    double[] clean = new double[rawClean.length];
    for (int i = 0; i < clean.length; i++) {
      clean[i] = clip(rawClean[i], request.cleanClip());
    }
    for (int i = 0; i < clean.length; i++) {
      token.values[i] =
          (float)
              (stateShare * token.values[i]
                  + cleanShare * clean[i]
                  + noiseShare * noise[i]
                  + historyShare * token.before[i]);
    }
    if (request.keepHistory()) {
      token.before = clean;
    }
  }

  @Override
  public void commit(int count) {
    commit(count, request.stabilization());
  }

  @Override
  public void commit(int count, Stabilization shown) {
    checkOpen();
    checkCount(count, "committed");
    int level = shown.level();
    // As float32, like the scale of a finished token in a plan, so that committing it or not makes
    // no difference to the last bit.
    float scale = (float) model.schedule().signal(level);
    float noiseScale = shown.withNoise() ? (float) model.schedule().noise(level) : 0;
    int[] levels = new int[count];
    double[][] seen = new double[count][];
    double[][] conditions = new double[count][];
    for (int token = 0; token < count; token++) {
      levels[token] = level;
      seen[token] = shown(tokens.get(token).values, token, scale, noiseScale, COMMIT);
      conditions[token] = tokens.get(token).conditions;
    }
    network.commit(levels, seen, conditions);
    tokens.subList(0, count).clear();
    committed += count;
  }

  @Override
  public void steer(List<Guidance> other) {
    checkOpen();
    guidance.steer(other);
  }

  @Override
  public SamplingSession fork(long otherSeed) {
    checkOpen();
    HostSamplingSession fork = new HostSamplingSession(model, backbone, request, otherSeed);
    fork.network.remember(network.memory());
    fork.guidance.steer(guidance.guidance());
    tokens.forEach(token -> fork.tokens.add(token.copy()));
    fork.committed = committed;
    fork.stepsRun = stepsRun;
    return fork;
  }

  @Override
  public SessionState save() {
    checkOpen();
    int width = model.tokens().width();
    List<NamedTensor> tensors = new ArrayList<>();
    HostState.Saving saving = new HostState.Saving(batch(), active(), tensors);
    saving.tokens(HostState.TOKENS, width, token -> tokens.get(token).values);
    saving.tokens(
        HostState.CONDITIONS,
        model.tokens().conditionWidth(),
        token -> tokens.get(token).conditions);
    saving.tokens(
        HostState.HISTORY, request.keepHistory() ? width : 0, token -> tokens.get(token).before);
    saving.memory(network.memory());
    return new SessionState(committed, active(), stepsRun, tensors);
  }

  @Override
  public void read(int first, int count, FloatBuffer target) {
    checkOpen();
    checkActive(first, count, "read");
    int width = model.tokens().width();
    for (int sequence = 0; sequence < batch(); sequence++) {
      for (Token token : tokens.subList(first, first + count)) {
        for (int i = 0; i < width; i++) {
          target.put((float) token.values[sequence * width + i]);
        }
      }
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The sampling session is closed.");
    }
  }

  @Override
  public GuidanceTally guidance() {
    return guidance.tally();
  }

  @Override
  public void close() {
    closed = true;
  }
}
