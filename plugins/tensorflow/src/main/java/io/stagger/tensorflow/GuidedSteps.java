package io.stagger.tensorflow;

import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingRequest.Guidance;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Takes the guided steps of a session, one at a time, and holds what they steer towards. */
final class GuidedSteps implements AutoCloseable {
  /**
   * How many sequences futures are looked at together, or one future's if those are more: enough to
   * keep a device busy, and little memory.
   */
  private static final int SEQUENCES_TOGETHER = 64;

  private final TensorFlowModel model;
  private final Session session;
  private final SamplingRequest request;
  private final SessionTensors tensors;
  private final int width;
  private final ObjectiveGradients objectives;
  private List<Guidance> guidance;

  /** Present if the graph scores all objectives. */
  private Optional<ScoredArguments> scoredArguments;

  /** Steers the tokens of a session. */
  GuidedSteps(
      TensorFlowModel model,
      SamplingRequest request,
      SessionTensors tensors,
      List<Guidance> guidance) {
    this.model = model;
    this.session = model.session();
    this.request = request;
    this.tensors = tensors;
    this.width = model.dimensions().tokens().width();
    this.objectives = new ObjectiveGradients(request, guidance, width);
    this.guidance = guidance;
    this.scoredArguments = ScoredArguments.of(request.batch(), guidance);
  }

  /** What is steered towards; empty for nothing. */
  List<Guidance> guidance() {
    return guidance;
  }

  /** Steers towards something else. The tally goes on. */
  void steer(List<Guidance> other) {
    List<Guidance> next = List.copyOf(other);
    Optional<ScoredArguments> theirs = ScoredArguments.of(request.batch(), next);
    scoredArguments.ifPresent(ScoredArguments::close);
    scoredArguments = theirs;
    guidance = next;
    objectives.steer(next);
  }

  GuidanceTally tally() {
    return objectives.tally();
  }

  /**
   * Takes a step.
   *
   * @param table that of the step alone
   */
  void take(
      SamplingGraph.Variant variant,
      float[] table,
      ObjectiveGradients.Scene scene,
      StepFeeds.Place place) {
    GuidedGraph graph = model.guidedGraph(variant);
    // Futures in which nothing is drawn anew are all the same: the mean is that of one.
    boolean alone = request.monteCarlo().futures() == 1 || !FutureTable.redraws(table);
    try (StepFeeds feeds = new StepFeeds(model, tensors, place, graph.fixed, table, 1)) {
      if (!alone && request.monteCarlo().chained()) {
        guideByChain(graph, feeds, scene, new FutureTable(table, width));
      } else if (scoredArguments.isPresent()) {
        ScoredGraph scores = model.scoredGraph(variant, scoredArguments.orElseThrow().scores());
        guideInGraph(
            new InGraph(graph, scores, scoredArguments.orElseThrow(), scene),
            feeds,
            alone ? 1 : request.monteCarlo().futures(),
            table);
      } else if (alone) {
        guideByPresent(graph, feeds, scene);
      } else {
        guideByFutures(graph, feeds, scene, table);
      }
    }
  }

  /** What a step that the graph scores is made of. */
  private record InGraph(
      GuidedGraph graph,
      ScoredGraph scores,
      ScoredArguments arguments,
      ObjectiveGradients.Scene scene) {}

  /**
   * The graph scores: for M futures, M passes forward and back, and for more than one of them a
   * further one forward, to draw from.
   */
  private void guideInGraph(InGraph step, StepFeeds feeds, int all, float[] table) {
    Optional<FloatBuffer> others = Optional.empty();
    if (all > 1) {
      others = Optional.of(NativeTensors.direct(request.batch() * step.scene().all() * width));
      int together = Math.max(1, SEQUENCES_TOGETHER / request.batch());
      try (TFloat32 rawClean =
          predict(step.graph(), feeds, tensors.tokens(), step.graph().rawClean)) {
        for (int first = 1; first < all; first += together) {
          int count = Math.min(together, all - first);
          try (TFloat32 drawn = draw(feeds, rawClean, first, count);
              StepFeeds wide = feeds.widened(table, count)) {
            FutureTable.add(others.get(), pullBackInGraph(step, wide, drawn, count, all));
          }
        }
      }
    }
    long[] shape = tensors.tokens().shape().asArray();
    Optional<TFloat32> othersTensor = others.map(o -> NativeTensors.floats(o, shape));
    try {
      List<Operand<?>> fetched = new ArrayList<>();
      GuidedGraph.Next next =
          others.isPresent() ? step.scores().nextWithOthers : step.scores().next;
      fetched.add(next.tokens());
      if (request.keepHistory()) {
        fetched.add(next.history());
      }
      List<List<TFloat32>> arguments = step.arguments().arguments(step.scene());
      Session.Runner runner = feeds.into(session.runner(), step.graph());
      runner.feed(step.graph().tokens, tensors.tokens());
      step.graph().history.ifPresent(h -> runner.feed(h, tensors.history().orElseThrow()));
      othersTensor.ifPresent(o -> runner.feed(step.graph().others, o));
      tensors.stepped(runScored(runner, step, arguments, all, fetched));
    } finally {
      othersTensor.ifPresent(TFloat32::close);
    }
  }

