package io.stagger.planning.control;

import io.stagger.api.StaggerException;
import io.stagger.api.environment.Environment;
import io.stagger.api.evaluation.Picture;
import io.stagger.planning.maze.MazeEnvironment;
import io.stagger.planning.picture.PlanPanel;
import io.stagger.planning.picture.PlanPicture;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pictures of a closed loop, over the walls of a maze where there is one: how every variant's
 * episodes went, and how the first guided variant planned, or the first one if none is guided.
 */
final class ClosedLoopPictures {
  private static final Logger LOGGER = LoggerFactory.getLogger(ClosedLoopPictures.class);

  /** How many states of a plan's denoising stand side by side. */
  private static final int FRAMES = 6;

  /** How many plans of an episode are told apart at a glance. */
  private static final int PLANS = 4;

  private final PlanPicture picture;

  ClosedLoopPictures(Environment environment) {
    picture =
        new PlanPicture(
            environment instanceof MazeEnvironment maze
                ? Optional.of(maze.maze())
                : Optional.empty());
  }

  /**
   * Draws.
   *
   * @param shown the episodes of each variant that are drawn, at least one of each
   * @param loop plans once more, to see a plan on its way
   */
  List<Picture> draw(Map<Variant, List<EpisodeRecord>> shown, ClosedLoop loop) {
    Variant first =
        shown.keySet().stream()
            .filter(variant -> variant.strength() != 0)
            .findFirst()
            .orElseGet(() -> shown.keySet().iterator().next());
    List<EpisodeRecord> episodes = shown.get(first);
    List<Picture> pictures = new ArrayList<>();
    pictures.add(executed("executed", first.name(), episodes));
    if (!episodes.get(0).plans().isEmpty()) {
      pictures.add(plans(first.name(), episodes));
      pictures.addAll(denoising(loop, first, episodes.get(0)));
    }
    shown.forEach(
        (variant, others) -> {
          if (!variant.equals(first)) {
            pictures.add(executed("executed-" + fileName(variant), variant.name(), others));
          }
        });
    return pictures;
  }

  /** A variant's name as words joined by '-'; its numbers keep their points and signs. */
  private static String fileName(Variant variant) {
    return variant
        .name()
        .toLowerCase(Locale.ROOT)
        .replace("-", "minus-")
        .replaceAll("[^a-z0-9.-]+", "-");
  }

  private Picture executed(String file, String row, List<EpisodeRecord> episodes) {
    List<PlanPanel> panels = new ArrayList<>();
    for (int i = 0; i < episodes.size(); i++) {
      EpisodeRecord episode = episodes.get(i);
      panels.add(
          new PlanPanel(
              "episode %d: %s".formatted(i + 1, reached(episode)),
              start(episode),
              goal(episode),
              List.of(),
              episode.places(),
              episode.reached()));
    }
    return Picture.png(
        file,
        "Where the first episodes of '%s' went, from the dot to the goal, with the place where each reached it first."
            .formatted(row),
        picture.png(row, panels));
  }

  static String reached(EpisodeRecord episode) {
    return episode.reached().isPresent()
        ? "at the goal after " + counted(episode.reached().getAsInt(), "step")
        : "goal not reached";
  }

  private Picture plans(String row, List<EpisodeRecord> episodes) {
    List<PlanPanel> panels = new ArrayList<>();
    for (int i = 0; i < episodes.size(); i++) {
      EpisodeRecord episode = episodes.get(i);
      int made = episode.plans().size();
      List<double[]> some = PlanPicture.some(episode.plansUntilReached(), PLANS);
      panels.add(
          new PlanPanel(
              some.size() == made
                  ? "episode %d: %s".formatted(i + 1, counted(made, "plan"))
                  : "episode %d: %d of %d plans".formatted(i + 1, some.size(), made),
              start(episode),
              goal(episode),
              some,
              new double[0],
              OptionalInt.empty()));
    }
    return Picture.png(
        "plans",
        "Plans that these episodes made until they reached the goal, from the first to the last, at most %d of each: each from where it was then, the earlier the paler."
            .formatted(PLANS),
        picture.successive(row, panels));
  }

  private static String counted(int count, String what) {
    return "%d %s%s".formatted(count, what, count == 1 ? "" : "s");
  }

  /** To watch a plan, all of its tokens have to be there, which a model may not be able to see. */
  private List<Picture> denoising(ClosedLoop loop, Variant variant, EpisodeRecord episode) {
    try {
      return denoising(episode, loop.denoising(variant, episode));
    } catch (StaggerException e) {
      LOGGER.warn("The denoising of a plan is not drawn: {}", e.getMessage());
      return List.of();
    }
  }

  private List<Picture> denoising(EpisodeRecord episode, List<double[]> states) {
    List<String> captions = new ArrayList<>();
    for (int state = 0; state < states.size(); state++) {
      captions.add("step %d of %d".formatted(state, states.size() - 1));
    }
    return List.of(
        new Picture(
            "denoising",
            "The first plan of episode 1 on its way from noise to clean.",
            Picture.Format.GIF,
            picture.gif("the first plan", start(episode), goal(episode), states, captions)),
        Picture.png(
            "denoising-frames",
            "The same, at some of its steps.",
            picture.frames(
                "the first plan",
                start(episode),
                goal(episode),
                states,
                captions,
                Math.min(FRAMES, states.size()))));
  }

  private static double[] start(EpisodeRecord episode) {
    return place(episode.start()[0], episode.start().length > 1 ? episode.start()[1] : 0);
  }

  private static double[] goal(EpisodeRecord episode) {
    return episode.goal().isEmpty()
        ? new double[0]
        : place(episode.goal().get(0), episode.goal().size() > 1 ? episode.goal().get(1) : 0);
  }

  private static double[] place(double x, double y) {
    return new double[] {x, y};
  }
}
