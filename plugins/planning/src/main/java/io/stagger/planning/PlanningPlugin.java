package io.stagger.planning;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.config.NoSettings;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.Extensions;
import io.stagger.api.plugin.Plugin;
import io.stagger.planning.control.ClosedLoopSettings;
import io.stagger.planning.control.ClosedLoopTrial;
import io.stagger.planning.data.TrajectoryCsvExporter;
import io.stagger.planning.data.TrajectoryFile;
import io.stagger.planning.data.TrajectoryFileSettings;
import io.stagger.planning.guidance.GuidanceObjectives;
import io.stagger.planning.maze.ControllerRecording;
import io.stagger.planning.maze.MazeControllerSettings;
import io.stagger.planning.maze.MazeEnvironment;
import io.stagger.planning.maze.MazeSettings;
import io.stagger.planning.picture.MazePlansRenderer;
import io.stagger.planning.picture.MazePlansSettings;
import io.stagger.planning.token.TrajectorySettings;
import io.stagger.planning.token.TrajectoryTokenizerFactory;

/** Trajectories: environments, data, tokenizer, guidance and closed-loop control. */
public final class PlanningPlugin implements Plugin {
  @Override
  public void contribute(Extensions extensions) {
    environments(extensions);
    dataSources(extensions);
    tokenizers(extensions);
    GuidanceObjectives.contribute(extensions);
    extensions.add(
        Extension.of(
            ExtensionPoints.TRIAL,
            ClosedLoopTrial.NAME,
            "Plans, carries out some steps in an environment, plans anew, and scores the episodes.",
            ClosedLoopSettings.class,
            (settings, context) -> new ClosedLoopTrial(settings)));
    reports(extensions);
  }

  private static void reports(Extensions extensions) {
    extensions.add(
        Extension.of(
            ExtensionPoints.RENDERER,
            "maze-plans",
            "Sampled futures of recorded windows, over the maze and what was recorded.",
            MazePlansSettings.class,
            MazePlansRenderer::of));
    extensions.add(
        Extension.of(
            ExtensionPoints.EXPORTER,
            "trajectory-csv",
            "Trajectories as CSV, one line for each sample and step.",
            NoSettings.class,
            (settings, context) -> new TrajectoryCsvExporter()));
  }

  private static void tokenizers(Extensions extensions) {
    extensions.add(
        Extension.of(
            ExtensionPoints.TOKENIZER,
            "trajectory",
            "Stacks of observations, with actions and rewards if wished, scaled number by number.",
            TrajectorySettings.class,
            (settings, context) -> new TrajectoryTokenizerFactory(settings)));
  }

  private static void environments(Extensions extensions) {
    extensions.add(
        Extension.of(
            ExtensionPoints.ENVIRONMENT,
            "maze2d",
            "A ball that is pushed through a maze, as in the benchmark Maze2D.",
            MazeSettings.class,
            MazeEnvironment::of));
  }

  private static void dataSources(Extensions extensions) {
    extensions.add(
        Extension.of(
            ExtensionPoints.DATA_SOURCE,
            "maze2d-controller",
            "Trajectories of a controller that goes from one random cell of a maze to the next, made"
                + " as the data of Maze2D was.",
            MazeControllerSettings.class,
            ControllerRecording::source));
    extensions.add(
        Extension.of(
            ExtensionPoints.DATA_SOURCE,
            "d4rl-hdf5",
            "Trajectories of an HDF5 file, laid out as D4RL publishes its data.",
            TrajectoryFileSettings.class,
            TrajectoryFile::hdf5));
    extensions.add(
        Extension.of(
            ExtensionPoints.DATA_SOURCE,
            "npz-trajectories",
            "Trajectories of an NPZ file that holds the arrays of D4RL under their names.",
            TrajectoryFileSettings.class,
            TrajectoryFile::npz));
  }
}
