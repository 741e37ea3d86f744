package io.stagger.testkit.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.StaggerException;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.OptimizerSettings;
import io.stagger.testkit.BackboneCausalityConformance;
import io.stagger.testkit.BackboneGuidanceConformance;
import io.stagger.testkit.BackboneMemoryConformance;
import io.stagger.testkit.BackboneSamplingConformance;
import io.stagger.testkit.TestingNoiseSchedule;
import io.stagger.testkit.TestingParameterization;
import io.stagger.testkit.host.HostBackbone;
import io.stagger.testkit.host.HostEngine;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class TestGaussianBackbone {
  private static final int LEVELS = 100;
  private static final int BATCH = 3;

  /** As in other tests, but with a last level that holds no signal. */
  private static final NoiseSchedule SCHEDULE =
      new NoiseSchedule() {
        private final NoiseSchedule others = new TestingNoiseSchedule(LEVELS);

        @Override
        public int levels() {
          return LEVELS;
        }

        @Override
        public double signal(int level) {
          return level == LEVELS - 1 ? 0 : others.signal(level);
        }

        @Override
        public double noise(int level) {
          return level == LEVELS - 1 ? 1 : others.noise(level);
        }
      };

  /** The kits as far as they apply to a formula. */
  interface FormulaConformance
      extends BackboneCausalityConformance,
          BackboneSamplingConformance,
          BackboneMemoryConformance,
          BackboneGuidanceConformance {
    @Override
    default Engine openEngine() {
      return new HostEngine();
    }

    @Override
    default TokenSpec tokenSpec() {
      return TokenSpec.vector(3, 0);
    }

    @Override
    default boolean trainable() {
      return false;
    }

    @Override
    @Test
    default void trainingSeesWhatSamplingSees() {
      assertThatTrainingIsRefused();
    }

    @Override
    @Test
    default void averageIsSampledFrom() {
      assertThatTrainingIsRefused();
    }

    private void assertThatTrainingIsRefused() {
      Model model = openEngine().create(request(backbone(), new TestingParameterization()));
      OptimizerSettings optimizer = new OptimizerSettings(0.9, 0.99, 1e-8, 0, 1);
      assertThatThrownBy(() -> model.train(optimizer)).isInstanceOf(StaggerException.class);
    }
  }

  @Nested
  final class Causal implements FormulaConformance {
    @Override
    public DenoiserBackbone backbone() {
      return new GaussianBackbone(0.7, 0.5, 1.2, true);
    }
  }

  @Nested
  final class Bidirectional implements FormulaConformance {
    @Override
    public DenoiserBackbone backbone() {
      return new GaussianBackbone(0.7, 0.5, 1.2, false);
    }
  }

  @Test
  void bidirectionalPredictionIsTheDenseFormulaOfAllTokens() {
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      GaussianBackbone backbone = process(random, false);
      Example example = Example.random(random);
      double[][] clean = example.clean(backbone, example.outputs(backbone, 0));
      for (int sequence = 0; sequence < BATCH; sequence++) {
        double[] expected = conditionalMean(backbone, example.levels, example.sequence(sequence));
        for (int t = 0; t < expected.length; t++) {
          assertThat(clean[t][sequence])
              .as("%s, levels %s, token %d", backbone, Arrays.toString(example.levels), t)
              .isCloseTo(expected[t], within(1e-9));
        }
      }
    }
  }

  @Test
  void causalPredictionIsTheDenseFormulaOfTheTokenAndEarlierOnes() {
    Random random = new Random(2);
    for (int i = 0; i < 300; i++) {
      GaussianBackbone backbone = process(random, true);
      Example example = Example.random(random);
      double[][] clean = example.clean(backbone, example.outputs(backbone, 0));
      for (int t = 0; t < example.levels.length; t++) {
        double[] expected =
            conditionalMean(
                backbone,
                Arrays.copyOf(example.levels, t + 1),
                Arrays.copyOf(example.sequence(0), t + 1));
        assertThat(clean[t][0])
            .as("%s, levels %s, token %d", backbone, Arrays.toString(example.levels), t)
            .isCloseTo(expected[t], within(1e-9));
      }
    }
  }

  @Test
  void committedTokensCountLikeThoseBeforeThem() {
    Random random = new Random(3);
    for (int i = 0; i < 100; i++) {
      GaussianBackbone backbone = process(random, random.nextBoolean());
      Example example = Example.random(random);
      double[][] all = example.outputs(backbone, 0);
      for (int committed = 1; committed < example.levels.length; committed++) {
        double[][] rest = example.outputs(backbone, committed);
        for (int t = committed; t < example.levels.length; t++) {
          assertThat(rest[t - committed]).containsExactly(all[t]);
        }
      }
    }
  }

  @Test
  void causalPredictionLeaksNothingFromLaterTokensOrLevels() {
    Random random = new Random(4);
    for (int i = 0; i < 100; i++) {
      GaussianBackbone backbone = process(random, true);
      Example example = Example.random(random);
      double[][] before = example.outputs(backbone, 0);
      int changed = random.nextInt(example.levels.length);
      example.levels[changed] = random.nextInt(LEVELS);
      example.seen[changed][0] += 1;
      double[][] after = example.outputs(backbone, 0);
      for (int t = 0; t < changed; t++) {
        assertThat(after[t]).containsExactly(before[t]);
      }
    }
  }

  @Test
  void predictsACleanTokenAsItIsToTheLastBit() {
    Random random = new Random(5);
    for (int i = 0; i < 100; i++) {
      GaussianBackbone backbone = process(random, random.nextBoolean());
      Example example = Example.random(random);
      int clean = random.nextInt(example.levels.length);
      example.levels[clean] = NoiseSchedule.CLEAN;
      assertThat(example.outputs(backbone, 0, new CleanOutput())[clean])
          .containsExactly(example.seen[clean]);
    }
  }

  @Test
  void refusesProcessesThatAreNotStationary() {
    assertThatThrownBy(() -> new GaussianBackbone(1, 0, 1, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "phi is 1.0, but a stationary process needs a value between -1 and 1, both excluded.");
    assertThatThrownBy(() -> new GaussianBackbone(0.5, 0, 0, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("standardDeviation is 0.0");
    assertThatThrownBy(() -> new GaussianBackbone(0.5, Double.NaN, 1, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mean is NaN");
  }

  private static GaussianBackbone process(Random random, boolean causal) {
    return new GaussianBackbone(
        1.9 * random.nextDouble() - 0.95, random.nextGaussian(), 0.5 + random.nextDouble(), causal);
  }

  private static ModelRequest request(DenoiserBackbone backbone, Parameterization output) {
    return new ModelRequest(
        backbone, TokenSpec.vector(1, 0), 100, SCHEDULE, output, Double.POSITIVE_INFINITY, 1);
  }

  /** Levels and what is seen at them, [time][batch]. */
  private record Example(int[] levels, double[][] seen) {
    static Example random(Random random) {
      int time = 2 + random.nextInt(8);
      int[] levels = new int[time];
      double[][] seen = new double[time][BATCH];
      for (int t = 0; t < time; t++) {
        // Clean and no signal at all as often as all levels between.
        levels[t] =
            switch (random.nextInt(4)) {
              case 0 -> NoiseSchedule.CLEAN;
              case 1 -> LEVELS - 1;
              case 2, 3 -> random.nextInt(LEVELS);
              default -> throw new AssertionError();
            };
        for (int sequence = 0; sequence < BATCH; sequence++) {
          seen[t][sequence] = 1.5 * random.nextGaussian();
        }
      }
      return new Example(levels, seen);
    }

    double[] sequence(int sequence) {
      return Arrays.stream(seen).mapToDouble(row -> row[sequence]).toArray();
    }

    double[][] outputs(GaussianBackbone backbone, int committed) {
      return outputs(backbone, committed, new TestingParameterization());
    }

    double[][] outputs(GaussianBackbone backbone, int committed, Parameterization output) {
      HostBackbone.Network network = backbone.start(request(backbone, output));
      if (committed > 0) {
        network.commit(
            Arrays.copyOf(levels, committed),
            Arrays.copyOf(seen, committed),
            new double[committed][0]);
      }
      int time = levels.length;
      return network.outputs(
          Arrays.copyOfRange(levels, committed, time),
          Arrays.copyOfRange(seen, committed, time),
          new double[time - committed][0]);
    }

    double[][] clean(GaussianBackbone backbone, double[][] outputs) {
      Parameterization parameterization = new TestingParameterization();
      assertThat(outputs).as("outputs of %s", backbone).hasDimensions(levels.length, BATCH);
      double[][] clean = new double[levels.length][BATCH];
      for (int t = 0; t < levels.length; t++) {
        Linear linear =
            parameterization.clean(SCHEDULE.signal(levels[t]), SCHEDULE.noise(levels[t]));
        for (int sequence = 0; sequence < BATCH; sequence++) {
          clean[t][sequence] = linear.apply(seen[t][sequence], outputs[t][sequence]);
        }
      }
      return clean;
    }
  }

  /** {@code m + C S (S C S + N^2)^-1 (y - S m)}. */
  private static double[] conditionalMean(GaussianBackbone process, int[] levels, double[] y) {
    int time = levels.length;
    double[][] system = new double[time][time + 1];
    for (int t = 0; t < time; t++) {
      double signal = SCHEDULE.signal(levels[t]);
      for (int u = 0; u < time; u++) {
        system[t][u] = signal * process.covariance(Math.abs(t - u)) * SCHEDULE.signal(levels[u]);
      }
      system[t][t] += SCHEDULE.noise(levels[t]) * SCHEDULE.noise(levels[t]);
      system[t][time] = y[t] - signal * process.mean();
    }
    double[] solved = solve(system);
    double[] mean = new double[time];
    for (int t = 0; t < time; t++) {
      mean[t] = process.mean();
      for (int u = 0; u < time; u++) {
        mean[t] += process.covariance(Math.abs(t - u)) * SCHEDULE.signal(levels[u]) * solved[u];
      }
    }
    return mean;
  }

  /** Gauss-Jordan elimination; the matrix is positive definite, so that no pivot is 0. */
  private static double[] solve(double[][] system) {
    int size = system.length;
    for (int pivot = 0; pivot < size; pivot++) {
      for (int row = 0; row < size; row++) {
        double factor = system[row][pivot] / system[pivot][pivot];
        for (int column = pivot; row != pivot && column <= size; column++) {
          system[row][column] -= factor * system[pivot][column];
        }
      }
    }
    double[] solution = new double[size];
    Arrays.setAll(solution, i -> system[i][size] / system[i][i]);
    return solution;
  }

  /** The network outputs the clean token. */
  private static final class CleanOutput implements Parameterization {
    @Override
    public Linear target(double signal, double noise) {
      return new Linear(1, 0);
    }

    @Override
    public Linear clean(double signal, double noise) {
      return new Linear(0, 1);
    }

    @Override
    public double cleanErrorPerOutputError(double snr) {
      return 1;
    }

    @Override
    public double outputClip(double noiseClip) {
      return Double.POSITIVE_INFINITY;
    }
  }
}
