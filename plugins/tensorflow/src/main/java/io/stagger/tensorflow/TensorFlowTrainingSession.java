package io.stagger.tensorflow;

import io.stagger.api.engine.OptimizerSettings;
import io.stagger.api.engine.TrainingBatch;
import io.stagger.api.engine.TrainingSession;
import java.util.List;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Feeds the training part of a model's graph. */
final class TensorFlowTrainingSession implements TrainingSession {
  private final Session session;
  private final TrainingGraph graph;
  private final Runnable onClose;
  private boolean closed;

  TensorFlowTrainingSession(Session session, TrainingGraph graph, Runnable onClose) {
    this.session = session;
    this.graph = graph;
    this.onClose = onClose;
  }

  @Override
  public Outcome step(List<TrainingBatch> parts, StepSettings settings) {
    TrainingBatch batch = parts.get(0);
    if (closed) {
      throw new IllegalStateException("The training session is closed.");
    }
    int sequences = batch.levels().batch();
    int time = batch.levels().time();
    try (TFloat32 values =
            NativeTensors.floats(batch.values(), sequences, time, widthOf(batch, sequences, time));
        TInt32 levels = NativeTensors.ints(batch.levels().array(), sequences, time);
        TFloat32 weights = NativeTensors.floats(batch.weights(), sequences, time);
        TFloat32 scalars = NativeTensors.floats(scalars(settings), TrainingGraph.SCALARS);
        TInt64 seed = TInt64.scalarOf(settings.seed());
        TInt64 step = TInt64.scalarOf(settings.step())) {
      Session.Runner runner =
          session
              .runner()
              .feed(graph.values, values)
              .feed(graph.levels, levels)
              .feed(graph.weights, weights)
              .feed(graph.scalars, scalars)
              .feed(graph.seed, seed)
              .feed(graph.step, step)
              .fetch(graph.loss)
              .fetch(graph.gradientNorm)
              .addTarget(graph.update);
      if (graph.conditions.isEmpty()) {
        return run(runner);
      }
      try (TFloat32 conditions =
          NativeTensors.floats(
              batch.conditions(),
              sequences,
              time,
              batch.conditions().remaining() / ((long) sequences * time))) {
        return run(runner.feed(graph.conditions.get(), conditions));
      }
    }
  }

  private static long widthOf(TrainingBatch batch, int sequences, int time) {
    return batch.values().remaining() / ((long) sequences * time);
  }

  private static Outcome run(Session.Runner runner) {
    try (Result result = runner.run()) {
      return new Outcome(
          ((TFloat32) result.get(0)).getFloat(), ((TFloat32) result.get(1)).getFloat());
    }
  }

  private float[] scalars(StepSettings settings) {
    OptimizerSettings optimizer = graph.settings;
    double count = settings.step() + 1.0;
    // The betas as the graph knows them, in float32, so that the correction fits them exactly.
    double meanCorrection = 1 - Math.pow((float) optimizer.beta1(), count);
    double rootCorrection = Math.sqrt(1 - Math.pow((float) optimizer.beta2(), count));
    float[] scalars = new float[TrainingGraph.SCALARS];
    scalars[TrainingGraph.LEARNING_RATE] = (float) settings.learningRate();
    scalars[TrainingGraph.CORRECTED_RATE] =
        (float) (settings.learningRate() * rootCorrection / meanCorrection);
    // The operation adds epsilon before the bias correction, Adam's authors after it.
    scalars[TrainingGraph.EPSILON] = (float) (optimizer.epsilon() * rootCorrection);
    scalars[TrainingGraph.AVERAGE_DECAY] = (float) settings.averageDecay();
    return scalars;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      onClose.run();
    }
  }
}
