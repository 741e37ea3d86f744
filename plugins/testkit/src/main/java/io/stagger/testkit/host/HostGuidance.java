package io.stagger.testkit.host;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.engine.SamplingRequest;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Guidance of {@link HostSamplingSession}. Derivatives through the network are central differences
 * in double precision, because a {@link HostBackbone} is only asked for its outputs.
 */
final class HostGuidance {
  /** Exact for a linear network, and to about 1e-8 for a smooth one. */
  private static final double DIFFERENCE = 1e-4;

  private final SamplingRequest request;
  private final int width;
  private List<SamplingRequest.Guidance> guidance;
  private long gradients;
  private long clipped;

  /**
   * Starts counting.
   *
   * @param width the width of a token
   */
  HostGuidance(SamplingRequest request, int width) {
    this.request = request;
    this.width = width;
    this.guidance = request.guidance();
  }

  /** Steers towards something else. The tally goes on. */
  void steer(List<SamplingRequest.Guidance> other) {
    guidance = List.copyOf(other);
  }

  /** What is steered towards. */
  List<SamplingRequest.Guidance> guidance() {
    return guidance;
  }

  /** One step of a session, as guidance sees it. Rows are as in {@link HostBackbone.Network}. */
  interface Step {
    /** The number of steps before. */
    long number();

    /** The position of the first active token. */
    int firstPosition();

    /** The tokens as they are. */
    double[][] state();

    /** What the network sees of tokens. */
    double[][] seen(double[][] state);

    /** The clean predictions, before clipping, from what the network sees. */
    double[][] clean(double[][] seen);

    /** Fresh noise of a future from 1 on. */
    double[] noise(int token, int future);
  }

  GuidanceTally tally() {
    return new GuidanceTally(gradients, clipped);
  }

  /**
   * The gradient of the objectives with respect to what the network sees, the mean over futures.
   *
   * @param row which step of the plan
   */
  double[][] correction(DenoisingSteps plan, int row, Step step) {
    int futures = redraws(plan, row) ? request.monteCarlo().futures() : 1;
    boolean chained = request.monteCarlo().chained();
    List<double[][]> seen = new ArrayList<>();
    List<double[][]> scaled = new ArrayList<>();
    double[][] source = new double[0][];
    for (int future = 0; future < futures; future++) {
      double[][] state = future == 0 ? step.state() : drawn(plan, row, step, source, future);
      seen.add(step.seen(state));
      double[][] clean = step.clean(seen.get(future));
      scaled.add(gradient(plan.scored(row), step, clean));
      if (future == 0 || chained) {
        source = clean;
      }
    }
    double[][] correction = zeros(step.state());
    double[][] upstream = zeros(step.state());
    for (int future = futures - 1; future >= 0; future--) {
      double[][] cotangent = scaled.get(future);
      for (int token = 0; token < cotangent.length; token++) {
        for (int i = 0; i < cotangent[token].length; i++) {
          cotangent[token][i] = cotangent[token][i] / futures + upstream[token][i];
        }
      }
      double[][] product = pullBack(step::clean, seen.get(future), cotangent);
      for (int token = 0; token < product.length; token++) {
        boolean toPrediction = chained && future > 0 && plan.redrawNoise(row, token) > 0;
        double share = plan.inputScale(row, token) * plan.redrawSignal(row, token);
        for (int i = 0; i < product[token].length; i++) {
          upstream[token][i] = toPrediction ? share * product[token][i] : 0;
          correction[token][i] += toPrediction ? 0 : product[token][i];
        }
      }
    }
    return correction;
  }

  /** Futures in which nothing is drawn anew are all the same: the mean is that of one. */
  private static boolean redraws(DenoisingSteps plan, int row) {
    for (int token = 0; token < plan.tokens(); token++) {
      if (plan.redrawNoise(row, token) > 0) {
        return true;
      }
    }
    return false;
  }

