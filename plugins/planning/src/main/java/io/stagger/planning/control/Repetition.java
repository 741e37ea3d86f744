package io.stagger.planning.control;

import io.stagger.api.engine.GuidanceTally;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one repetition of all episodes gave.
 *
 * @param plans how many plans were timed
 * @param seconds how long they took
 * @param guidance how often plans were steered, and how often the gradient was clipped
 */
record Repetition(List<EpisodeRecord> episodes, int plans, double seconds, GuidanceTally guidance) {
  /** Copies the list. */
  Repetition {
    episodes = List.copyOf(episodes);
  }

  double mean(ToDoubleFunction<EpisodeRecord> score) {
    return episodes.stream().mapToDouble(score).average().orElse(Double.NaN);
  }

  double firstReach() {
    return episodes.stream()
        .filter(e -> e.reached().isPresent())
        .mapToInt(e -> e.reached().getAsInt())
        .average()
        .orElse(Double.NaN);
  }

  double planSeconds() {
    return plans == 0 ? Double.NaN : seconds / plans;
  }

  /** The share of gradients that were clipped; not a number without any. */
  double clippedShare() {
    return (double) guidance.clipped() / guidance.gradients();
  }
}
