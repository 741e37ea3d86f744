package io.stagger.planning.picture;

import io.stagger.planning.maze.Maze;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Draws plans over a maze: walls in gray, plans in colors that say the time, the executed
 * trajectory as a dark line, with start, goal, the goal's reach (a circle of radius 0.5) and where
 * it was first reached. The first number of a place is drawn downwards, the second to the right, as
 * mazes are written.
 *
 * <p>The same input gives the same bytes on one machine; fonts may differ between machines. What
 * lies outside of the maze is cut off. Immutable.
 */
public final class PlanPicture {
  private static final int FINE_PEN = 2;
  private static final int COARSE_PEN = 1;
  private static final int WIDEST_PANEL = 520;
  private static final int WIDEST_MOVING_PANEL = 640;

  /** So many frames stand side by side at most; more make several rows. */
  private static final int MOST_IN_ONE_ROW = 5;

  private final Optional<Maze> maze;
  private final String executedName;

  /**
   * Pictures over a maze.
   *
   * @param maze the walls; empty to draw on a plain ground whose bounds are those of what is drawn
   */
  public PlanPicture(Optional<Maze> maze) {
    this(maze, "executed");
  }

  /**
   * Pictures in which the dark line is called otherwise.
   *
   * @param executedName what the legend calls the executed trajectory
   */
  PlanPicture(Optional<Maze> maze, String executedName) {
    this.maze = maze;
    this.executedName = executedName;
  }

  /**
   * All panels in a grid, with a legend.
   *
   * @param panels at least one
   * @return a PNG, up to 1800 pixels wide and meant to be shown at half its size
   */
  public byte[] png(List<PlanPanel> panels) {
    return png("", panels);
  }

  /**
   * All panels in a grid under a heading.
   *
   * @param heading empty for none
   * @param panels at least one
   * @return a PNG as wide as the one without a heading
   */
  public byte[] png(String heading, List<PlanPanel> panels) {
    return png(heading, panels, false);
  }

  /**
   * The same, where a panel's plans were made one after the other: the earlier a plan the paler it
   * is and the further below, and a ring shows where each begins.
   *
   * @param heading empty for none
   * @param panels at least one
   * @return a PNG as wide as the others
   */
  public byte[] successive(String heading, List<PlanPanel> panels) {
    return png(heading, panels, true);
  }

  private byte[] png(String heading, List<PlanPanel> panels, boolean successive) {
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("A picture of plans has at least one panel.");
    }
    return png(
        new PlanSheet(
            heading,
            panels,
            ground(panels),
            new PlanSheet.Look(
                columns(panels.size()),
                WIDEST_PANEL,
                FINE_PEN,
                executedName,
                Double.POSITIVE_INFINITY,
                false,
                successive)));
  }

  /** How many columns make a grid that is about as high as it is wide, with few empty places. */
  private static int columns(int panels) {
    if (panels <= 3) {
      return panels;
    }
    if (panels == 4) {
      return 2;
    }
    return panels <= 6 || panels == 9 ? 3 : 4;
  }

  /**
   * Consecutive states of one plan on its way from noise to clean, as a GIF that moves: it begins
   * anew whenever it is through, and lingers on the last state. Steps that are much longer than
   * those of the last state aren't drawn, so that noise is seen as a cloud of dots.
   *
   * @param title the heading
   * @param start [2], where the plan begins
   * @param goal [2], or empty if there is none
   * @param states at least one, each [n, 2]
   * @param captions one a state, such as the noise level
   * @return a GIF
   */
  public byte[] gif(
      String title, double[] start, double[] goal, List<double[]> states, List<String> captions) {
    List<PlanPanel> panels = panels(start, goal, states, captions);
    PlanSheet.Look look = denoising(states, 1, WIDEST_MOVING_PANEL, COARSE_PEN);
    Ground ground = ground(panels);
    List<BufferedImage> images = new ArrayList<>();
    for (PlanPanel panel : panels) {
      images.add(new PlanSheet(title, List.of(panel), ground, look).image());
    }
    return MovingPicture.gif(images);
  }

  /**
   * Some states of one plan on its way from noise to clean, side by side.
   *
   * @param title the heading
   * @param start [2], where the plan begins
   * @param goal [2], or empty if there is none
   * @param states at least one, each [n, 2]
   * @param captions one a state, such as the noise level
   * @param count how many to show, at least 1: evenly chosen, the first and the last included (only
   *     the last if it is 1); all if there are fewer
   * @return a PNG
   */
  public byte[] frames(
      String title,
      double[] start,
      double[] goal,
      List<double[]> states,
      List<String> captions,
      int count) {
    if (count < 1) {
      throw new IllegalArgumentException("%d frames can't be shown.".formatted(count));
    }
    List<PlanPanel> panels = panels(start, goal, states, captions);
    List<PlanPanel> chosen =
        IntStream.of(evenly(panels.size(), count)).mapToObj(panels::get).toList();
    int columns = chosen.size() <= MOST_IN_ONE_ROW ? chosen.size() : columns(chosen.size());
    // The bounds are those of all states, so that it looks like the moving picture.
    return png(
        new PlanSheet(
            title, chosen, ground(panels), denoising(states, columns, WIDEST_PANEL, FINE_PEN)));
  }

  /**
   * Some of several things: evenly spread, the first and the last included, or all if there are no
   * more.
   *
   * @param count how many, at least 2
   */
  public static <T> List<T> some(List<T> things, int count) {
    return IntStream.of(evenly(things.size(), count)).<T>mapToObj(things::get).toList();
  }

  /** Which of several things to show: evenly spread, the first and the last included. */
  static int[] evenly(int size, int count) {
    if (count >= size) {
      return IntStream.range(0, size).toArray();
    }
    return count == 1
        ? new int[] {size - 1}
        : IntStream.range(0, count)
            .map(i -> (int) Math.round((double) i * (size - 1) / (count - 1)))
            .toArray();
  }

  private static List<PlanPanel> panels(
      double[] start, double[] goal, List<double[]> states, List<String> captions) {
    if (states.isEmpty() || captions.size() != states.size()) {
      throw new IllegalArgumentException(
          "A plan that is denoised has at least one state and a caption for each, not %d states and %d captions."
              .formatted(states.size(), captions.size()));
    }
    return IntStream.range(0, states.size())
        .mapToObj(
            i ->
                new PlanPanel(
                    captions.get(i),
                    start,
                    goal,
                    List.of(states.get(i)),
                    new double[0],
                    OptionalInt.empty()))
        .toList();
  }

  private PlanSheet.Look denoising(List<double[]> states, int columns, int widestPanel, int pen) {
    double[] clean = states.get(states.size() - 1);
    return new PlanSheet.Look(
        columns, widestPanel, pen, executedName, PanelDrawing.nearness(clean), true, false);
  }

  private Ground ground(List<PlanPanel> panels) {
    return maze.map(Ground::of).orElseGet(() -> Ground.around(panels));
  }

  private static byte[] png(PlanSheet sheet) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(sheet.image(), "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
