package io.stagger.core.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stagger.api.evaluation.Trial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a comparison came to.
 *
 * @param trainingLength the tokens of a sequence in training
 * @param context how many tokens of each roll-out were observed
 * @param length the tokens of a roll-out, with those
 * @param sequences how many went on side by side for each model
 * @param window tokens in a window for the energy distance
 * @param spectrumWindow tokens in a window for the spectrum error
 * @param regimes for each regime, by name, a result for each seed
 */
public record ComparisonReport(
    int trainingLength,
    int context,
    int length,
    int sequences,
    int window,
    int spectrumWindow,
    Map<String, List<RolloutResult>> regimes) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Copies the map. */
  public ComparisonReport {
    Map<String, List<RolloutResult>> copied = new LinkedHashMap<>();
    regimes.forEach((name, results) -> copied.put(name, List.copyOf(results)));
    regimes = Collections.unmodifiableMap(copied);
  }

  /** What real training windows score; the same for all models. */
  public Floor floor() {
    return any().floor();
  }

  /** The horizons of {@link RolloutResult#drift}. */
  public List<Integer> horizons() {
    return any().drift().stream().map(Drift::horizon).toList();
  }

  /** One of the results, for what all of them share. */
  public RolloutResult any() {
    return regimes.values().iterator().next().get(0);
  }

  /** Mean and standard error over seeds of the energy distance at a horizon. */
  public Trial.Estimate energy(String regime, int horizon) {
    return estimate(regime, result -> drift(result, horizon).energy());
  }

  /** Mean and standard error over seeds of the spectrum error at a horizon. */
  public Trial.Estimate spectrum(String regime, int horizon) {
    return estimate(regime, result -> drift(result, horizon).spectrum());
  }

  /**
   * How many times greater the energy distance is at the end than at the training length, both
   * means over seeds; not a number if that at the training length is not above 0.
   */
  public double growth(String regime) {
    double before = energy(regime, trainingLength).mean();
    return before > 0 ? energy(regime, length).mean() / before : Double.NaN;
  }

  /** Mean and standard error over seeds of how many tokens were generated in a second. */
  public Trial.Estimate tokensPerSecond(String regime) {
    return estimate(regime, RolloutResult::tokensPerSecond);
  }

  private Trial.Estimate estimate(String regime, ToDoubleFunction<RolloutResult> value) {
    return Trial.Estimate.of(
        regimes.get(regime).stream()
            .mapToDouble(value)
            .filter(number -> !Double.isNaN(number))
            .toArray());
  }

  private static Drift drift(RolloutResult result, int horizon) {
    return result.drift().stream()
        .filter(drift -> drift.horizon() == horizon)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No horizon " + horizon + "."));
  }

  /** The report as a JSON object. A number that is none, or infinite, is left out. */
  public ObjectNode toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("training_length", trainingLength);
    root.put("context", context);
    root.put("length", length);
    root.put("sequences", sequences);
    root.put("window", window);
    root.put("spectrum_window", spectrumWindow);
    ObjectNode floor = root.putObject("floor");
    put(floor, "energy_distance", floor().energy());
    put(floor, "energy_coefficient", floor().coefficient());
    put(floor, "spectrum_error", floor().spectrum());
    ObjectNode nodes = root.putObject("regimes");
    regimes.forEach((name, results) -> write(name, results, nodes.putObject(name)));
    return root;
  }

  private void write(String name, List<RolloutResult> results, ObjectNode node) {
    put(node, "growth", growth(name));
    ArrayNode means = node.putArray("drift");
    for (int horizon : horizons()) {
      ObjectNode mean = means.addObject().put("horizon", horizon);
      put(mean.putObject("energy_distance"), energy(name, horizon));
      put(
          mean.putObject("energy_coefficient"),
          estimate(name, result -> drift(result, horizon).coefficient()));
      put(mean.putObject("spectrum_error"), spectrum(name, horizon));
    }
    ArrayNode errors = node.putArray("error");
    for (int i = 0; i < any().errors().size(); i++) {
      int index = i;
      ObjectNode mean = errors.addObject().put("token", any().errors().get(i).token());
      put(
          mean.putObject("mean_absolute"),
          estimate(name, result -> result.errors().get(index).meanAbsolute()));
      put(
          mean.putObject("root_mean_square"),
          estimate(name, result -> result.errors().get(index).rootMeanSquare()));
    }
    ArrayNode runs = node.putArray("runs");
    results.forEach(result -> write(result, runs.addObject()));
  }

  private static void write(RolloutResult result, ObjectNode node) {
    node.put("seed", result.seed());
    node.put("step", result.step());
    put(node, "tokens_per_second", result.tokensPerSecond());
    if (result.divergedAt() > 0) {
      node.put("diverged_at", result.divergedAt());
      node.put("diverged_sequences", result.divergedSequences());
    }
    ArrayNode drift = node.putArray("drift");
    for (Drift at : result.drift()) {
      ObjectNode point = drift.addObject().put("horizon", at.horizon());
      put(point, "energy_distance", at.energy());
      put(point, "energy_coefficient", at.coefficient());
      put(point, "spectrum_error", at.spectrum());
    }
    ArrayNode errors = node.putArray("error");
    for (TokenError at : result.errors()) {
      ObjectNode point = errors.addObject().put("token", at.token());
      put(point, "mean_absolute", at.meanAbsolute());
      put(point, "root_mean_square", at.rootMeanSquare());
    }
    ObjectNode spectrum = node.putObject("log10_spectrum");
    numbers(spectrum.putArray("frequency"), result.frequencies());
    numbers(spectrum.putArray("generated"), result.spectrum());
    numbers(spectrum.putArray("real"), result.realSpectrum());
  }

  private static void numbers(ArrayNode node, double[] values) {
    for (double value : values) {
      node.add(value);
    }
  }

  private static void put(ObjectNode node, Trial.Estimate estimate) {
    if (estimate.count() > 0) {
      put(node, "mean", estimate.mean());
    }
    if (estimate.count() > 1) {
      put(node, "standard_error", estimate.standardError());
    }
    node.put("count", estimate.count());
  }

  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    }
  }

  /** The values of all seeds at each horizon, for a picture: [seed][horizon]. */
  public List<double[]> curves(String regime, ToDoubleFunction<Drift> value) {
    List<double[]> curves = new ArrayList<>();
    for (RolloutResult result : regimes.get(regime)) {
      curves.add(result.drift().stream().mapToDouble(value).toArray());
    }
    return curves;
  }
}
