package io.stagger.transformer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The authors' transformer (normalization after each part, ReLU) in plain double-precision Java,
 * with a backward pass written by hand. It shares no code with the backbone; parameters have the
 * backbone's names, matrices are [in, out], and everything of a sequence is [token][channel].
 */
final class TestingReferenceTransformer {
  private static final double NORMALIZATION_EPSILON = 1e-5;

  private final int width;
  private final int heads;
  private final boolean causal;
  private final Map<String, double[]> parameters = new LinkedHashMap<>();
  private final Map<String, double[]> gradients = new LinkedHashMap<>();
  private final Linear first = new Linear("input.0");
  private final Linear second = new Linear("input.1");
  private final Rectifier rectifier = new Rectifier();
  private final List<Layer> layers;
  private final Linear last = new Linear("output");

  TestingReferenceTransformer(
      TransformerConfiguration configuration, Map<String, float[]> parameters) {
    this.width = configuration.width();
    this.heads = configuration.heads();
    this.causal = configuration.causal();
    parameters.forEach(
        (name, values) -> {
          this.parameters.put(
              name, IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray());
          gradients.put(name, new double[values.length]);
        });
    this.layers =
        IntStream.range(0, configuration.layers())
            .mapToObj(layer -> new Layer("layers." + layer + "."))
            .toList();
  }

  /** The parameters, which may be changed. */
  Map<String, double[]> parameters() {
    return parameters;
  }

  /** The sums of the gradients of all calls of {@link #addGradients}, which may be changed. */
  Map<String, double[]> gradients() {
    return gradients;
  }

  /** The network's outputs for a sequence. */
  double[][] outputs(double[][] tokens, int[] levels, double[][] conditions) {
    double[][] joined = new double[tokens.length][];
    for (int t = 0; t < tokens.length; t++) {
      joined[t] = join(tokens[t], sinusoid(levels[t], width / 2), conditions[t]);
    }
    double[][] h = second.forward(rectifier.forward(first.forward(joined)));
    for (int t = 0; t < h.length; t++) {
      h[t] = sum(h[t], sinusoid(t, width));
    }
    for (Layer layer : layers) {
      h = layer.forward(h);
    }
    return last.forward(h);
  }

  /** Adds the gradients of what {@link #outputs} just computed, given those of the outputs. */
  void addGradients(double[][] slopes) {
    double[][] slope = last.backward(slopes);
    for (int layer = layers.size() - 1; layer >= 0; layer--) {
      slope = layers.get(layer).backward(slope);
    }
    first.backward(rectifier.backward(second.backward(slope)));
  }

  private static double[] sinusoid(int number, int size) {
    int half = size / 2;
    double[] row = new double[size];
    for (int j = 0; j < half; j++) {
      double angle = number / Math.pow(10_000, (double) j / (half - 1));
      row[j] = Math.sin(angle);
      row[half + j] = Math.cos(angle);
    }
    return row;
  }

