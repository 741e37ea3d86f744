package io.stagger.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.OptimizerSettings;
import io.stagger.api.engine.OptimizerSettings.Method;
import io.stagger.api.engine.StatePart;
import io.stagger.api.engine.TrainingBatch;
import io.stagger.api.engine.TrainingSession;
import io.stagger.api.engine.TrainingSession.StepSettings;
import io.stagger.tensorflow.EngineConfiguration.Precision;
import io.stagger.tensorflow.spi.GraphBackbone;
import io.stagger.tensorflow.spi.Initializer;
import io.stagger.tensorflow.spi.MemorySlot;
import io.stagger.tensorflow.spi.NetworkBuilder;
import io.stagger.tensorflow.spi.NetworkDimensions;
import io.stagger.tensorflow.spi.NetworkInput;
import io.stagger.tensorflow.spi.NetworkOutput;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;

/** Updates by Muon, beside its formulas in double precision. */
final class TestMuon {
  private static final double BETA = 0.9;
  private static final double DECAY = 0.01;
  private static final int STEPS = 4;

  /** So small that the target is far off and the gradient hardly rounded. */
  private static final float WEIGHT = 1f / 1024;

  @ParameterizedTest
  @CsvSource({"32, 40, Infinity", "40, 32, Infinity", "33, 33, Infinity", "32, 40, 36"})
  void matricesAreUpdatedByTheFormulas(int rows, int columns, double clipNorm) {
    double[][] parameters = gaussian(rows, columns, 0);
    double[][] mean = new double[rows][columns];
    try (Trained trained = new Trained(rows, columns, Method.MUON, clipNorm)) {
      trained.set(parameters);
      for (int step = 0; step < STEPS; step++) {
        double[][] gradient = gaussian(rows, columns, 1 + step);
        trained.step(step, gradient);
        gradient = sum(Math.min(1, clipNorm / norm(gradient)), gradient, 0, null);
        mean = sum(BETA, mean, 1 - BETA, gradient);
        double[][] update = orthogonal(sum(BETA, mean, 1 - BETA, gradient));
        double rate = rate(step);
        double size = 0.2 * Math.sqrt(Math.max(rows, columns));
        parameters = sum(1 - rate * DECAY, parameters, -rate * size, update);
        assertThat(distance(trained.parameters(), parameters))
            .as("after step %d", step)
            .isLessThan(2e-5);
      }
    }
  }

  @Test
  void updatesHaveSingularValuesNearOne() {
    int rows = 32;
    int columns = 64;
    try (Trained trained = new Trained(rows, columns, Method.MUON)) {
      trained.set(new double[rows][columns]);
      trained.step(0, gaussian(rows, columns, 1));
      double[][] update =
          sum(
              -1 / (rate(0) * 0.2 * Math.sqrt(columns)),
              trained.parameters(),
              0,
              new double[rows][columns]);
      double[][] products = product(update, transposed(update));
      double trace = IntStream.range(0, rows).mapToDouble(i -> products[i][i]).sum();
      // The squares of the singular values add up to the trace, and their fourth powers to this
      // sum.
      double fourth = 0;
      for (double[] row : products) {
        for (double value : row) {
          fourth += value * value;
        }
      }
      double squareMean = trace / rows;
      assertThat(squareMean).isBetween(0.6, 1.2);
      assertThat(Math.sqrt(fourth / rows - squareMean * squareMean)).isLessThan(0.35);
    }
  }

  @ParameterizedTest
  @CsvSource({"31, 40", "40, 31", "1, 64"})
  void smallMatricesAreUpdatedAsByAdamW(int rows, int columns) {
    try (Trained muon = new Trained(rows, columns, Method.MUON);
        Trained adam = new Trained(rows, columns, Method.ADAMW)) {
      double[][] start = gaussian(rows, columns, 0);
      muon.set(start);
      adam.set(start);
      for (int step = 0; step < STEPS; step++) {
        double[][] gradient = gaussian(rows, columns, 1 + step);
        muon.step(step, gradient);
        adam.step(step, gradient);
      }
      assertThat(muon.parameters()).isDeepEqualTo(adam.parameters());
      assertThat(distance(muon.parameters(), start)).isGreaterThan(1e-4);
    }
  }

  @Test
  void gradientOfZerosOnlyLetsAMatrixDecay() {
    try (Trained trained = new Trained(32, 32, Method.MUON)) {
      double[][] start = gaussian(32, 32, 0);
      trained.set(start);
      trained.step(0, new double[32][32]);
      double[][] decayed = sum(1 - rate(0) * DECAY, start, 0, null);
      assertThat(distance(trained.parameters(), decayed)).isLessThan(1e-6);
      assertThat(distance(decayed, start)).isGreaterThan(1e-4);
    }
  }

  @Test
  void resumedTrainingEqualsNeverStopped() {
    try (Trained whole = new Trained(32, 40, Method.MUON);
        Trained first = new Trained(32, 40, Method.MUON);
        Trained second = new Trained(32, 40, Method.MUON)) {
      double[][] start = gaussian(32, 40, 0);
      whole.set(start);
      first.set(start);
      for (int step = 0; step < STEPS; step++) {
        whole.step(step, gaussian(32, 40, 1 + step));
        if (step == STEPS / 2) {
          second.continueFrom(first);
        }
        (step < STEPS / 2 ? first : second).step(step, gaussian(32, 40, 1 + step));
      }
      assertThat(second.parameters()).isDeepEqualTo(whole.parameters());
    }
  }

