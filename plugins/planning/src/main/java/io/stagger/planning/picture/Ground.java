package io.stagger.planning.picture;

import io.stagger.planning.maze.Maze;
import io.stagger.planning.maze.MazeDynamics;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * What plans are drawn on: the walls of a maze, or nothing. The first number of a place is drawn
 * downwards, the second to the right.
 *
 * @param top the first number at the upper edge
 * @param left the second number at the left edge
 * @param height what the first number spans
 * @param width what the second number spans
 */
record Ground(Optional<Maze> maze, double top, double left, double height, double width) {
  /** The free margin around what is drawn on a plain ground, as a share of its size. */
  private static final double MARGIN = 0.06;

  /** A panel is at most so much longer than wide, or the other way round. */
  private static final double LONGEST_SHAPE = 2;

  /**
   * A maze. The square of a cell lies where the dynamics have it, displaced against the cell's
   * coordinates ({@link MazeDynamics#DISPLACEMENT}). Of the outermost cells, which are walls, half
   * is shown.
   */
  static Ground of(Maze maze) {
    return new Ground(
        Optional.of(maze),
        MazeDynamics.DISPLACEMENT,
        MazeDynamics.DISPLACEMENT,
        maze.rows() - 1,
        maze.columns() - 1);
  }

  /** A plain ground that holds everything that the panels show. */
  static Ground around(List<PlanPanel> panels) {
    double[] first = span(panels, 0);
    double[] second = span(panels, 1);
    double longest = Math.max(first[1] - first[0], second[1] - second[0]);
    if (longest == 0) {
      longest = 1;
    }
    double height = Math.max(first[1] - first[0], longest / LONGEST_SHAPE);
    double width = Math.max(second[1] - second[0], longest / LONGEST_SHAPE);
    double margin = MARGIN * longest;
    return new Ground(
        Optional.empty(),
        (first[0] + first[1] - height) / 2 - margin,
        (second[0] + second[1] - width) / 2 - margin,
        height + 2 * margin,
        width + 2 * margin);
  }

  /** The least and the largest of one of the two numbers of all places. */
  private static double[] span(List<PlanPanel> panels, int number) {
    double[] values =
        panels.stream()
            .flatMapToDouble(
                panel ->
                    DoubleStream.concat(
                        DoubleStream.concat(
                            Arrays.stream(panel.start()), Arrays.stream(panel.goal())),
                        DoubleStream.concat(
                            panel.plans().stream().flatMapToDouble(Arrays::stream),
                            Arrays.stream(panel.executed()))))
            .toArray();
    double least = values[number];
    double largest = values[number];
    for (int i = number; i < values.length; i += 2) {
      least = Math.min(least, values[i]);
      largest = Math.max(largest, values[i]);
    }
    return new double[] {least, largest};
  }

  /**
   * Draws it.
   *
   * @param x the panel's left edge
   * @param y the panel's upper edge
   * @param scale pixels for 1 of the data's unit
   */
  void draw(Graphics2D graphics, double x, double y, double scale) {
    graphics.setColor(PlanColors.PAPER);
    graphics.fill(new Rectangle2D.Double(x, y, width * scale, height * scale));
    graphics.setColor(PlanColors.WALL);
    maze.ifPresent(
        walls -> {
          for (int row = 0; row < walls.rows(); row++) {
            for (int column = 0; column < walls.columns(); column++) {
              if (walls.isWall(row, column)) {
                graphics.fill(
                    new Rectangle2D.Double(
                        x + (column + MazeDynamics.DISPLACEMENT - 0.5 - left) * scale,
                        y + (row + MazeDynamics.DISPLACEMENT - 0.5 - top) * scale,
                        scale,
                        scale));
              }
            }
          }
        });
  }
}
