package io.stagger.planning.control;

import io.stagger.api.environment.Environment;
import io.stagger.api.evaluation.Trial;
import io.stagger.planning.Trajectory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Model-predictive control: from where each episode is, plan to its end or to the horizon, carry
 * out some steps, and plan anew (the authors' planner, section 4.2 of the paper). All variants see
 * the same starts and goals, and the same noise.
 *
 * <p>Scores of a row, each a mean over the repetitions of the mean over episodes:
 *
 * <ul>
 *   <li>{@code score}: the normalized score, if the environment says what random actions and an
 *       expert get;
 *   <li>{@code return}: the sum of rewards;
 *   <li>{@code return_if_stayed}: as if every step from the first reward on had a reward of 1, to
 *       the episode's full length; the return where no reward came;
 *   <li>{@code success}: the share of episodes with a reward;
 *   <li>{@code first_reach}: after how many steps the first reward came, over those episodes;
 *   <li>what the environment tallies;
 *   <li>{@code clipped_share}: the share of guidance's gradients that were clipped to their norm,
 *       if there were any;
 *   <li>{@code plan_seconds}: how long one plan for all episodes took, the first one left out,
 *       because engines build what they need then.
 * </ul>
 *
 * <p>An episode that the environment ends before its full length is neither planned for nor acted
 * in any more: the steps that it would still have had add nothing to its return, and what it
 * tallies is what it had then. {@code return_if_stayed} counts them as if it had gone on, so that
 * environments that end with the goal and those that don't are scored alike. Where all are done,
 * the loop ends.
 */
public final class ClosedLoopTrial implements Trial<Trajectory> {
  /** What the point {@code trial} calls it. */
  public static final String NAME = "closed-loop";

  private final ClosedLoopSettings settings;

  /** Creates the trial. */
  public ClosedLoopTrial(ClosedLoopSettings settings) {
    this.settings = settings;
  }

  @Override
  public Class<Trajectory> sampleType() {
    return Trajectory.class;
  }

  @Override
  public void check(Prerequisites<Trajectory> prerequisites) {
    new ClosedLoopCheck(settings).check(prerequisites);
  }

  @Override
  public Result run(Means<Trajectory> means, Progress progress) {
    Environment environment = new ClosedLoopCheck(settings).check(means.prerequisites());
    ClosedLoop loop = new ClosedLoop(settings, means, environment);
    ScoreBoard board = new ScoreBoard(environment.returns());
    List<Row> rows = new ArrayList<>();
    Map<Variant, List<EpisodeRecord>> shown = new LinkedHashMap<>();
    for (Variant variant : Variant.of(settings, means.sampler().guided())) {
      List<Repetition> repetitions = new ArrayList<>();
      for (int repetition = 0; repetition < settings.repetitions(); repetition++) {
        repetitions.add(loop.run(variant, repetition, progress));
      }
      rows.add(board.row(variant.name(), repetitions));
      shown.put(
          variant,
          repetitions
              .get(0)
              .episodes()
              .subList(0, Math.min(settings.drawn(), settings.episodes())));
    }
    if (settings.expert() && environment instanceof Expert.Known known) {
      List<Repetition> repetitions = new ArrayList<>();
      for (int repetition = 0; repetition < settings.repetitions(); repetition++) {
        repetitions.add(loop.runExpert(known, repetition, progress));
      }
      rows.add(board.row(known.expertName(), repetitions));
    }
    return new Result(
        rows,
        settings.drawn() == 0 ? List.of() : new ClosedLoopPictures(environment).draw(shown, loop));
  }
}
