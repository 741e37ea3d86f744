package io.stagger.transformer;

import io.stagger.api.engine.OptimizerSettings;
import io.stagger.api.engine.TrainingSession.StepSettings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * AdamW by the formulas of Loshchilov and Hutter (2019) in double precision, with clipping by the
 * global norm and a moving average of the parameters.
 */
final class TestingAdamW {
  private final OptimizerSettings settings;
  private final Map<String, double[]> parameters;
  private final Map<String, double[]> mean = new LinkedHashMap<>();
  private final Map<String, double[]> square = new LinkedHashMap<>();
  private final Map<String, double[]> average = new LinkedHashMap<>();

  /**
   * An optimizer.
   *
   * @param parameters what it changes
   */
  TestingAdamW(OptimizerSettings settings, Map<String, double[]> parameters) {
    this.settings = settings;
    this.parameters = parameters;
    parameters.forEach(
        (name, values) -> {
          mean.put(name, new double[values.length]);
          square.put(name, new double[values.length]);
          average.put(name, values.clone());
        });
  }

  Map<String, double[]> average() {
    return average;
  }

  /** Takes a step, sets the gradients to 0, and gives their norm before clipping. */
  double step(Map<String, double[]> gradients, StepSettings step) {
    double norm =
        Math.sqrt(
            gradients.values().stream().flatMapToDouble(Arrays::stream).map(g -> g * g).sum());
    double clip = Math.min(1, settings.clipNorm() / norm);
    double meanScale = 1 / (1 - Math.pow(settings.beta1(), step.step() + 1.0));
    double squareScale = 1 / (1 - Math.pow(settings.beta2(), step.step() + 1.0));
    parameters.forEach(
        (name, values) -> {
          double[] m = mean.get(name);
          double[] v = square.get(name);
          double[] a = average.get(name);
          double[] gradient = gradients.get(name);
          for (int i = 0; i < values.length; i++) {
            double g = clip * gradient[i];
            m[i] = settings.beta1() * m[i] + (1 - settings.beta1()) * g;
            v[i] = settings.beta2() * v[i] + (1 - settings.beta2()) * g * g;
            values[i] -=
                step.learningRate()
                    * (settings.weightDecay() * values[i]
                        + m[i] * meanScale / (Math.sqrt(v[i] * squareScale) + settings.epsilon()));
            a[i] = step.averageDecay() * a[i] + (1 - step.averageDecay()) * values[i];
          }
          Arrays.fill(gradient, 0);
        });
    return norm;
  }
}
