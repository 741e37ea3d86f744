package io.stagger.core.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stagger.api.data.Split;
import io.stagger.api.engine.GuidanceTally;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The scores of a model and of the baselines.
 *
 * @param split what was predicted
 * @param step how many training steps the model had taken
 * @param windows how many samples of the split
 * @param samples how many futures of each
 * @param ways results by the name of the way of sampling
 * @param baselines results by the name of the baseline
 */
public record EvaluationReport(
    Split split,
    long step,
    long windows,
    int samples,
    Map<String, Result> ways,
    Map<String, Result> baselines) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Copies the maps. */
  public EvaluationReport {
    ways = Collections.unmodifiableMap(new LinkedHashMap<>(ways));
    baselines = Collections.unmodifiableMap(new LinkedHashMap<>(baselines));
  }

  /**
   * What one way of predicting reached.
   *
   * @param scores scores by name, the most important first
   * @param evaluations network evaluations for one window; 0 without a network
   * @param tokenUpdates updates of a token for one window; 0 without a network
   * @param seconds how long all predictions took
   * @param guidance how often sampling was steered in all predictions, and the gradient clipped
   */
  public record Result(
      Map<String, Double> scores,
      long evaluations,
      long tokenUpdates,
      double seconds,
      GuidanceTally guidance) {
    /** Copies the map. */
    public Result {
      scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
    }

    /** What was reached without guidance. */
    public Result(Map<String, Double> scores, long evaluations, long tokenUpdates, double seconds) {
      this(scores, evaluations, tokenUpdates, seconds, GuidanceTally.NONE);
    }

    private void write(ObjectNode node) {
      scores.forEach(node::put);
      node.put("evaluations", evaluations);
      node.put("token_updates", tokenUpdates);
      node.put("seconds", seconds);
      if (guidance.gradients() > 0) {
        node.put("guidance_gradients", guidance.gradients());
        node.put("guidance_clipped", guidance.clipped());
      }
    }
  }

  /** The report as a JSON object. */
  public ObjectNode toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("split", split.name().toLowerCase(Locale.ROOT));
    root.put("step", step);
    root.put("windows", windows);
    root.put("samples", samples);
    ObjectNode wayNodes = root.putObject("ways");
    ways.forEach((name, result) -> result.write(wayNodes.putObject(name)));
    ObjectNode baselineNodes = root.putObject("baselines");
    baselines.forEach((name, result) -> result.write(baselineNodes.putObject(name)));
    return root;
  }
}
