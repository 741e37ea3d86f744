package io.stagger.testkit.gaussian;

import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.engine.ModelRequest;
import io.stagger.testkit.host.HostBackbone;
import java.util.Arrays;

/**
 * The filter and smoother of {@link GaussianBackbone}. Its memory is the filter's state after the
 * last committed token, because given that token the past tells nothing more about the future.
 */
final class GaussianNetwork implements HostBackbone.Network {
  private final GaussianBackbone process;
  private final NoiseSchedule schedule;
  private final Parameterization parameterization;

  /**
   * What is known of the last committed token; before there is one, of a token before the first.
   */
  private Filtered memory;

  GaussianNetwork(GaussianBackbone process, ModelRequest request) {
    this.process = process;
    this.schedule = request.schedule();
    this.parameterization = request.parameterization();
    this.memory = new Filtered(new double[0], process.covariance(0));
  }

  /** Mean [batch * token width] and variance of a token given it and earlier ones. */
  private record Filtered(double[] mean, double variance) {}

  @Override
  public void commit(int[] levels, double[][] seen, double[][] conditions) {
    for (int token = 0; token < seen.length; token++) {
      memory = filter(start(memory, seen[token].length), levels[token], seen[token]);
    }
  }

  /** A process that was stationary for ever is at its mean, with its own variance. */
  private Filtered start(Filtered before, int lanes) {
    if (before.mean().length == lanes) {
      return before;
    }
    double[] mean = new double[lanes];
    Arrays.fill(mean, process.mean());
    return new Filtered(mean, before.variance());
  }

  private double predictedVariance(Filtered before) {
    double phi = process.phi();
    return phi * phi * before.variance() + (1 - phi) * (1 + phi) * process.covariance(0);
  }

  private Filtered filter(Filtered before, int level, double[] seen) {
    double signal = schedule.signal(level);
    double noise = schedule.noise(level);
    double predicted = predictedVariance(before);
    double spread = signal * signal * predicted + noise * noise;
    // Shares of prediction and observation rather than a correction, so that a clean token's share
    // of itself is exactly 1.
    double keep = noise * noise / spread;
    double gain = signal * predicted / spread;
    double phi = process.phi();
    double offset = process.mean() * (1 - phi);
    double[] mean = new double[seen.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = keep * (offset + phi * before.mean()[i]) + gain * seen[i];
    }
    return new Filtered(mean, predicted * keep);
  }

  @Override
  public double[][] outputs(int[] levels, double[][] seen, double[][] conditions) {
    int time = seen.length;
    Filtered[] filtered = new Filtered[time];
    Filtered before = start(memory, seen[0].length);
    for (int token = 0; token < time; token++) {
      before = filter(before, levels[token], seen[token]);
      filtered[token] = before;
    }
    if (!process.causal()) {
      smooth(filtered);
    }
    double[][] outputs = new double[time][];
    for (int token = 0; token < time; token++) {
      outputs[token] = output(levels[token], seen[token], filtered[token].mean());
    }
    return outputs;
  }

  /** The variance, then the mean, which is missing before anything is committed. */
  @Override
  public double[] memory() {
    double[] numbers = new double[1 + memory.mean().length];
    numbers[0] = memory.variance();
    System.arraycopy(memory.mean(), 0, numbers, 1, memory.mean().length);
    return numbers;
  }

  @Override
  public void remember(double[] numbers) {
    if (numbers.length == 0) {
      throw new IllegalArgumentException("A memory begins with a variance.");
    }
    memory = new Filtered(Arrays.copyOfRange(numbers, 1, numbers.length), numbers[0]);
  }

  /** Turns means given earlier tokens into means given all. */
  private void smooth(Filtered[] filtered) {
    double phi = process.phi();
    double offset = process.mean() * (1 - phi);
    for (int token = filtered.length - 2; token >= 0; token--) {
      double[] mean = filtered[token].mean();
      double[] next = filtered[token + 1].mean();
      double share = phi * filtered[token].variance() / predictedVariance(filtered[token]);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += share * (next[i] - offset - phi * mean[i]);
      }
    }
  }

  /** The target, with the noise that the clean prediction leaves; none is known of clean tokens. */
  private double[] output(int level, double[] seen, double[] clean) {
    double signal = schedule.signal(level);
    double noise = schedule.noise(level);
    Linear target = parameterization.target(signal, noise);
    double[] output = new double[seen.length];
    for (int i = 0; i < output.length; i++) {
      double epsilon = noise == 0 ? 0 : (seen[i] - signal * clean[i]) / noise;
      output[i] = target.apply(clean[i], epsilon);
    }
    return output;
  }
}
