package io.stagger.core.run;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ways in which one trained model is sampled.
 *
 * @param steps denoising steps of each token
 * @param defaultWay the one that is used unless told otherwise
 * @param named those that an evaluation compares, by name, in order
 */
public record Ways(int steps, SamplingSchedule defaultWay, Map<String, SamplingSchedule> named) {
  /** What messages call the default way. */
  static final String DEFAULT = "sampling.schedule";

  /** Copies the map. */
  public Ways {
    named = Collections.unmodifiableMap(new LinkedHashMap<>(named));
  }

  /** The matrix of the default way. */
  public SchedulingMatrix defaultMatrix(int horizon) {
    return matrix(DEFAULT, defaultWay, horizon);
  }

  /** The matrices of all named ways, by name. */
  public Map<String, SchedulingMatrix> matrices(int horizon) {
    Map<String, SchedulingMatrix> matrices = new LinkedHashMap<>();
    named.forEach((name, schedule) -> matrices.put(name, matrix(name, schedule, horizon)));
    return matrices;
  }

  /** The matrix of a schedule, or a sentence that names the way it was asked for. */
  SchedulingMatrix matrix(String name, SamplingSchedule schedule, int horizon) {
    try {
      return schedule.matrix(horizon, steps);
    } catch (IllegalArgumentException e) {
      throw new StaggerException(
          "The sampling schedule '%s' gives no valid plan for %d tokens in %d steps: %s"
              .formatted(name, horizon, steps, e.getMessage()),
          e);
    }
  }
}
