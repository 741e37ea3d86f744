package io.stagger.tensorflow;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.OptimizerSettings;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.SessionState;
import io.stagger.api.engine.StatePart;
import io.stagger.api.engine.TrainingSession;
import io.stagger.tensorflow.Variables.Parameter;
import io.stagger.tensorflow.spi.GraphBackbone;
import io.stagger.tensorflow.spi.GraphScore;
import io.stagger.tensorflow.spi.NetworkDimensions;
import io.stagger.tensorflow.spi.NetworkInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A model: one graph and one session that hold the variables. Training and sampling add their own
 * parts to the graph when they are first used.
 */
final class TensorFlowModel implements Model {
  /** More would make the graph of a training step slow to build. */
  private static final int MOST_TOWERS = 4;

  private static final String WEIGHTS = "";
  private static final String AVERAGE = "/average";
  private static final String MEAN = "/adam-mean";
  private static final String VARIANCE = "/adam-variance";
  private static final String SAVED_MEAN = ".mean";
  private static final String SAVED_VARIANCE = ".variance";

  private final EngineConfiguration configuration;
  private final GraphBackbone backbone;
  private final ModelRequest request;
  private final NetworkDimensions dimensions;
  private final boolean onCpu;
  private final int towers;
  private final boolean recurrent;
  private final Graph graph;
  private final Session session;
  private final Ops tf;
  private final Variables weights;
  private final Variables average;
  private final Variables mean;
  private final Variables variance;
  private final Map<OptimizerSettings, TrainingGraph> trainingGraphs = new HashMap<>();
  private final Map<OptimizerSettings, AccumulationGraph> accumulationGraphs = new HashMap<>();
  private final Map<SamplingGraph.Variant, SamplingGraph> samplingGraphs = new HashMap<>();
  private final Map<CommitGraph.Variant, CommitGraph> commitGraphs = new HashMap<>();
  private final Map<SamplingGraph.Variant, GuidedGraph> guidedGraphs = new HashMap<>();
  private final Map<Scored, ScoredGraph> scoredGraphs = new HashMap<>();
  private Optional<TensorEditing> editing = Optional.empty();
  private Optional<FuturesGraph> futures = Optional.empty();
  private final AtomicLong liveTensors = new AtomicLong();
  private boolean training;
  private boolean closed;

