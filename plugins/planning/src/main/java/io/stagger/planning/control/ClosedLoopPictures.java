package io.stagger.planning.control;

import io.stagger.api.environment.Environment;
import io.stagger.api.evaluation.Picture;
import io.stagger.planning.maze.MazeEnvironment;
import io.stagger.planning.picture.PlanPanel;
import io.stagger.planning.picture.PlanPicture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The pictures of a closed loop, over the walls of a maze where there is one. */
final class ClosedLoopPictures {
  /** How many states of a plan's denoising stand side by side. */
  private static final int FRAMES = 6;

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
   * @param row which row of the result the episodes belong to
   * @param episodes at least one
   * @param denoising the places of the first episode's first plan, row by row
   */
  List<Picture> draw(String row, List<EpisodeRecord> episodes, List<double[]> denoising) {
    List<PlanPanel> executed = new ArrayList<>();
    List<PlanPanel> planned = new ArrayList<>();
    for (int i = 0; i < episodes.size(); i++) {
      EpisodeRecord episode = episodes.get(i);
      String title =
          "episode %d: %s"
              .formatted(
                  i + 1,
                  episode.reached().isPresent()
                      ? "at the goal after %d steps".formatted(episode.reached().getAsInt())
                      : "goal not reached");
      executed.add(
          new PlanPanel(
              title,
              start(episode),
              goal(episode),
              List.of(),
              episode.places(),
              episode.reached()));
      planned.add(
          new PlanPanel(
              "episode %d: %d plans".formatted(i + 1, episode.plans().size()),
              start(episode),
              goal(episode),
              episode.plans(),
              new double[0],
              OptionalInt.empty()));
    }
    List<String> captions = new ArrayList<>();
    for (int state = 0; state < denoising.size(); state++) {
      captions.add("step %d of %d".formatted(state, denoising.size() - 1));
    }
    EpisodeRecord first = episodes.get(0);
    return List.of(
        Picture.png(
            "executed",
            "Where the first episodes of '%s' went, from the dot to the goal, with the place where each reached it first."
                .formatted(row),
            picture.png(executed)),
        Picture.png(
            "plans",
            "All plans that were made in these episodes, each from where the ball was then.",
            picture.png(planned)),
        new Picture(
            "denoising",
            "The first plan of episode 1 on its way from noise to clean.",
            Picture.Format.GIF,
            picture.gif("the first plan", start(first), goal(first), denoising, captions)),
        Picture.png(
            "denoising-frames",
            "The same, at some of its steps.",
            picture.frames(
                "the first plan",
                start(first),
                goal(first),
                denoising,
                captions,
                Math.min(FRAMES, denoising.size()))));
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
