package io.stagger.testkit;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.StatePart;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** Sampling of {@link TestingModel}; the memory is the window. Guidance is left out. */
final class TestingSamplingSession implements SamplingSession {
  private final TestingModel model;
  private final SamplingRequest request;

  /** For each position: [batch][token width]. */
  private final List<double[][]> values = new ArrayList<>();

  private final List<double[][]> conditions = new ArrayList<>();

  /** For each position: the clean prediction before, [batch][token width]. */
  private final List<double[][]> history = new ArrayList<>();

  private int committed;
  private int stepsRun;

  TestingSamplingSession(TestingModel model, SamplingRequest request) {
    this.model = model;
    this.request = request;
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
    Random random = new Random(31L * Objects.hash(request.seed(), position, step));
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
          if (!model.has(TestingDefect.CLIP_IGNORED)) {
            clean = Math.max(-request.cleanClip(), Math.min(request.cleanClip(), clean));
          }
          double before = history.get(committed + token)[sequence][i];
          if (!model.has(TestingDefect.HISTORY_LOST)) {
            history.get(committed + token)[sequence][i] = clean;
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

  private double[][][] outputs(DenoisingSteps plan, int step, int noiseStep) {
    NoiseSchedule schedule = model.request().schedule();
    int time = values.size();
    int width = model.request().tokens().width();
    double[][][] seen = new double[batch()][time][width];
    double[][][] seenConditions = new double[batch()][time][];
    double[][] levels = new double[batch()][time];
    for (int position = 0; position < time; position++) {
      boolean memory = position < committed;
      int level = memory ? request.stabilization().level() : plan.level(step, position - committed);
      double scale = memory ? schedule.signal(level) : plan.inputScale(step, position - committed);
      double noiseScale = memory ? 0 : plan.inputNoise(step, position - committed);
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
  public void commit(int count) {
    committed += count;
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
    return GuidanceTally.NONE;
  }

  @Override
  public void close() {}
}
