package io.stagger.tensorflow;

import io.stagger.api.engine.SamplingRequest;
import io.stagger.tensorflow.spi.GraphObjective;
import io.stagger.tensorflow.spi.GraphScore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/**
 * What the graph forms of a session's objectives read, as native tensors, which are made anew only
 * when other tokens are scored.
 */
final class ScoredArguments implements AutoCloseable {
  private final int batch;
  private final List<GraphObjective> objectives;
  private final TFloat32 scales;
  private final TFloat32 clipNorms;
  private List<List<TFloat32>> arguments = List.of();
  private int time = -1;
  private int firstPosition = -1;

  private ScoredArguments(
      int batch, List<SamplingRequest.Guidance> guidance, List<GraphObjective> objectives) {
    this.batch = batch;
    this.objectives = objectives;
    int count = objectives.size();
    float[] scaled = new float[count];
    float[] clipped = new float[count];
    for (int i = 0; i < count; i++) {
      scaled[i] = finite(guidance.get(i).scale());
      clipped[i] = (float) guidance.get(i).clipNorm();
    }
    this.scales = NativeTensors.floats(scaled, count);
    this.clipNorms = NativeTensors.floats(clipped, count);
  }

  /** A scale that a float can't hold is of use with a clip norm only, where its size is not. */
  private static float finite(double scale) {
    return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, scale));
  }

  /** For objectives all of which have a graph form; empty for any others. */
  static Optional<ScoredArguments> of(int batch, List<SamplingRequest.Guidance> guidance) {
    List<GraphObjective> objectives = new ArrayList<>();
    for (SamplingRequest.Guidance one : guidance) {
      if (!(one.objective() instanceof GraphObjective objective)) {
        return Optional.empty();
      }
      objectives.add(objective);
    }
    return objectives.isEmpty()
        ? Optional.empty()
        : Optional.of(new ScoredArguments(batch, guidance, List.copyOf(objectives)));
  }

  /** What to build for them. */
  List<GraphScore> scores() {
    return objectives.stream().map(GraphObjective::graphScore).toList();
  }

  /** Feeds what doesn't depend on which future is scored. */
  void feed(Session.Runner runner, ScoredGraph graph) {
    runner.feed(graph.scales, scales).feed(graph.clipNorms, clipNorms);
  }

  /** The arguments of each objective; they stay this object's. */
  List<List<TFloat32>> arguments(ObjectiveGradients.Scene scene) {
    if (scene.scored() != time || scene.committed() != firstPosition) {
      closeArguments();
      List<List<TFloat32>> made = new ArrayList<>();
      arguments = made;
      for (GraphObjective objective : objectives) {
        List<TFloat32> theirs = new ArrayList<>();
        made.add(theirs);
        List<GraphObjective.Argument> given =
            objective.arguments(batch, scene.scored(), scene.committed());
        int asked = objective.graphScore().argumentShapes().size();
        if (given.size() != asked) {
          throw new IllegalStateException(
              "The objective %s gives %d arguments for a score that reads %d."
                  .formatted(objective.getClass().getName(), given.size(), asked));
        }
        for (GraphObjective.Argument argument : given) {
          if (argument.shape().isEmpty() || argument.shape().get(0) != batch) {
            throw new IllegalStateException(
                "An argument of the objective %s has the shape %s, but begins with the batch, which is %d."
                    .formatted(objective.getClass().getName(), argument.shape(), batch));
          }
          theirs.add(
              NativeTensors.floats(
                  argument.values(),
                  argument.shape().stream().mapToLong(Integer::longValue).toArray()));
        }
      }
      time = scene.scored();
      firstPosition = scene.committed();
    }
    return arguments;
  }

  /** The same arguments once for each of several futures; they are the caller's to close. */
  List<List<TFloat32>> repeated(
      ObjectiveGradients.Scene scene, int futures, RepeatedTensor repeat) {
    List<List<TFloat32>> all = new ArrayList<>();
    try {
      for (List<TFloat32> theirs : arguments(scene)) {
        List<TFloat32> made = new ArrayList<>();
        all.add(made);
        theirs.forEach(tensor -> made.add(repeat.times(tensor, futures)));
      }
    } catch (RuntimeException | Error e) {
      all.forEach(theirs -> theirs.forEach(TFloat32::close));
      throw e;
    }
    return all;
  }

  /** Repeats the rows of a tensor. */
  interface RepeatedTensor {
    /** A tensor of the caller's. */
    TFloat32 times(TFloat32 tensor, int times);
  }

  private void closeArguments() {
    arguments.forEach(theirs -> theirs.forEach(TFloat32::close));
    arguments = List.of();
    time = -1;
  }

  @Override
  public void close() {
    closeArguments();
    scales.close();
    clipNorms.close();
  }
}
