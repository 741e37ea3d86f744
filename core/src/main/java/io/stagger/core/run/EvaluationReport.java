package io.stagger.core.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stagger.api.data.Split;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.evaluation.Trial;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The scores of a model and of the baselines.
 *
 * @param split what was predicted
 * @param step how many training steps the model had taken
 * @param windows how many samples of the split; 0 if none was predicted
 * @param samples how many futures of each; 0 if none was predicted
 * @param ways results by the name of the way of sampling
 * @param baselines results by the name of the baseline
 * @param trials what each trial compared, by its name
 */
public record EvaluationReport(
    Split split,
    long step,
    long windows,
    int samples,
    Map<String, Result> ways,
    Map<String, Result> baselines,
    Map<String, List<Trial.Row>> trials) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Copies the maps. */
  public EvaluationReport {
    ways = Collections.unmodifiableMap(new LinkedHashMap<>(ways));
    baselines = Collections.unmodifiableMap(new LinkedHashMap<>(baselines));
    trials = Collections.unmodifiableMap(new LinkedHashMap<>(trials));
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

  private static void write(List<Trial.Row> rows, ObjectNode node) {
    for (Trial.Row row : rows) {
      ObjectNode rowNode = node.putObject(row.name());
      row.scores()
          .forEach(
              (name, estimate) -> {
                ObjectNode score = rowNode.putObject(name);
                // JSON knows no number that is none.
                if (estimate.count() > 0) {
                  score.put("mean", estimate.mean());
                }
                if (estimate.count() > 1) {
                  score.put("standard_error", estimate.standardError());
                }
                score.put("count", estimate.count());
              });
    }
  }

  /** The report as a JSON object. */
  public ObjectNode toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("split", split.name().toLowerCase(Locale.ROOT));
    root.put("step", step);
    if (windows > 0) {
      root.put("windows", windows);
      root.put("samples", samples);
    }
    ObjectNode wayNodes = root.putObject("ways");
    ways.forEach((name, result) -> result.write(wayNodes.putObject(name)));
    ObjectNode baselineNodes = root.putObject("baselines");
    baselines.forEach((name, result) -> result.write(baselineNodes.putObject(name)));
    ObjectNode trialNodes = root.putObject("trials");
    trials.forEach((name, rows) -> write(rows, trialNodes.putObject(name)));
    return root;
  }
}
