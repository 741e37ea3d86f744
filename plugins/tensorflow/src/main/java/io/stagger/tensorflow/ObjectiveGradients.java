package io.stagger.tensorflow;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.engine.SamplingRequest;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.types.TFloat32;

/** Asks the objectives of a session for their gradients, and counts how often they were clipped. */
final class ObjectiveGradients {
  private final SamplingRequest request;
  private final int width;
  private List<SamplingRequest.Guidance> guidance;
  private long gradients;
  private long clipped;

  /**
   * Starts counting.
   *
   * @param guidance the objectives
   * @param width the width of a token
   */
  ObjectiveGradients(SamplingRequest request, List<SamplingRequest.Guidance> guidance, int width) {
    this.request = request;
    this.guidance = guidance;
    this.width = width;
  }

  /** Asks other objectives from now on. The tally goes on. */
  void steer(List<SamplingRequest.Guidance> other) {
    guidance = other;
  }

  /**
   * What objectives look at.
   *
   * @param shown how many committed tokens stay in front of the active ones
   * @param active how many tokens follow
   * @param scored how many of the active tokens are scored
   * @param committed the position of the first active token
   * @param step how many steps were run before
   */
  record Scene(int shown, int active, int scored, int committed, long step) {
    int all() {
      return shown + active;
    }
  }

  /** How many gradients were asked for, and clipped. */
  GuidanceTally tally() {
    return new GuidanceTally(gradients, clipped);
  }

  /**
   * The scaled sum of the objectives' gradients, with zeros for committed tokens and padding. Each
   * future is scored by itself, because objectives know the batch's sequences by their order.
   *
   * @param clean the clean predictions [futures * batch, time, width]
   * @param futures how many futures of each sequence there are
   * @param share what the sum is multiplied by in the end
   * @return shaped like {@code clean}
   */
  FloatBuffer gradient(TFloat32 clean, int futures, Scene scene, double share) {
    int batch = request.batch();
    int size = batch * scene.all() * width;
    FloatBuffer window = NativeTensors.direct(Math.multiplyExact(futures, size));
    NativeTensors.copy(clean, window);
    window.flip();
    FloatBuffer sum = NativeTensors.direct(futures * size);
    for (int future = 0; future < futures; future++) {
      add(window.slice(future * size, size), scene, sum.slice(future * size, size));
    }
    if (share != 1) {
      for (int i = 0; i < sum.capacity(); i++) {
        sum.put(i, (float) (share * sum.get(i)));
      }
    }
    return sum;
  }

  /**
   * Counts gradients that the graph computed and clipped.
   *
   * @param norms the norm of each objective's gradient before scaling, [objectives, rows]
   * @param finite whether the predictions were finite
   * @param finiteSum whether the sum of the scaled gradients was
   * @throws StaggerException if anything was not finite
   */
  void count(TFloat32 norms, boolean finite, boolean finiteSum, Scene scene) {
    if (!finite) {
      throw notFinite(scene);
    }
    int rows = Math.toIntExact(norms.shape().get(1));
    FloatBuffer read = FloatBuffer.allocate(guidance.size() * rows);
    NativeTensors.copy(norms, read);
    for (int i = 0; i < read.capacity(); i++) {
      SamplingRequest.Guidance one = guidance.get(i / rows);
      double norm = read.get(i);
      if (!Double.isFinite(norm)) {
        throw new StaggerException(
            "The guidance objective '%s' gave a gradient that is not finite at denoising step %d in sequence %d; its score must have a finite slope wherever predictions can lie."
                .formatted(one.name(), scene.step(), i % rows % request.batch()));
      }
      double scaled = Math.abs(one.scale()) * norm;
      if (Math.min(scaled, one.clipNorm()) > Float.MAX_VALUE) {
        throw tooGreat(one, scene);
      }
      gradients++;
      if (scaled > one.clipNorm()) {
        clipped++;
      }
    }
    if (!finiteSum) {
      throw new StaggerException(
          "The guidance objectives, each times its scale, add up beyond what a float holds at denoising step %d; lower the scales or give them a clipNorm in sampling.guidance."
              .formatted(scene.step()));
    }
  }

  private void add(FloatBuffer window, Scene scene, FloatBuffer sum) {
    int batch = request.batch();
    int scored = scene.scored();
    FloatBuffer predictions = NativeTensors.direct(batch * scored * width);
    for (int b = 0; b < batch; b++) {
      predictions.put(window.slice((b * scene.all() + scene.shown()) * width, scored * width));
    }
    checkFinite(predictions.flip(), scene);
    FloatBuffer gradient = NativeTensors.direct(batch * scored * width);
    double[] values = new double[batch];
    for (SamplingRequest.Guidance one : guidance) {
      for (int i = 0; i < gradient.capacity(); i++) {
        gradient.put(i, 0);
      }
      Arrays.fill(values, 0);
      one.objective()
          .evaluate(
              predictions.asReadOnlyBuffer(),
              batch,
              scored,
              scene.committed(),
              values,
              gradient.duplicate().clear());
      for (int b = 0; b < batch; b++) {
        add(gradient, b, one, scene, sum);
      }
    }
  }

  /** So that a network that has diverged is not blamed on the objectives. */
  private void checkFinite(FloatBuffer predictions, Scene scene) {
    for (int i = 0; i < predictions.limit(); i++) {
      if (!Float.isFinite(predictions.get(i))) {
        throw notFinite(scene);
      }
    }
  }

  private void add(
      FloatBuffer gradient,
      int sequence,
      SamplingRequest.Guidance one,
      Scene scene,
      FloatBuffer sum) {
    int size = scene.scored() * width;
    int target = (sequence * scene.all() + scene.shown()) * width;
    double square = 0;
    for (int i = 0; i < size; i++) {
      double value = gradient.get(sequence * size + i);
      if (!Double.isFinite(value)) {
        throw new StaggerException(
            "The guidance objective '%s' gave a gradient that is not finite at denoising step %d, token %d of sequence %d; its score must have a finite slope wherever predictions can lie."
                .formatted(one.name(), scene.step(), scene.committed() + i / width, sequence));
      }
      square += value * value;
    }
    double norm = Math.abs(one.scale()) * Math.sqrt(square);
    gradients++;
    double scale = one.scale();
    if (norm > one.clipNorm()) {
      clipped++;
      scale *= one.clipNorm() / norm;
    }
    for (int i = 0; i < size; i++) {
      float value = (float) (sum.get(target + i) + scale * gradient.get(sequence * size + i));
      if (!Float.isFinite(value)) {
        throw tooGreat(one, scene);
      }
      sum.put(target + i, value);
    }
  }

  private static StaggerException notFinite(Scene scene) {
    return new StaggerException(
        "The model predicts a clean token that is not finite at denoising step %d, so there is nothing to steer; lower the scales in sampling.guidance, give them a clipNorm, or train the model further."
            .formatted(scene.step()));
  }

  private static StaggerException tooGreat(SamplingRequest.Guidance one, Scene scene) {
    return new StaggerException(
        "The guidance objective '%s' times its scale %s is beyond what a float holds at denoising step %d; lower the scale or give it a clipNorm in sampling.guidance."
            .formatted(one.name(), one.scale(), scene.step()));
  }
}
