package io.stagger.planning.picture;

import io.stagger.api.StaggerException;
import io.stagger.api.evaluation.Picture;
import io.stagger.api.evaluation.Prediction;
import io.stagger.api.evaluation.Renderer;
import io.stagger.api.plugin.ExtensionContext;
import io.stagger.planning.Trajectory;
import io.stagger.planning.maze.Maze;
import io.stagger.planning.maze.MazeChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Draws sampled futures of recorded windows, by the first two numbers of the observations, with
 * what was recorded as a dark line. Observations that aren't finite are left out, and so is padding
 * of what was recorded. Trajectories whose observations are single numbers aren't drawn.
 */
public final class MazePlansRenderer implements Renderer<Trajectory> {
  private final int panels;
  private final int plans;
  private final PlanPicture picture;

  private MazePlansRenderer(Optional<Maze> maze, int panels, int plans) {
    this.panels = panels;
    this.plans = plans;
    this.picture = new PlanPicture(maze, "recorded");
  }

  /**
   * A renderer with these settings.
   *
   * @throws StaggerException if the file can't be read or holds no maze
   */
  public static MazePlansRenderer of(MazePlansSettings settings, ExtensionContext context) {
    Optional<Maze> maze =
        settings.maze().isPresent() || settings.file().isPresent()
            ? Optional.of(MazeChoice.of(settings.maze(), settings.file(), context).maze())
            : Optional.empty();
    return new MazePlansRenderer(maze, settings.panels(), settings.plans());
  }

  @Override
  public Class<Trajectory> sampleType() {
    return Trajectory.class;
  }

  @Override
  public List<Picture> render(String title, List<Prediction<Trajectory>> predictions) {
    List<PlanPanel> drawn = new ArrayList<>();
    for (int index : PlanPicture.evenly(predictions.size(), panels)) {
      panel("Window %d of %d".formatted(index + 1, predictions.size()), predictions.get(index))
          .ifPresent(drawn::add);
    }
    if (drawn.isEmpty()) {
      return List.of();
    }
    int most = drawn.stream().mapToInt(panel -> panel.plans().size()).max().orElse(0);
    return List.of(
        Picture.png(
            "maze-plans",
            "Sampled futures by %s: %d of each of %d recorded windows, over what was recorded."
                .formatted(title, most, drawn.size()),
            picture.png(title, drawn)));
  }

  /** The panel of a prediction; empty if it has no place to draw. */
  private Optional<PlanPanel> panel(String title, Prediction<Trajectory> prediction) {
    Trajectory truth = prediction.truth();
    double[] recorded = places(truth, 0, truth.realSteps());
    if (recorded.length == 0) {
      return Optional.empty();
    }
    // A future begins with the last observation that is known.
    int from = Math.max(0, prediction.knownLength() - 1);
    List<double[]> futures =
        prediction.samples().stream()
            .limit(plans)
            .map(sample -> places(sample, from, sample.steps()))
            .filter(future -> future.length > 0)
            .toList();
    double[] known = places(truth, from, from);
    return Optional.of(
        new PlanPanel(
            title,
            known.length > 0 ? known : Arrays.copyOf(recorded, 2),
            new double[0],
            futures,
            recorded,
            OptionalInt.empty()));
  }

  /** Where some of the observations are, both ends included, as far as they are finite. */
  private static double[] places(Trajectory trajectory, int from, int to) {
    int width = trajectory.observationWidth();
    if (width < 2) {
      return new double[0];
    }
    double[] places = new double[2 * Math.max(0, to - from + 1)];
    int count = 0;
    for (int step = from; step <= to; step++) {
      double first = trajectory.observations()[step * width];
      double second = trajectory.observations()[step * width + 1];
      if (Double.isFinite(first) && Double.isFinite(second)) {
        places[2 * count] = first;
        places[2 * count + 1] = second;
        count++;
      }
    }
    return Arrays.copyOf(places, 2 * count);
  }
}
