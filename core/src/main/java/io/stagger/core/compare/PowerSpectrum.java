package io.stagger.core.compare;

import java.util.Arrays;

/**
 * The average power spectrum of windows, for each dimension of a token by itself.
 *
 * <p>Of each window the mean is removed (a shift of the mean is what the energy distance sees, and
 * here it would leak into all low frequencies), a Hann window is applied, and the periodogram is
 *
 * <pre>P(k) = |sum_t w(t) (x(t) - mean) exp(-2 pi i k t / n)|^2 / sum_t w(t)^2,   k = 1 ... n/2
 * </pre>
 *
 * <p>so that white noise of variance 1 has about 1 at each frequency k / n. These are averaged over
 * the windows, and their base-10 logarithm is taken, of {@link #SILENCE} at least.
 *
 * @param logPower [dimension, frequency], base-10 logarithms; not copied
 * @param size tokens in a window
 */
record PowerSpectrum(double[][] logPower, int size) {
  /** The least power that is told from none: of a wave with an amplitude of a thousandth or so. */
  static final double SILENCE = 1e-6;

  /**
   * The average spectrum of windows.
   *
   * @param windows at least one, each [size, width]
   * @param width numbers in a token
   */
  static PowerSpectrum of(Windows windows, int width) {
    if (windows.size() == 0) {
      throw new IllegalArgumentException("A spectrum takes at least one window.");
    }
    int size = windows.vectors().get(0).length / width;
    int frequencies = size / 2;
    double[] taper = new double[size];
    double[] cosine = new double[size];
    double[] sine = new double[size];
    double energy = 0;
    for (int t = 0; t < size; t++) {
      // The periodic form, whose leakage ends exactly one frequency away.
      taper[t] = 0.5 - 0.5 * Math.cos(2 * Math.PI * t / size);
      cosine[t] = Math.cos(2 * Math.PI * t / size);
      sine[t] = Math.sin(2 * Math.PI * t / size);
      energy += taper[t] * taper[t];
    }
    double[][] power = new double[width][frequencies];
    double[] tapered = new double[size];
    for (float[] window : windows.vectors()) {
      for (int dimension = 0; dimension < width; dimension++) {
        double mean = 0;
        for (int t = 0; t < size; t++) {
          mean += window[t * width + dimension];
        }
        mean /= size;
        for (int t = 0; t < size; t++) {
          tapered[t] = taper[t] * (window[t * width + dimension] - mean);
        }
        for (int k = 1; k <= frequencies; k++) {
          double real = 0;
          double imaginary = 0;
          // The window is short, so a plain transform is as good as a fast one.
          for (int t = 0; t < size; t++) {
            int phase = k * t % size;
            real += tapered[t] * cosine[phase];
            imaginary -= tapered[t] * sine[phase];
          }
          power[dimension][k - 1] += (real * real + imaginary * imaginary) / energy;
        }
      }
    }
    for (double[] dimension : power) {
      for (int k = 0; k < frequencies; k++) {
        dimension[k] = Math.log10(Math.max(SILENCE, dimension[k] / windows.size()));
      }
    }
    return new PowerSpectrum(power, size);
  }

  /** The frequencies, in cycles a token: from 1 / size to 1/2. */
  double[] frequencies() {
    double[] frequencies = new double[size / 2];
    Arrays.setAll(frequencies, k -> (k + 1.0) / size);
    return frequencies;
  }

  /** The mean of the logarithms over the dimensions, for a picture. */
  double[] mean() {
    double[] mean = new double[size / 2];
    for (double[] dimension : logPower) {
      for (int k = 0; k < mean.length; k++) {
        mean[k] += dimension[k] / logPower.length;
      }
    }
    return mean;
  }

  /**
   * How far another spectrum is from this one: the mean over dimensions of the root mean square
   * difference of the logarithms over frequencies. 0.3 stands for a factor of 2 in power.
   */
  double error(PowerSpectrum other) {
    double sum = 0;
    for (int dimension = 0; dimension < logPower.length; dimension++) {
      double squares = 0;
      for (int k = 0; k < logPower[dimension].length; k++) {
        double difference = logPower[dimension][k] - other.logPower[dimension][k];
        squares += difference * difference;
      }
      sum += Math.sqrt(squares / logPower[dimension].length);
    }
    return sum / logPower.length;
  }
}