  private static double[] join(double[]... parts) {
    List<Double> joined = new ArrayList<>();
    for (double[] part : parts) {
      for (double number : part) {
        joined.add(number);
      }
    }
    return joined.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[] sum(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] + b[i]).toArray();
  }

  private static double[][] sum(double[][] a, double[][] b) {
    double[][] sum = new double[a.length][];
    for (int t = 0; t < a.length; t++) {
      sum[t] = sum(a[t], b[t]);
    }
    return sum;
  }

  private static double dot(double[] a, int aFrom, double[] b, int bFrom, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += a[aFrom + i] * b[bFrom + i];
    }
    return sum;
  }

  /** y = x W + b. */
  private final class Linear {
    private final String name;
    private double[][] input;

    Linear(String name) {
      this.name = name;
    }

    double[][] forward(double[][] x) {
      input = x;
      double[] weight = parameters.get(name + ".weight");
      double[] bias = parameters.get(name + ".bias");
      double[][] y = new double[x.length][];
      for (int t = 0; t < x.length; t++) {
        y[t] = bias.clone();
        for (int i = 0; i < x[t].length; i++) {
          for (int o = 0; o < bias.length; o++) {
            y[t][o] += x[t][i] * weight[i * bias.length + o];
          }
        }
      }
      return y;
    }

    double[][] backward(double[][] slope) {
      double[] weight = parameters.get(name + ".weight");
      double[] weightGradient = gradients.get(name + ".weight");
      double[] biasGradient = gradients.get(name + ".bias");
      int out = biasGradient.length;
      double[][] inputSlope = new double[input.length][input[0].length];
      for (int t = 0; t < input.length; t++) {
        for (int o = 0; o < out; o++) {
          biasGradient[o] += slope[t][o];
        }
        for (int i = 0; i < input[t].length; i++) {
          for (int o = 0; o < out; o++) {
            weightGradient[i * out + o] += input[t][i] * slope[t][o];
          }
          inputSlope[t][i] = dot(weight, i * out, slope[t], 0, out);
        }
      }
      return inputSlope;
    }
  }

  /** max(0, x). */
  private static final class Rectifier {
    private double[][] input;

    double[][] forward(double[][] x) {
      input = x;
      double[][] y = new double[x.length][x[0].length];
      for (int t = 0; t < x.length; t++) {
        for (int i = 0; i < x[t].length; i++) {
          y[t][i] = Math.max(0, x[t][i]);
        }
      }
      return y;
    }

    double[][] backward(double[][] slope) {
      double[][] inputSlope = new double[input.length][input[0].length];
      for (int t = 0; t < input.length; t++) {
        for (int i = 0; i < input[t].length; i++) {
          inputSlope[t][i] = input[t][i] > 0 ? slope[t][i] : 0;
        }
      }
      return inputSlope;
    }
  }

  /** Layer normalization. */
  private final class Normalization {
    private final String name;
    private double[][] standardized;
    private double[] deviation;

    Normalization(String name) {
      this.name = name;
    }

    double[][] forward(double[][] x) {
      double[] weight = parameters.get(name + ".weight");
      double[] bias = parameters.get(name + ".bias");
      standardized = new double[x.length][width];
      deviation = new double[x.length];
      double[][] y = new double[x.length][width];
      for (int t = 0; t < x.length; t++) {
        double mean = 0;
        for (double number : x[t]) {
          mean += number / width;
        }
        double variance = 0;
        for (double number : x[t]) {
          variance += (number - mean) * (number - mean) / width;
        }
        deviation[t] = Math.sqrt(variance + NORMALIZATION_EPSILON);
        for (int i = 0; i < width; i++) {
          standardized[t][i] = (x[t][i] - mean) / deviation[t];
          y[t][i] = weight[i] * standardized[t][i] + bias[i];
        }
      }
      return y;
    }

    double[][] backward(double[][] slope) {
      double[] weight = parameters.get(name + ".weight");
      double[][] inputSlope = new double[slope.length][width];
      for (int t = 0; t < slope.length; t++) {
        double[] inner = new double[width];
        double mean = 0;
        for (int i = 0; i < width; i++) {
          gradients.get(name + ".weight")[i] += slope[t][i] * standardized[t][i];
          gradients.get(name + ".bias")[i] += slope[t][i];
          inner[i] = slope[t][i] * weight[i];
          mean += inner[i] / width;
        }
        double along = dot(inner, 0, standardized[t], 0, width) / width;
        for (int i = 0; i < width; i++) {
          inputSlope[t][i] = (inner[i] - mean - standardized[t][i] * along) / deviation[t];
        }
      }
      return inputSlope;
    }
  }

  /** Self-attention with several heads. A row of the projection holds queries, keys, values. */
  private final class Attention {
    private final Linear in;
    private final Linear out;
    private final int size = width / heads;
    private double[][] projected;
    private double[][][] shares;

    Attention(String name) {
      this.in = new Linear(name + "input");
      this.out = new Linear(name + "output");
    }

    double[][] forward(double[][] x) {
      projected = in.forward(x);
      shares = new double[heads][x.length][x.length];
      double[][] mixed = new double[x.length][width];
      for (int head = 0; head < heads; head++) {
        int query = head * size;
        for (int t = 0; t < x.length; t++) {
          double[] share = shares[head][t];
          int end = causal ? t + 1 : x.length;
          double total = 0;
          for (int s = 0; s < end; s++) {
            share[s] = Math.exp(score(query, t, s));
            total += share[s];
          }
          for (int s = 0; s < end; s++) {
            share[s] /= total;
            for (int i = 0; i < size; i++) {
              mixed[t][query + i] += share[s] * projected[s][2 * width + query + i];
            }
          }
        }
      }
      return out.forward(mixed);
    }

    private double score(int query, int t, int s) {
      return dot(projected[t], query, projected[s], width + query, size) / Math.sqrt(size);
    }

    double[][] backward(double[][] slope) {
      double[][] mixedSlope = out.backward(slope);
      double[][] projectedSlope = new double[projected.length][3 * width];
      for (int head = 0; head < heads; head++) {
        int query = head * size;
        int key = width + query;
        int value = 2 * width + query;
        for (int t = 0; t < projected.length; t++) {
          double[] share = shares[head][t];
          double[] shareSlope = new double[projected.length];
          double mean = 0;
          for (int s = 0; s < projected.length; s++) {
            shareSlope[s] = dot(mixedSlope[t], query, projected[s], value, size);
            mean += share[s] * shareSlope[s];
          }
          for (int s = 0; s < projected.length; s++) {
            double scoreSlope = share[s] * (shareSlope[s] - mean) / Math.sqrt(size);
            for (int i = 0; i < size; i++) {
              projectedSlope[s][value + i] += share[s] * mixedSlope[t][query + i];
              projectedSlope[t][query + i] += scoreSlope * projected[s][key + i];
              projectedSlope[s][key + i] += scoreSlope * projected[t][query + i];
            }
          }
        }
      }
      return in.backward(projectedSlope);
    }
  }

  /** One layer: attention and feed-forward, each added to its input and then normalized. */
  private final class Layer {
    private final Attention attention;
    private final Normalization normalization0;
    private final Linear inner;
    private final Rectifier activation = new Rectifier();
    private final Linear outer;
    private final Normalization normalization1;

    Layer(String name) {
      this.attention = new Attention(name + "attention.");
      this.normalization0 = new Normalization(name + "normalization.0");
      this.inner = new Linear(name + "feed-forward.0");
      this.outer = new Linear(name + "feed-forward.1");
      this.normalization1 = new Normalization(name + "normalization.1");
    }

    double[][] forward(double[][] x) {
      double[][] attended = normalization0.forward(sum(x, attention.forward(x)));
      double[][] fed = outer.forward(activation.forward(inner.forward(attended)));
      return normalization1.forward(sum(attended, fed));
    }

    double[][] backward(double[][] slope) {
      double[][] fed = normalization1.backward(slope);
      double[][] attended = sum(fed, inner.backward(activation.backward(outer.backward(fed))));
      double[][] residual = normalization0.backward(attended);
      return sum(residual, attention.backward(residual));
    }
  }
}