  /** The sum over some futures of the product of their gradient with the network's Jacobian. */
  private FloatBuffer pullBackInGraph(
      InGraph step, StepFeeds wide, TFloat32 drawn, int count, int all) {
    List<List<TFloat32>> repeated =
        step.arguments()
            .repeated(
                step.scene(),
                count,
                (tensor, times) ->
                    model.futuresGraph().repeat(session, tensor, request.batch(), times));
    try (TFloat32 product =
        (TFloat32)
            runScored(
                    wide.into(session.runner(), step.graph()).feed(step.graph().tokens, drawn),
                    step,
                    repeated,
                    all,
                    List.of(step.scores().productSum))
                .get(0)) {
      FloatBuffer copy = NativeTensors.direct(Math.toIntExact(product.size()));
      NativeTensors.copy(product, copy);
      return copy.flip();
    } finally {
      repeated.forEach(theirs -> theirs.forEach(TFloat32::close));
    }
  }

  /** Runs a call that scores, and gives what was fetched if all of it went well. */
  private List<Tensor> runScored(
      Session.Runner runner,
      InGraph step,
      List<List<TFloat32>> arguments,
      int all,
      List<Operand<?>> fetched) {
    ScoredGraph graph = step.scores();
    try (TInt32 shown = TInt32.scalarOf(step.scene().shown());
        TInt32 scored = TInt32.scalarOf(step.scene().scored());
        TFloat32 share = TFloat32.scalarOf((float) (1.0 / all))) {
      runner.feed(graph.shown, shown).feed(graph.scored, scored).feed(graph.share, share);
      step.arguments().feed(runner, graph);
      for (int i = 0; i < arguments.size(); i++) {
        for (int j = 0; j < arguments.get(i).size(); j++) {
          runner.feed(graph.arguments.get(i).get(j), arguments.get(i).get(j));
        }
      }
      fetched.forEach(runner::fetch);
      runner.fetch(graph.norms).fetch(graph.finite).fetch(graph.finiteSum);
      Result result = runner.run();
      List<Tensor> kept = new ArrayList<>();
      for (int i = 0; i < fetched.size(); i++) {
        kept.add(result.get(i));
      }
      try (TFloat32 norms = (TFloat32) result.get(fetched.size());
          TBool finite = (TBool) result.get(fetched.size() + 1);
          TBool finiteSum = (TBool) result.get(fetched.size() + 2)) {
        objectives.count(norms, finite.getBoolean(), finiteSum.getBoolean(), step.scene());
      } catch (RuntimeException e) {
        kept.forEach(Tensor::close);
        throw e;
      }
      return kept;
    }
  }

  private void guideByPresent(GuidedGraph graph, StepFeeds feeds, ObjectiveGradients.Scene scene) {
    FloatBuffer gradient;
    try (TFloat32 clean = predict(graph, feeds, tensors.tokens(), graph.clean)) {
      gradient = objectives.gradient(clean, 1, scene, 1);
    }
    finishGuided(graph, feeds, gradient, Optional.empty());
  }

  /**
   * Further futures are drawn from this state's clean prediction, several at once. For M futures
   * that is M passes forward, and M forward and backward.
   */
  private void guideByFutures(
      GuidedGraph graph, StepFeeds feeds, ObjectiveGradients.Scene scene, float[] table) {
    int all = request.monteCarlo().futures();
    int together = Math.max(1, SEQUENCES_TOGETHER / request.batch());
    FloatBuffer others = NativeTensors.direct(request.batch() * scene.all() * width);
    Prediction present = predict(graph, feeds, tensors.tokens());
    try (TFloat32 rawClean = present.rawClean()) {
      FloatBuffer gradient;
      try (TFloat32 clean = present.clean()) {
        gradient = objectives.gradient(clean, 1, scene, 1.0 / all);
      }
      for (int first = 1; first < all; first += together) {
        int count = Math.min(together, all - first);
        try (TFloat32 drawn = draw(feeds, rawClean, first, count);
            StepFeeds wide = feeds.widened(table, count)) {
          FloatBuffer theirs;
          try (TFloat32 clean = predict(graph, wide, drawn, graph.clean)) {
            theirs = objectives.gradient(clean, count, scene, 1.0 / all);
          }
          FutureTable.add(others, pullBack(graph, wide, drawn, theirs, graph.productSum));
        }
      }
      finishGuided(graph, feeds, gradient, Optional.of(others));
    }
  }

