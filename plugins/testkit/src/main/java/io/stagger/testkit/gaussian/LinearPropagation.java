package io.stagger.testkit.gaussian;

import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.ModelRequest;
import io.stagger.testkit.host.HostBackbone;
import java.util.Arrays;

/**
 * The law of what sampling gives, without sampling: where the network is affine in what it sees,
 * every step is affine in the tokens, their clean predictions before and the fresh noise, and mean
 * and covariance follow exactly:
 *
 * <pre>
 * s  = (tokens, clean predictions before)
 * s' = T s + R z + offset,   z ~ N(0, I)
 * E s' = T E s + offset,     Cov s' = T (Cov s) T' + R R'
 * </pre>
 *
 * with T, R and the offset read off the {@link DenoisingSteps} and off the network, which is shown
 * the unit vectors. So what sampling gets wrong by taking finitely many steps is told from what it
 * gets wrong by drawing finitely many sequences.
 *
 * <p>For tokens of one number. All unknown tokens stay active; nothing is clipped. Not thread-safe.
 */
public final class LinearPropagation {
  private final HostBackbone.Network network;
  private final int tokens;

  /** Of the tokens and, after them, of their clean predictions before. */
  private double[] mean;

  private double[][] covariance;

  /**
   * Starts with tokens of pure noise after known ones, which are committed.
   *
   * @param request a model request for tokens of one number
   * @param known the known tokens as the network sees them; may be empty
   * @param level the level at which it sees them
   * @param unknown how many tokens start as noise
   */
  public LinearPropagation(
      HostBackbone backbone, ModelRequest request, double[] known, int level, int unknown) {
    if (request.tokens().width() != 1) {
      throw new IllegalArgumentException(
          "Laws are propagated for tokens of 1 number, not of " + request.tokens().width() + ".");
    }
    this.tokens = unknown;
    this.mean = new double[2 * tokens];
    this.covariance = new double[2 * tokens][2 * tokens];
    for (int token = 0; token < tokens; token++) {
      covariance[token][token] = 1;
    }
    this.network = backbone.start(request);
    if (known.length > 0) {
      int[] levels = new int[known.length];
      double[][] seen = new double[known.length][1 + tokens];
      for (int token = 0; token < known.length; token++) {
        levels[token] = level;
        Arrays.fill(seen[token], known[token]);
      }
      network.commit(levels, seen, new double[known.length][0]);
    }
  }

  /** Takes denoising steps. */
  public void step(DenoisingSteps plan) {
    if (plan.tokens() != tokens) {
      throw new IllegalArgumentException(
          "The plan describes %d tokens, not %d.".formatted(plan.tokens(), tokens));
    }
    for (int step = 0; step < plan.steps(); step++) {
      step(plan, step);
    }
  }

  private void step(DenoisingSteps plan, int step) {
    double[][] outputs = affineOutputs(plan, step);
    double[][] transition = new double[2 * tokens][2 * tokens];
    double[][] fresh = new double[2 * tokens][tokens];
    double[] offset = new double[2 * tokens];
    for (int token = 0; token < tokens; token++) {
      int before = tokens + token;
      if (!plan.changes(step, token)) {
        transition[token][token] = 1;
        transition[before][before] = 1;
        continue;
      }
      double fromOutput = plan.cleanFromOutput(step, token);
      offset[before] = fromOutput * outputs[token][0];
      for (int other = 0; other < tokens; other++) {
        double fromInput = fromOutput * (outputs[token][1 + other] - outputs[token][0]);
        if (other == token) {
          fromInput += plan.cleanFromState(step, token);
        }
        transition[before][other] = fromInput * plan.inputScale(step, other);
        fresh[before][other] = fromInput * plan.inputNoise(step, other);
      }
      double clean = plan.clean(step, token);
      offset[token] = clean * offset[before];
      for (int other = 0; other < tokens; other++) {
        transition[token][other] = clean * transition[before][other];
        fresh[token][other] = clean * fresh[before][other];
      }
      transition[token][token] += plan.state(step, token);
      transition[token][before] = plan.history(step, token);
      fresh[token][token] += plan.noise(step, token);
    }
    mean = sum(product(transition, mean), offset);
    covariance = sum(similar(transition, covariance), similar(fresh, identity(tokens)));
  }

  /** The outputs for zero and for each unit vector, [token][1 + tokens]. */
  private double[][] affineOutputs(DenoisingSteps plan, int step) {
    int[] levels = new int[tokens];
    double[][] seen = new double[tokens][1 + tokens];
    for (int token = 0; token < tokens; token++) {
      levels[token] = plan.level(step, token);
      seen[token][1 + token] = 1;
    }
    return network.outputs(levels, seen, new double[tokens][0]);
  }

  /** The law of the tokens as they are now. */
  public GaussianLaw law() {
    double[][] ofTokens = new double[tokens][];
    for (int token = 0; token < tokens; token++) {
      ofTokens[token] = Arrays.copyOf(covariance[token], tokens);
    }
    return new GaussianLaw(Arrays.copyOf(mean, tokens), ofTokens);
  }

  private static double[][] identity(int size) {
    double[][] identity = new double[size][size];
    for (int i = 0; i < size; i++) {
      identity[i][i] = 1;
    }
    return identity;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }

  private static double[][] sum(double[][] a, double[][] b) {
    double[][] sum = new double[a.length][];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = sum(a[i], b[i]);
    }
    return sum;
  }

  private static double[] product(double[][] matrix, double[] vector) {
    double[] product = new double[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < vector.length; j++) {
        product[i] += matrix[i][j] * vector[j];
      }
    }
    return product;
  }

  /** {@code a m a'} for a symmetric m. Most of a row is zero where tokens wait. */
  private static double[][] similar(double[][] a, double[][] m) {
    double[][] half = new double[a.length][m.length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < m.length; k++) {
        if (a[i][k] != 0) {
          for (int j = 0; j < m.length; j++) {
            half[i][j] += a[i][k] * m[k][j];
          }
        }
      }
    }
    double[][] whole = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int k = 0; k < m.length; k++) {
          sum += half[i][k] * a[j][k];
        }
        whole[i][j] = sum;
        whole[j][i] = sum;
      }
    }
    return whole;
  }
}
