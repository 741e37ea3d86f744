package io.stagger.testkit;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.engine.OptimizerSettings;
import io.stagger.api.engine.StatePart;
import io.stagger.api.engine.TrainingBatch;
import io.stagger.api.engine.TrainingSession;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Training of {@link TestingModel} by exact gradients and Adam. */
final class TestingTrainingSession implements TrainingSession {
  private final TestingModel model;
  private final OptimizerSettings settings;

  TestingTrainingSession(TestingModel model, OptimizerSettings settings) {
    this.model = model;
    this.settings = settings;
  }

  @Override
  public Outcome step(TrainingBatch batch, StepSettings step) {
    return model.has(TestingDefect.LIST_OF_ONE_HAS_OTHER_NOISE)
        ? step(List.of(batch), new StepSettings(step.step(), -1, step.learningRate(), 0.9))
        : TrainingSession.super.step(batch, step);
  }

  @Override
  public Outcome step(List<TrainingBatch> parts, StepSettings step) {
    int width = model.request().tokens().width();
    double[] matrixGradient = new double[model.parameter(StatePart.WEIGHTS, "matrix").length];
    double[] biasGradient = new double[width];
    double loss = 0;
    int used = model.has(TestingDefect.LATER_PARTS_IGNORED) ? 1 : parts.size();
    for (int part = 0; part < used; part++) {
      loss += addGradients(parts.get(part), part, step, matrixGradient, biasGradient);
      if (model.has(TestingDefect.PARTS_CLIPPED_APART)) {
        double partNorm = norm(matrixGradient, biasGradient);
        scale(matrixGradient, Math.min(1, settings.clipNorm() / partNorm));
        scale(biasGradient, Math.min(1, settings.clipNorm() / partNorm));
      }
    }
    if (model.has(TestingDefect.PARTS_AVERAGED)) {
      loss /= parts.size();
      scale(matrixGradient, 1.0 / parts.size());
      scale(biasGradient, 1.0 / parts.size());
    }
    double norm = norm(matrixGradient, biasGradient);
    double scale = norm > settings.clipNorm() ? settings.clipNorm() / norm : 1;
    if (model.has(TestingDefect.CLIMBS_THE_LOSS)) {
      scale = -scale;
    }
    update("matrix", matrixGradient, scale, step);
    update("bias", biasGradient, scale, step);
    return new Outcome(loss, norm);
  }

  /** Adds the gradients of a part of a batch and gives its loss. */
  private double addGradients(
      TrainingBatch batch,
      int part,
      StepSettings step,
      double[] matrixGradient,
      double[] biasGradient) {
    NoiseSchedule schedule = model.request().schedule();
    int sequences = batch.levels().batch();
    int time = batch.levels().time();
    int width = model.request().tokens().width();
    int conditionWidth = model.request().tokens().conditionWidth();
    Random random = noise(step, model.has(TestingDefect.PARTS_SHARE_NOISE) ? 0 : part);
    double[][][] values = new double[sequences][time][width];
    double[][][] targets = new double[sequences][time][width];
    double[][][] conditions = new double[sequences][time][conditionWidth];
    double[][] levels = new double[sequences][time];
    for (int sequence = 0; sequence < sequences; sequence++) {
      for (int token = 0; token < time; token++) {
        int level = batch.levels().get(sequence, token);
        levels[sequence][token] = (level + 1.0) / schedule.levels();
        double signal = schedule.signal(level);
        double noise = schedule.noise(level);
        Linear target = model.request().parameterization().target(signal, noise);
        for (int i = 0; i < width; i++) {
          double clean = batch.values().get((sequence * time + token) * width + i);
          double fresh = random.nextGaussian();
          values[sequence][token][i] = signal * clean + noise * fresh;
          targets[sequence][token][i] = target.apply(clean, fresh);
        }
        for (int i = 0; i < conditionWidth; i++) {
          conditions[sequence][token][i] =
              batch.conditions().get((sequence * time + token) * conditionWidth + i);
        }
      }
    }
    double[][][] features = network().features(values, conditions, levels);
    double[][][] outputs = model.outputs(StatePart.WEIGHTS, features);
    double loss = 0;
    double weightSum = 0;
    for (int sequence = 0; sequence < sequences; sequence++) {
      for (int token = 0; token < time; token++) {
        double weight = batch.weights()[sequence * time + token];
        weightSum += weight;
        double[] tokenFeatures = features[sequence][token];
        for (int i = 0; i < width; i++) {
          double error = outputs[sequence][token][i] - targets[sequence][token][i];
          if (levels[sequence][token] == 0 && model.has(TestingDefect.CLEAN_TOKENS_UNTRAINABLE)) {
            error /= levels[sequence][token];
          }
          loss += weight * error * error / width;
          double slope = 2 * weight * error / width;
          biasGradient[i] += slope;
          for (int f = 0; f < tokenFeatures.length; f++) {
            matrixGradient[i * tokenFeatures.length + f] += slope * tokenFeatures[f];
          }
        }
      }
    }
    if (model.has(TestingDefect.LOSS_AVERAGED)) {
      loss /= Math.max(weightSum, 1e-9);
    }
    if (model.has(TestingDefect.LOSS_NOT_A_NUMBER) && step.step() == 17) {
      loss = Double.NaN;
    }
    return loss;
  }

