package io.stagger.planning.control;

import io.stagger.api.environment.Environment;
import io.stagger.api.evaluation.Trial;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Makes rows of scores of what repetitions gave.
 *
 * @param returns between which scores are normalized
 */
record ScoreBoard(Optional<Environment.Returns> returns) {
  Trial.Row row(String name, List<Repetition> repetitions) {
    Map<String, Trial.Estimate> scores = new LinkedHashMap<>();
    returns.ifPresent(
        between ->
            scores.put(
                "score", over(repetitions, s -> between.score(s.mean(EpisodeRecord::total)))));
    scores.put("return", over(repetitions, s -> s.mean(EpisodeRecord::total)));
    scores.put("return_if_stayed", over(repetitions, s -> s.mean(EpisodeRecord::totalIfStayed)));
    scores.put("success", over(repetitions, s -> s.mean(e -> e.reached().isPresent() ? 1 : 0)));
    scores.put("first_reach", over(repetitions, Repetition::firstReach));
    Set<String> tallies = new LinkedHashSet<>();
    repetitions.forEach(s -> s.episodes().forEach(e -> tallies.addAll(e.tallies().keySet())));
    for (String tally : tallies) {
      scores.put(tally, over(repetitions, s -> s.mean(e -> e.tallies().getOrDefault(tally, 0.0))));
    }
    if (repetitions.stream().anyMatch(s -> s.guidance().gradients() > 0)) {
      scores.put("clipped_share", over(repetitions, Repetition::clippedShare));
    }
    if (repetitions.stream().anyMatch(s -> s.plans() > 0)) {
      scores.put("plan_seconds", over(repetitions, Repetition::planSeconds));
    }
    return new Trial.Row(name, scores);
  }

  private static Trial.Estimate over(
      List<Repetition> repetitions, ToDoubleFunction<Repetition> score) {
    return Trial.Estimate.of(
        repetitions.stream().mapToDouble(score).filter(value -> !Double.isNaN(value)).toArray());
  }
}
