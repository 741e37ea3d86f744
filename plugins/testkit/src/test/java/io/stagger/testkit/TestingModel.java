package io.stagger.testkit;

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
import java.nio.FloatBuffer;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** The model of {@link TestingEngine}: a matrix and a bias, [token width, features] and [width]. */
final class TestingModel implements Model {
  private final ModelRequest request;
  private final Set<TestingDefect> defects;
  private final TestingNetwork network;
  private final Map<StatePart, Map<String, float[]>> state = new EnumMap<>(StatePart.class);
  private boolean closed;

  TestingModel(ModelRequest request, Set<TestingDefect> defects) {
    this.request = request;
    this.defects = defects;
    boolean seesAhead = ((TestingBackbone) request.backbone()).seesAhead();
    this.network = new TestingNetwork(request.tokens(), seesAhead, defects);
    int width = request.tokens().width();
    int size = width * network.featureCount();
    Random random =
        defects.contains(TestingDefect.SEED_IGNORED) ? new Random() : new Random(request.seed());
    float[] matrix = new float[size];
    for (int i = 0; i < size; i++) {
      matrix[i] = (float) (0.1 * random.nextGaussian());
    }
    state.put(StatePart.WEIGHTS, named("matrix", matrix, "bias", new float[width]));
    state.put(StatePart.AVERAGE, named("matrix", matrix.clone(), "bias", new float[width]));
    Map<String, float[]> optimizer = new LinkedHashMap<>();
    optimizer.putAll(named("matrix.mean", new float[size], "matrix.square", new float[size]));
    optimizer.putAll(named("bias.mean", new float[width], "bias.square", new float[width]));
    state.put(StatePart.OPTIMIZER, optimizer);
  }

  private static Map<String, float[]> named(String first, float[] a, String second, float[] b) {
    Map<String, float[]> map = new LinkedHashMap<>();
    map.put(first, a);
    map.put(second, b);
    return map;
  }

  ModelRequest request() {
    return request;
  }

  boolean has(TestingDefect defect) {
    return defects.contains(defect);
  }

  float[] parameter(StatePart part, String name) {
    return state.get(part).get(name);
  }

  TestingNetwork network() {
    return network;
  }

  /** Outputs [batch][time][token width]. */
  double[][][] outputs(StatePart part, double[][][] features) {
    float[] matrix = parameter(part, "matrix");
    float[] bias = parameter(part, "bias");
    int width = request.tokens().width();
    double[][][] outputs = new double[features.length][][];
    for (int sequence = 0; sequence < features.length; sequence++) {
      outputs[sequence] = new double[features[sequence].length][width];
      for (int token = 0; token < features[sequence].length; token++) {
        double[] tokenFeatures = features[sequence][token];
        for (int i = 0; i < width; i++) {
          double sum = bias[i];
          for (int f = 0; f < tokenFeatures.length; f++) {
            sum += matrix[i * tokenFeatures.length + f] * tokenFeatures[f];
          }
          outputs[sequence][token][i] = sum;
        }
      }
    }
    return outputs;
  }

  @Override
  public long parameterCount() {
    return (long) parameter(StatePart.WEIGHTS, "matrix").length
        + parameter(StatePart.WEIGHTS, "bias").length;
  }

  @Override
  public List<NamedTensor> save(StatePart part) {
    return state.get(part).entrySet().stream()
        .map(
            entry ->
                new NamedTensor(
                    entry.getKey(),
                    List.of((long) entry.getValue().length),
                    FloatBuffer.wrap(entry.getValue().clone())))
        .toList();
  }

  @Override
  public void restore(StatePart part, Map<String, NamedTensor> tensors) {
    if (part == StatePart.OPTIMIZER && has(TestingDefect.OPTIMIZER_NOT_RESTORED)) {
      return;
    }
    if (has(TestingDefect.RESTORES_PARTLY)) {
      copy(part, tensors);
    }
    if (!has(TestingDefect.RESTORES_ANYTHING)) {
      if (!tensors.keySet().equals(state.get(part).keySet())) {
        throw new StaggerException("The names do not fit.");
      }
      state
          .get(part)
          .forEach(
              (name, array) -> {
                if (tensors.get(name).values().remaining() != array.length) {
                  throw new StaggerException("The shape of '" + name + "' does not fit.");
                }
              });
    }
    copy(part, tensors);
  }

  private void copy(StatePart part, Map<String, NamedTensor> tensors) {
    state
        .get(part)
        .forEach(
            (name, array) -> {
              NamedTensor tensor = tensors.get(name);
              if (tensor != null && tensor.values().remaining() >= array.length) {
                tensor.values().duplicate().get(array);
              }
            });
  }

  @Override
  public TrainingSession train(OptimizerSettings settings) {
    return new TestingTrainingSession(this, settings);
  }

  @Override
  public SamplingSession sample(SamplingRequest samplingRequest) {
    return new TestingSamplingSession(this, samplingRequest);
  }

  @Override
  public SamplingSession resume(SamplingRequest samplingRequest, SessionState saved) {
    return TestingSamplingSession.resumed(this, samplingRequest, saved);
  }

  @Override
  public void close() {
    if (closed && has(TestingDefect.CLOSES_ONCE)) {
      throw new IllegalStateException("Closed twice.");
    }
    closed = true;
  }
}