  TensorFlowModel(
      EngineConfiguration configuration,
      String device,
      GraphBackbone backbone,
      ModelRequest request) {
    this.configuration = configuration;
    this.backbone = backbone;
    this.request = request;
    this.dimensions =
        new NetworkDimensions(
            request.tokens(), request.maximumLength(), request.schedule().levels());
    this.onCpu = device.startsWith("CPU");
    this.towers = onCpu ? Math.min(configuration.effectiveThreads(), MOST_TOWERS) : 1;
    Discovered discovered = discover();
    List<Parameter> parameters = discovered.parameters();
    this.recurrent = discovered.recurrent();
    this.graph = new Graph();
    try {
      this.session = new Session(graph, sessionConfiguration());
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
    try {
      this.tf = Ops.create(graph).withDevice(deviceSpec(device));
      this.weights = new Variables(tf, parameters, WEIGHTS);
      this.average = new Variables(tf, parameters, AVERAGE);
      this.mean = new Variables(tf, parameters, MEAN);
      this.variance = new Variables(tf, parameters, VARIANCE);
      weights.initialize(session, request.seed());
      average.initialize(session, request.seed());
      mean.clear(session);
      variance.clear(session);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** A device named like "GPU:0". */
  private static DeviceSpec deviceSpec(String device) {
    int colon = device.indexOf(':');
    return DeviceSpec.newBuilder()
        .deviceType(DeviceSpec.DeviceType.valueOf(device.substring(0, colon)))
        .deviceIndex(Integer.parseInt(device.substring(colon + 1)))
        .build();
  }

  private ConfigProto sessionConfiguration() {
    ConfigProto.Builder builder =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(
                configuration.effectiveThreads() > towers ? configuration.effectiveThreads() : 1)
            .setInterOpParallelismThreads(towers)
            .setAllowSoftPlacement(true)
            .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true));
    if (onCpu) {
      builder.putDeviceCount("GPU", 0);
    }
    if (recurrent) {
      // An unrolled network has tens of thousands of operations: the optimizer takes five times as
      // long as all else that the first step does, and steps are no faster for it.
      builder.setGraphOptions(
          GraphOptions.newBuilder()
              .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true)));
    }
    if (onCpu && towers == 1) {
      // A denoising network is a chain: handing operations to a pool costs more than it gains.
      builder.setExperimental(
          ConfigProto.Experimental.newBuilder().setExecutorType("SINGLE_THREADED_EXECUTOR"));
    }
    return builder.build();
  }

  /**
   * What is learned of a network by building it.
   *
   * @param recurrent whether it runs a cell over time
   */
  private record Discovered(List<Parameter> parameters, boolean recurrent) {}

  /** Builds the network once into a graph that is thrown away. */
  private Discovered discover() {
    Map<String, Parameter> found = new LinkedHashMap<>();
    try (Graph scratch = new Graph()) {
      Ops ops = Ops.create(scratch);
      GraphNetworkBuilder builder =
          new GraphNetworkBuilder(
              ops,
              dimensions,
              configuration.precision(),
              (in, name, shape, initializer) -> {
                Parameter parameter = new Parameter(name, shape, initializer);
                Parameter before = found.putIfAbsent(name, parameter);
                if (before != null) {
                  throw new IllegalStateException(
                      "The backbone %s has two parameters named '%s'."
                          .formatted(backbone.getClass().getSimpleName(), name));
                }
                return in.placeholder(TFloat32.class, Placeholder.shape(shape));
              },
              Optional.empty(),
              1);
      int width = dimensions.tokens().width();
      int conditionWidth = dimensions.tokens().conditionWidth();
      backbone.forward(
          builder,
          new NetworkInput(
              ops.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, width))),
              ops.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, -1))),
              conditionWidth == 0
                  ? Optional.empty()
                  : Optional.of(
                      ops.placeholder(
                          TFloat32.class, Placeholder.shape(Shape.of(-1, -1, conditionWidth)))),
              ops.constant(0),
              List.of()));
      return new Discovered(List.copyOf(found.values()), builder.scanned());
    }
  }

  /**
   * Builds the network into a function or graph, reading the variables of a kind.
   *
   * @param differentiable whether a gradient goes back through the network
   */
  GraphNetworkBuilder networkBuilder(Ops ops, String suffix, boolean differentiable) {
    return new GraphNetworkBuilder(
        ops,
        dimensions,
        configuration.precision(),
        (in, name, shape, initializer) ->
            org.tensorflow.op.core.ReadVariableOp.create(
                in.scope(), Variables.handle(in, name, shape, suffix), TFloat32.class),
        Optional.empty(),
        differentiable ? dimensions.maximumLength() : 0);
  }

  /** Builds the network into the model's own graph, reading the weights for training. */
  GraphNetworkBuilder trainingBuilder(GraphNoise dropoutNoise) {
    return new GraphNetworkBuilder(
        tf,
        dimensions,
        configuration.precision(),
        (in, name, shape, initializer) -> weights.read(name),
        Optional.of(dropoutNoise),
        dimensions.maximumLength());
  }

  @Override
  public long parameterCount() {
    return weights.parameters().stream().mapToLong(Parameter::size).sum();
  }

  @Override
  public List<NamedTensor> save(StatePart part) {
    checkOpen();
    return switch (part) {
      case WEIGHTS -> weights.save(session, "");
      case AVERAGE -> average.save(session, "");
      case OPTIMIZER -> {
        List<NamedTensor> state = new ArrayList<>(mean.save(session, SAVED_MEAN));
        state.addAll(variance.save(session, SAVED_VARIANCE));
        yield state;
      }
    };
  }

  @Override
  public void restore(StatePart part, Map<String, NamedTensor> state) {
    checkOpen();
    switch (part) {
      case WEIGHTS -> restore(weights, state, "weights");
      case AVERAGE -> restore(average, state, "averaged weights");
      case OPTIMIZER -> {
        String what = "optimizer's numbers";
        mean.check(state, SAVED_MEAN, what);
        variance.check(state, SAVED_VARIANCE, what);
        Set<String> names = mean.names(SAVED_MEAN);
        names.addAll(variance.names(SAVED_VARIANCE));
        checkNothingElse(state, names, what);
        mean.restore(session, state, SAVED_MEAN);
        variance.restore(session, state, SAVED_VARIANCE);
      }
    }
  }

  private void restore(Variables variables, Map<String, NamedTensor> state, String what) {
    variables.check(state, "", what);
    checkNothingElse(state, variables.names(""), what);
    variables.restore(session, state, "");
  }

  private static void checkNothingElse(
      Map<String, NamedTensor> state, Set<String> names, String what) {
    TreeSet<String> unknown = new TreeSet<>(state.keySet());
    unknown.removeAll(names);
    if (!unknown.isEmpty()) {
      throw new StaggerException(
          "The %s hold the tensor '%s', which this model does not have; they belong to a model of another configuration."
              .formatted(what, unknown.first()));
    }
  }

  @Override
  public TrainingSession train(OptimizerSettings settings) {
    checkOpen();
    if (training) {
      throw new IllegalStateException("A training session of this model is open already.");
    }
    TrainingGraph trainingGraph =
        trainingGraphs.computeIfAbsent(settings, s -> new TrainingGraph(this, s));
    training = true;
    return new TensorFlowTrainingSession(
        session,
        trainingGraph,
        () ->
            accumulationGraphs.computeIfAbsent(
                settings, s -> new AccumulationGraph(this, trainingGraph)),
        () -> training = false);
  }

  @Override
  public SamplingSession sample(SamplingRequest samplingRequest) {
    checkOpen();
    return new TensorFlowSamplingSession(this, samplingRequest);
  }

  @Override
  public SamplingSession resume(SamplingRequest samplingRequest, SessionState state) {
    checkOpen();
    return TensorFlowSamplingSession.resumed(this, samplingRequest, state);
  }

  /** How many tensors the model's sessions hold. */
  AtomicLong liveTensors() {
    return liveTensors;
  }

  /** The part of the graph that samples, built when it is first asked for. */
  SamplingGraph samplingGraph(SamplingGraph.Variant variant) {
    return samplingGraphs.computeIfAbsent(variant, v -> new SamplingGraph(this, v));
  }

  /** The part of the graph that commits, built when it is first asked for. */
  CommitGraph commitGraph(CommitGraph.Variant variant) {
    return commitGraphs.computeIfAbsent(variant, v -> new CommitGraph(this, v));
  }

  /** The part of the graph that takes a guided step, built when it is first asked for. */
  GuidedGraph guidedGraph(SamplingGraph.Variant variant) {
    return guidedGraphs.computeIfAbsent(variant, v -> new GuidedGraph(this, v));
  }

  /** What a guided step scores. */
  private record Scored(SamplingGraph.Variant variant, List<GraphScore> scores) {}

  /** The part of the graph that scores guided steps, built when it is first asked for. */
  ScoredGraph scoredGraph(SamplingGraph.Variant variant, List<GraphScore> scores) {
    return scoredGraphs.computeIfAbsent(
        new Scored(variant, List.copyOf(scores)),
        scored -> new ScoredGraph(this, guidedGraph(variant), scores));
  }

  /** The part of the graph that draws futures, built when it is first asked for. */
  FuturesGraph futuresGraph() {
    if (futures.isEmpty()) {
      futures = Optional.of(new FuturesGraph(this));
    }
    return futures.get();
  }

  /** The part of the graph that joins and cuts token tensors, built when it is first asked for. */
  TensorEditing editing() {
    if (editing.isEmpty()) {
      editing =
          Optional.of(
              new TensorEditing(
                  tf,
                  dimensions.tokens().width(),
                  request.noiseClip(),
                  request.schedule().initialScale()));
    }
    return editing.get();
  }

  Operand<TFloat32> weight(String name) {
    return weights.read(name);
  }

  List<Parameter> parameters() {
    return weights.parameters();
  }

  String suffix(StatePart part) {
    return switch (part) {
      case WEIGHTS -> WEIGHTS;
      case AVERAGE -> AVERAGE;
      case OPTIMIZER -> throw new IllegalArgumentException("The optimizer's state is no network.");
    };
  }

  String meanSuffix() {
    return MEAN;
  }

  String varianceSuffix() {
    return VARIANCE;
  }

  /** Into how many parts a training batch is divided, to be computed side by side. */
  int towers() {
    return towers;
  }

  ModelRequest request() {
    return request;
  }

  NetworkDimensions dimensions() {
    return dimensions;
  }

  GraphBackbone backbone() {
    return backbone;
  }

  Graph graph() {
    return graph;
  }

  Session session() {
    return session;
  }

  Ops tf() {
    return tf;
  }

  void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The model is closed.");
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      session.close();
      graph.close();
    }
  }
}