  private Random noise(StepSettings step, int part) {
    return part > 0 && model.has(TestingDefect.NOISE_OF_PARTS_UNSEEDED)
        ? new Random()
        : new Random(step.seed() * 1_000_003 + step.step() + part * 1_000_000_007L);
  }

  private static void scale(double[] numbers, double scale) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] *= scale;
    }
  }

  private TestingNetwork network() {
    TokenSpec spec = model.request().tokens();
    if (model.has(TestingDefect.LEAKS_IN_TRAINING_ALONE)) {
      return new TestingNetwork(spec, true, Set.of());
    }
    if (model.has(TestingDefect.LEVELS_LEAK_IN_TRAINING_ALONE)) {
      return new TestingNetwork(spec, false, Set.of(TestingDefect.LEVELS_LEAK_BACK));
    }
    if (model.has(TestingDefect.CONDITIONS_LEAK_IN_TRAINING_ALONE)) {
      return new TestingNetwork(spec, false, Set.of(TestingDefect.CONDITIONS_LEAK_BACK));
    }
    return model.network();
  }

  private static double norm(double[] first, double[] second) {
    double squares = 0;
    for (double g : first) {
      squares += g * g;
    }
    for (double g : second) {
      squares += g * g;
    }
    return Math.sqrt(squares);
  }

  private void update(String name, double[] gradient, double scale, StepSettings step) {
    float[] weights = model.parameter(StatePart.WEIGHTS, name);
    float[] average = model.parameter(StatePart.AVERAGE, name);
    float[] mean = model.parameter(StatePart.OPTIMIZER, name + ".mean");
    float[] square = model.parameter(StatePart.OPTIMIZER, name + ".square");
    double beta1 = settings.beta1();
    double beta2 = settings.beta2();
    for (int i = 0; i < gradient.length; i++) {
      double g = scale * gradient[i];
      mean[i] = (float) (beta1 * mean[i] + (1 - beta1) * g);
      square[i] = (float) (beta2 * square[i] + (1 - beta2) * g * g);
      double meanHat = mean[i] / (1 - Math.pow(beta1, step.step() + 1.0));
      double squareHat = square[i] / (1 - Math.pow(beta2, step.step() + 1.0));
      double change =
          meanHat / (Math.sqrt(squareHat) + settings.epsilon())
              + settings.weightDecay() * weights[i];
      weights[i] = (float) (weights[i] - step.learningRate() * change);
      double kept = model.has(TestingDefect.AVERAGE_NOT_KEPT) ? 0 : step.averageDecay();
      average[i] = (float) (kept * average[i] + (1 - kept) * weights[i]);
    }
  }

  @Override
  public void close() {}
}
