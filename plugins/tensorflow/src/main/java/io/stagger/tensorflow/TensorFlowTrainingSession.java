package io.stagger.tensorflow;

import io.stagger.api.engine.TrainingBatch;
import io.stagger.api.engine.TrainingSession;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Feeds the training part of a model's graph. */
final class TensorFlowTrainingSession implements TrainingSession {
  /** Odd, and unlike what seeds are usually counted up by. */
  private static final long PART_STRIDE = 0xD1B54A32D192ED03L;

  private final Session session;
  private final TrainingGraph graph;
  private final Supplier<AccumulationGraph> accumulation;
  private final Runnable onClose;
  private boolean closed;

  /**
   * A session.
   *
   * @param accumulation builds what a step in parts needs, when the first one is taken
   * @param onClose called once
   */
  TensorFlowTrainingSession(
      Session session,
      TrainingGraph graph,
      Supplier<AccumulationGraph> accumulation,
      Runnable onClose) {
    this.session = session;
    this.graph = graph;
    this.accumulation = accumulation;
    this.onClose = onClose;
  }

  @Override
  public Outcome step(List<TrainingBatch> parts, StepSettings settings) {
    if (closed) {
      throw new IllegalStateException("The training session is closed.");
    }
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("A training step needs a batch.");
    }
    return parts.size() == 1 ? whole(parts.get(0), settings) : divided(parts, settings);
  }

  /** A step in one call. */
  private Outcome whole(TrainingBatch batch, StepSettings settings) {
    try (TFloat32 scalars = scalars(settings);
        Result result =
            run(
                batch,
                settings.seed(),
                settings.step(),
                session
                    .runner()
                    .feed(graph.scalars, scalars)
                    .fetch(graph.loss)
                    .fetch(graph.optimizer.gradientNorm)
                    .addTarget(graph.optimizer.update))) {
      return new Outcome(number(result, 0), number(result, 1));
    }
  }

  /** A step in a call for each part, which adds its gradients up, and one that applies the sums. */
  private Outcome divided(List<TrainingBatch> parts, StepSettings settings) {
    AccumulationGraph sums = accumulation.get();
    double loss = 0;
    for (int part = 0; part < parts.size(); part++) {
      try (Result result =
          run(
              parts.get(part),
              seedOf(part, settings.seed()),
              settings.step(),
              session.runner().fetch(graph.loss).addTarget(part == 0 ? sums.begin : sums.add))) {
        loss += number(result, 0);
      }
    }
    try (TFloat32 scalars = scalars(settings);
        Result result =
            session
                .runner()
                .feed(graph.scalars, scalars)
                .fetch(sums.optimizer.gradientNorm)
                .addTarget(sums.optimizer.update)
                .run()) {
      return new Outcome(loss, number(result, 0));
    }
  }

  /**
   * The seed of a part's noise and dropout: the step's own for the first part, so that its noise is
   * that of a batch alone, and other ones, far from the seeds that anyone chooses, for the rest.
   */
  private static long seedOf(int part, long seed) {
    return part == 0 ? seed : new SplittableRandom(seed + part * PART_STRIDE).nextLong();
  }

  /** Feeds a batch to a call and runs it. */
  private Result run(TrainingBatch batch, long seed, long step, Session.Runner runner) {
    int sequences = batch.levels().batch();
    int time = batch.levels().time();
    long tokens = (long) sequences * time;
    try (TFloat32 values =
            NativeTensors.floats(
                batch.values(), sequences, time, batch.values().remaining() / tokens);
        TInt32 levels = NativeTensors.ints(batch.levels().array(), sequences, time);
        TFloat32 weights = NativeTensors.floats(batch.weights(), sequences, time);
        TInt64 fedSeed = TInt64.scalarOf(seed);
        TInt64 fedStep = TInt64.scalarOf(step)) {
      runner
          .feed(graph.values, values)
          .feed(graph.levels, levels)
          .feed(graph.weights, weights)
          .feed(graph.seed, fedSeed)
          .feed(graph.step, fedStep);
      if (graph.conditions.isEmpty()) {
        return runner.run();
      }
      try (TFloat32 conditions =
          NativeTensors.floats(
              batch.conditions(), sequences, time, batch.conditions().remaining() / tokens)) {
        return runner.feed(graph.conditions.get(), conditions).run();
      }
    }
  }

  private static float number(Result result, int place) {
    return ((TFloat32) result.get(place)).getFloat();
  }

  private TFloat32 scalars(StepSettings settings) {
    return NativeTensors.floats(
        OptimizerGraph.scalars(graph.settings, settings), OptimizerGraph.SCALARS);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      onClose.run();
    }
  }
}