  private static double[][] drawn(
      DenoisingSteps plan, int row, Step step, double[][] clean, int future) {
    double[][] state = step.state().clone();
    for (int token = 0; token < state.length; token++) {
      double noiseShare = plan.redrawNoise(row, token);
      if (noiseShare > 0) {
        double[] noise = step.noise(token, future);
        state[token] = new double[noise.length];
        for (int i = 0; i < noise.length; i++) {
          state[token][i] = plan.redrawSignal(row, token) * clean[token][i] + noiseShare * noise[i];
        }
      }
    }
    return state;
  }

  private double[][] pullBack(
      UnaryOperator<double[][]> network, double[][] seen, double[][] cotangent) {
    double[][] product = zeros(seen);
    for (int token = 0; token < seen.length; token++) {
      for (int number = 0; number < width; number++) {
        double[][] up = network.apply(moved(seen, token, number, DIFFERENCE));
        double[][] down = network.apply(moved(seen, token, number, -DIFFERENCE));
        for (int other = 0; other < seen.length; other++) {
          for (int i = 0; i < up[other].length; i++) {
            product[token][i / width * width + number] +=
                cotangent[other][i] * (up[other][i] - down[other][i]) / (2 * DIFFERENCE);
          }
        }
      }
    }
    return product;
  }

  /** Moves one number of one token in every sequence, because sequences don't mix. */
  private double[][] moved(double[][] seen, int token, int number, double by) {
    double[][] moved = seen.clone();
    moved[token] = seen[token].clone();
    for (int i = number; i < moved[token].length; i += width) {
      moved[token][i] += by;
    }
    return moved;
  }

  private static double[][] zeros(double[][] rows) {
    double[][] zeros = new double[rows.length][];
    for (int token = 0; token < rows.length; token++) {
      zeros[token] = new double[rows[token].length];
    }
    return zeros;
  }

  /** The scaled sum of the objectives' gradients at a clean prediction. */
  private double[][] gradient(int scored, Step step, double[][] clean) {
    int batch = request.batch();
    FloatBuffer predictions = FloatBuffer.allocate(batch * scored * width);
    for (int sequence = 0; sequence < batch; sequence++) {
      for (int token = 0; token < scored; token++) {
        for (int i = 0; i < width; i++) {
          double value = clean[token][sequence * width + i];
          if (!Double.isFinite(value)) {
            throw new StaggerException(
                "The model predicts a clean token that is not finite at denoising step %d, so there is nothing to steer: lower the scales of guidance or give them a clip norm."
                    .formatted(step.number()));
          }
          predictions.put(
              (float) Math.max(-request.cleanClip(), Math.min(request.cleanClip(), value)));
        }
      }
    }
    predictions.flip();
    double[][] sum = zeros(clean);
    for (SamplingRequest.Guidance one : guidance) {
      FloatBuffer gradient = FloatBuffer.allocate(predictions.capacity());
      one.objective()
          .evaluate(
              predictions.asReadOnlyBuffer(),
              batch,
              scored,
              step.firstPosition(),
              new double[batch],
              gradient.duplicate());
      for (int sequence = 0; sequence < batch; sequence++) {
        add(gradient.slice(sequence * scored * width, scored * width), sequence, one, sum);
      }
    }
    return sum;
  }

  private void add(
      FloatBuffer gradient, int sequence, SamplingRequest.Guidance one, double[][] sum) {
    double square = 0;
    for (int i = 0; i < gradient.capacity(); i++) {
      square += (double) gradient.get(i) * gradient.get(i);
    }
    if (!Double.isFinite(square)) {
      throw new StaggerException(
          "The guidance objective '%s' gave a gradient that is not finite; its score must have a finite slope wherever predictions can lie."
              .formatted(one.name()));
    }
    double scale = one.scale();
    double norm = Math.abs(scale) * Math.sqrt(square);
    gradients++;
    if (norm > one.clipNorm()) {
      clipped++;
      scale *= one.clipNorm() / norm;
    }
    for (int i = 0; i < gradient.capacity(); i++) {
      sum[i / width][sequence * width + i % width] += scale * gradient.get(i);
    }
  }
}