  private static double rate(int step) {
    return 1e-2 / (1 + step);
  }

  /** What five iterations of the polynomial make of a matrix. */
  private static double[][] orthogonal(double[][] matrix) {
    boolean tall = matrix.length > matrix[0].length;
    double[][] x = sum(1 / norm(matrix), tall ? transposed(matrix) : matrix, 0, null);
    for (int i = 0; i < 5; i++) {
      double[][] once = product(product(x, transposed(x)), x);
      double[][] twice = product(product(x, transposed(x)), once);
      x = sum(1, sum(3.4445, x, -4.7750, once), 2.0315, twice);
    }
    return tall ? transposed(x) : x;
  }

  private static double norm(double[][] matrix) {
    double squares = 0;
    for (double[] row : matrix) {
      for (double value : row) {
        squares += value * value;
      }
    }
    return Math.sqrt(squares);
  }

  private static double[][] sum(double a, double[][] x, double b, double[][] y) {
    double[][] sum = new double[x.length][x[0].length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[i].length; j++) {
        sum[i][j] = a * x[i][j] + (b == 0 ? 0 : b * y[i][j]);
      }
    }
    return sum;
  }

  private static double[][] product(double[][] x, double[][] y) {
    double[][] product = new double[x.length][y[0].length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < y[0].length; j++) {
        for (int k = 0; k < y.length; k++) {
          product[i][j] += x[i][k] * y[k][j];
        }
      }
    }
    return product;
  }

  private static double[][] transposed(double[][] x) {
    double[][] transposed = new double[x[0].length][x.length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[i].length; j++) {
        transposed[j][i] = x[i][j];
      }
    }
    return transposed;
  }

  private static double distance(double[][] x, double[][] y) {
    double greatest = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[i].length; j++) {
        greatest = Math.max(greatest, Math.abs(x[i][j] - y[i][j]));
      }
    }
    return greatest;
  }

  private static double[][] gaussian(int rows, int columns, long seed) {
    Random random = new Random(seed);
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      for (int j = 0; j < columns; j++) {
        row[j] = (float) random.nextGaussian();
      }
    }
    return matrix;
  }

  /** A model whose only parameter is a matrix, which is also what it outputs. */
  private static final class Trained implements AutoCloseable {
    private static final String PARAMETER = "matrix";
    private final int rows;
    private final int columns;
    private final Engine engine = TestingModels.engine(Precision.FLOAT32);
    private final Model model;
    private final TrainingSession session;

    Trained(int rows, int columns, Method method) {
      this(rows, columns, method, Double.POSITIVE_INFINITY);
    }

    Trained(int rows, int columns, Method method, double clipNorm) {
      this.rows = rows;
      this.columns = columns;
      model =
          engine.create(
              new ModelRequest(
                  new MatrixBackbone(rows, columns),
                  TokenSpec.vector(rows * columns, 0),
                  1,
                  TestingModels.SCHEDULE,
                  new TestingCleanParameterization(),
                  20,
                  0));
      session = model.train(new OptimizerSettings(method, BETA, 0.999, 1e-8, DECAY, clipNorm));
    }

    void set(double[][] matrix) {
      FloatBuffer values = TestingModels.direct(rows * columns);
      for (int i = 0; i < rows * columns; i++) {
        values.put(i, (float) matrix[i / columns][i % columns]);
      }
      model.restore(
          StatePart.WEIGHTS,
          Map.of(
              PARAMETER, new NamedTensor(PARAMETER, List.of((long) rows, (long) columns), values)));
    }

    /** A step on a clean token whose loss {@code w mean((p - target)^2)} has a given gradient. */
    void step(int step, double[][] gradient) {
      double[][] now = parameters();
      FloatBuffer target = TestingModels.direct(rows * columns);
      for (int i = 0; i < rows * columns; i++) {
        target.put(
            i,
            (float)
                (now[i / columns][i % columns]
                    - gradient[i / columns][i % columns] * rows * columns / (2 * WEIGHT)));
      }
      session.step(
          new TrainingBatch(
              target, TestingModels.none(), new NoiseLevels(1, 1), new float[] {WEIGHT}),
          new StepSettings(step, 0, rate(step), 0));
    }

    double[][] parameters() {
      FloatBuffer values = model.save(StatePart.WEIGHTS).get(0).values();
      double[][] matrix = new double[rows][columns];
      for (int i = 0; i < rows * columns; i++) {
        matrix[i / columns][i % columns] = values.get(i);
      }
      return matrix;
    }

    void continueFrom(Trained other) {
      for (StatePart part : StatePart.values()) {
        model.restore(
            part,
            other.model.save(part).stream()
                .collect(Collectors.toMap(NamedTensor::name, Function.identity())));
      }
    }

    @Override
    public void close() {
      session.close();
      model.close();
      engine.close();
    }
  }

  private record MatrixBackbone(int rows, int columns) implements GraphBackbone {
    @Override
    public boolean causal() {
      return true;
    }

    @Override
    public List<MemorySlot> memory(NetworkDimensions dimensions) {
      return List.of();
    }

    @Override
    public NetworkOutput forward(NetworkBuilder builder, NetworkInput input) {
      Ops tf = builder.tf();
      var matrix =
          builder.parameter(Trained.PARAMETER, Shape.of(rows, columns), Initializer.zeros());
      var flat = tf.reshape(matrix, tf.constant(new int[] {rows * columns}));
      return new NetworkOutput(tf.broadcastTo(flat, tf.shape(input.tokens())), List.of());
    }
  }
}