  /**
   * Each future is drawn from the clean prediction of the one before, and the derivative goes back
   * through all of them. For M futures that is M passes forward, and M forward and backward.
   */
  private void guideByChain(
      GuidedGraph graph, StepFeeds feeds, ObjectiveGradients.Scene scene, FutureTable table) {
    int all = request.monteCarlo().futures();
    List<FloatBuffer> gradients = new ArrayList<>();
    List<TFloat32> drawn = new ArrayList<>();
    try {
      for (int future = 0; future < all; future++) {
        TFloat32 state = future == 0 ? tensors.tokens() : drawn.get(future - 1);
        Prediction prediction = predict(graph, feeds, state);
        try (TFloat32 clean = prediction.clean();
            TFloat32 rawClean = prediction.rawClean()) {
          gradients.add(objectives.gradient(clean, 1, scene, 1.0 / all));
          if (future + 1 < all) {
            drawn.add(draw(feeds, rawClean, future + 1, 1));
          }
        }
      }
      FloatBuffer shared = NativeTensors.direct(gradients.get(0).capacity());
      FloatBuffer upstream = gradients.get(all - 1);
      for (int future = all - 1; future > 0; future--) {
        FloatBuffer derivative =
            pullBack(graph, feeds, drawn.get(future - 1), upstream, graph.product);
        upstream = gradients.get(future - 1);
        table.passOn(derivative, upstream, shared);
      }
      finishGuided(graph, feeds, upstream, Optional.of(shared));
    } finally {
      drawn.forEach(TFloat32::close);
    }
  }

  /** A clean prediction as objectives see it and as it was before clipping. */
  private record Prediction(TFloat32 clean, TFloat32 rawClean) {}

  private Prediction predict(GuidedGraph graph, StepFeeds feeds, TFloat32 state) {
    Result result =
        feeds
            .into(session.runner(), graph)
            .feed(graph.tokens, state)
            .fetch(graph.clean)
            .fetch(graph.rawClean)
            .run();
    return new Prediction((TFloat32) result.get(0), (TFloat32) result.get(1));
  }

  private TFloat32 predict(
      GuidedGraph graph, StepFeeds feeds, TFloat32 state, Operand<TFloat32> fetched) {
    return (TFloat32)
        feeds.into(session.runner(), graph).feed(graph.tokens, state).fetch(fetched).run().get(0);
  }

  /** Draws consecutive futures from a clean prediction. */
  private TFloat32 draw(StepFeeds feeds, TFloat32 rawClean, int first, int count) {
    FuturesGraph graph = model.futuresGraph();
    try (TInt32 firstFuture = TInt32.scalarOf(first);
        TInt32 futures = TInt32.scalarOf(count)) {
      return (TFloat32)
          session
              .runner()
              .feed(graph.table, feeds.table())
              .feed(graph.tokens, tensors.tokens())
              .feed(graph.clean, rawClean)
              .feed(graph.firstPosition, feeds.position())
              .feed(graph.seed, feeds.seed())
              .feed(graph.step, feeds.firstStep())
              .feed(graph.firstFuture, firstFuture)
              .feed(graph.futures, futures)
              .fetch(graph.drawn)
              .run()
              .get(0);
    }
  }

  /** The product of a gradient with the network's Jacobian at a state. */
  private FloatBuffer pullBack(
      GuidedGraph graph,
      StepFeeds feeds,
      TFloat32 state,
      FloatBuffer gradient,
      Operand<TFloat32> fetched) {
    try (TFloat32 gradientTensor = NativeTensors.floats(gradient, state.shape().asArray());
        TFloat32 product =
            (TFloat32)
                feeds
                    .into(session.runner(), graph)
                    .feed(graph.tokens, state)
                    .feed(graph.gradient, gradientTensor)
                    .fetch(fetched)
                    .run()
                    .get(0)) {
      FloatBuffer copy = NativeTensors.direct(Math.toIntExact(product.size()));
      NativeTensors.copy(product, copy);
      return copy.flip();
    }
  }

  /**
   * Takes the step.
   *
   * @param others what further futures add to the correction
   */
  private void finishGuided(
      GuidedGraph graph, StepFeeds feeds, FloatBuffer gradient, Optional<FloatBuffer> others) {
    long[] shape = tensors.tokens().shape().asArray();
    Optional<TFloat32> othersTensor = others.map(o -> NativeTensors.floats(o, shape));
    try (TFloat32 gradientTensor = NativeTensors.floats(gradient, shape)) {
      Session.Runner runner = feeds.into(session.runner(), graph);
      runner.feed(graph.tokens, tensors.tokens()).feed(graph.gradient, gradientTensor);
      graph.history.ifPresent(
          placeholder -> runner.feed(placeholder, tensors.history().orElseThrow()));
      othersTensor.ifPresent(o -> runner.feed(graph.others, o));
      GuidedGraph.Next next = others.isPresent() ? graph.nextWithOthers : graph.next;
      runner.fetch(next.tokens());
      if (request.keepHistory()) {
        runner.fetch(next.history());
      }
      tensors.stepped(StepFeeds.all(runner.run()));
    } finally {
      othersTensor.ifPresent(TFloat32::close);
    }
  }

  @Override
  public void close() {
    scoredArguments.ifPresent(ScoredArguments::close);
  }
}
