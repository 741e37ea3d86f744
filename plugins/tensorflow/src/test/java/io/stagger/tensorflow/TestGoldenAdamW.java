package io.stagger.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.OptimizerSettings;
import io.stagger.api.engine.StatePart;
import io.stagger.api.engine.TrainingBatch;
import io.stagger.api.engine.TrainingSession;
import io.stagger.api.engine.TrainingSession.StepSettings;
import io.stagger.tensorflow.EngineConfiguration.Precision;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The optimizer on the gradients, rates and parameters that the authors' optimizer was seen with.
 */
final class TestGoldenAdamW {
  private static final int SIZE = 3;

  /** So small that the target is far off and the gradient hardly rounded. */
  private static final float WEIGHT = 1f / 1024;

  private JsonNode golden;
  private OptimizerSettings settings;

  @BeforeEach
  void readGolden() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/golden/adamw_warmup.json")) {
      golden = new ObjectMapper().readTree(in);
    }
    JsonNode betas = golden.get("betas");
    settings =
        new OptimizerSettings(
            betas.get(0).asDouble(),
            betas.get(1).asDouble(),
            golden.get("eps").asDouble(),
            golden.get("weight_decay").asDouble(),
            Double.POSITIVE_INFINITY);
  }

  @Test
  void stepsInTheOriginalWarmupOrderAreThoseOfTheAuthors() {
    double[] rates = rates(0);
    List<double[]> engine = train(rates);
    List<double[]> reference = reference(rates);
    for (int step = 0; step < rates.length; step++) {
      double[] expected = numbers(golden.get("rows").get(step).get("param_after"));
      for (int i = 0; i < SIZE; i++) {
        assertThat(engine.get(step)[i])
            .as("parameter %d after step %d", i, step)
            .isCloseTo(expected[i], within(1e-6));
        assertThat(reference.get(step)[i])
            .as("reference of parameter %d after step %d", i, step)
            .isCloseTo(expected[i], within(1e-6));
      }
    }
  }

  @Test
  void stepsInTheCorrectWarmupOrderAreThoseOfTheFormulas() {
    // The authors' rates without the first, which theirs takes before the warm-up begins.
    double[] rates = rates(1);
    List<double[]> engine = train(rates);
    List<double[]> reference = reference(rates);
    for (int step = 0; step < rates.length; step++) {
      for (int i = 0; i < SIZE; i++) {
        assertThat(engine.get(step)[i])
            .as("parameter %d after step %d", i, step)
            .isCloseTo(reference.get(step)[i], within(1e-6));
      }
    }
  }

  private double[] rates(int first) {
    JsonNode rows = golden.get("rows");
    return IntStream.range(first, rows.size())
        .mapToDouble(row -> rows.get(row).get("lr_used").asDouble())
        .toArray();
  }

  private double[] gradient(int step) {
    return numbers(golden.get("rows").get(step).get("grad"));
  }

  private static double[] numbers(JsonNode array) {
    return IntStream.range(0, array.size()).mapToDouble(i -> array.get(i).asDouble()).toArray();
  }

  /** The parameters after each step of the engine. */
  private List<double[]> train(double[] rates) {
    try (Engine engine = TestingModels.engine(Precision.FLOAT32);
        Model model =
            engine.create(
                new ModelRequest(
                    new TestingConstantBackbone(),
                    TokenSpec.vector(SIZE, 0),
                    1,
                    TestingModels.SCHEDULE,
                    new TestingCleanParameterization(),
                    20,
                    0));
        TrainingSession session = model.train(settings)) {
      FloatBuffer start = TestingModels.direct(SIZE);
      double[] initial = numbers(golden.get("param0"));
      IntStream.range(0, SIZE).forEach(i -> start.put(i, (float) initial[i]));
      model.restore(
          StatePart.WEIGHTS,
          Map.of(
              TestingConstantBackbone.PARAMETER,
              new NamedTensor(TestingConstantBackbone.PARAMETER, List.of((long) SIZE), start)));
      return IntStream.range(0, rates.length)
          .mapToObj(
              step -> {
                session.step(
                    batch(parameters(model), gradient(step)),
                    new StepSettings(step, 0, rates[step], 0));
                return parameters(model);
              })
          .toList();
    }
  }

  private static double[] parameters(Model model) {
    FloatBuffer values = model.save(StatePart.WEIGHTS).get(0).values();
    return IntStream.range(0, SIZE).mapToDouble(values::get).toArray();
  }

  /** A clean token on which the loss {@code w mean((p - target)^2)} has a given gradient. */
  private static TrainingBatch batch(double[] parameters, double[] gradient) {
    FloatBuffer target = TestingModels.direct(SIZE);
    for (int i = 0; i < SIZE; i++) {
      target.put(i, (float) (parameters[i] - gradient[i] * SIZE / (2 * WEIGHT)));
    }
    return new TrainingBatch(
        target, TestingModels.none(), new NoiseLevels(1, 1), new float[] {WEIGHT});
  }

  /**
   * The parameters after each step, by the formulas of Loshchilov and Hutter in double precision.
   */
  private List<double[]> reference(double[] rates) {
    double[] parameters = numbers(golden.get("param0"));
    double[] mean = new double[SIZE];
    double[] square = new double[SIZE];
    return IntStream.range(0, rates.length)
        .mapToObj(
            step -> {
              double[] gradient = gradient(step);
              for (int i = 0; i < SIZE; i++) {
                mean[i] = settings.beta1() * mean[i] + (1 - settings.beta1()) * gradient[i];
                square[i] =
                    settings.beta2() * square[i]
                        + (1 - settings.beta2()) * gradient[i] * gradient[i];
                double meanHat = mean[i] / (1 - Math.pow(settings.beta1(), step + 1.0));
                double squareHat = square[i] / (1 - Math.pow(settings.beta2(), step + 1.0));
                parameters[i] -=
                    rates[step]
                        * (settings.weightDecay() * parameters[i]
                            + meanHat / (Math.sqrt(squareHat) + settings.epsilon()));
              }
              return parameters.clone();
            })
        .toList();
  }
}
