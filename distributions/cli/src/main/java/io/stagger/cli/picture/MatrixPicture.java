package io.stagger.cli.picture;

import io.stagger.api.diffusion.SchedulingMatrix;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.util.List;

/**
 * Draws a scheduling matrix: a row of cells for each state, a column for each token, from light
 * (clean) to dark (pure noise). Where there is room, each cell holds its sampling level.
 */
public final class MatrixPicture {
  private static final int BOTTOM = 20;

  private MatrixPicture() {}

  /**
   * Draws a matrix.
   *
   * @param title stands above, over a line with the cost
   * @return the PNG's bytes
   */
  public static byte[] draw(String title, SchedulingMatrix matrix) {
    HeatMap map =
        new HeatMap(
            new Rectangle(
                HeatMap.LEFT,
                Sheet.HEAD + HeatMap.TOP,
                Math.max(360, Math.min(640, 40 * matrix.horizon())),
                Math.max(200, Math.min(560, 20 * matrix.rows()))),
            matrix.horizon(),
            matrix.rows());
    Rectangle place = map.place();
    return new Sheet(
            title,
            "%s, %s"
                .formatted(
                    counted(matrix.evaluations(), "network evaluation"),
                    counted(matrix.tokenUpdates(), "token update")),
            place.x + place.width + HeatMap.RIGHT,
            place.y + place.height + BOTTOM)
        .add(graphics -> draw(graphics, map, matrix))
        .png();
  }

  /**
   * Draws a matrix and says what it costs.
   *
   * @param title stands above the picture
   */
  public static Depiction depict(String title, SchedulingMatrix matrix) {
    return new Depiction(draw(title, matrix), costs(matrix), List.of());
  }

  /** What sampling by a matrix costs, a line for each measure. */
  public static List<String> costs(SchedulingMatrix matrix) {
    return List.of(
        "network evaluations: " + matrix.evaluations(), "token updates: " + matrix.tokenUpdates());
  }

  private static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private static void draw(Graphics2D graphics, HeatMap map, SchedulingMatrix matrix) {
    map.drawCells(graphics, (row, token) -> share(matrix, row, token));
    if (map.hasRoomFor(Integer.toString(matrix.steps()).length())) {
      for (int row = 0; row < matrix.rows(); row++) {
        for (int token = 0; token < matrix.horizon(); token++) {
          map.drawText(
              graphics,
              row,
              token,
              Integer.toString(matrix.level(row, token)),
              Shades.onNoise(share(matrix, row, token)));
        }
      }
    }
    map.drawAxes(graphics, "token", "network evaluation");
    map.drawLegend(graphics, matrix.steps() + " noise", "0 clean");
  }

  private static double share(SchedulingMatrix matrix, int row, int token) {
    return (double) matrix.level(row, token) / matrix.steps();
  }
}
