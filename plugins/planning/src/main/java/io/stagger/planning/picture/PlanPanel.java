package io.stagger.planning.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What is drawn in one panel. Places are flat arrays [n, 2] of the first two observed numbers in
 * the unit of the data. Immutable: the arrays are copied, and those it returns must not be changed.
 *
 * @param title what stands above the panel
 * @param start [2], where the plans begin
 * @param goal [2], or empty if there is none
 * @param plans each [n, 2], n at least 1
 * @param executed [n, 2], where it really went; empty if nothing was carried out
 * @param reached index into {@code executed} at which the goal was first reached
 */
public record PlanPanel(
    String title,
    double[] start,
    double[] goal,
    List<double[]> plans,
    double[] executed,
    OptionalInt reached) {
  /**
   * Checks the sizes and copies the arrays.
   *
   * @throws IllegalArgumentException if a size is wrong, a number isn't finite, or {@code reached}
   *     is no index into {@code executed}
   */
  public PlanPanel {
    Objects.requireNonNull(title, "title");
    start = checked(title, "start", start);
    goal = checked(title, "goal", goal);
    executed = checked(title, "executed trajectory", executed);
    List<double[]> copies = new ArrayList<>();
    for (double[] plan : plans) {
      copies.add(checked(title, "plan " + copies.size(), plan));
      if (plan.length == 0) {
        throw new IllegalArgumentException(
            "Plan %d of panel '%s' is empty.".formatted(copies.size() - 1, title));
      }
    }
    plans = List.copyOf(copies);
    if (start.length != 2 || goal.length > 2) {
      throw new IllegalArgumentException(
          "The start of panel '%s' has %d numbers and its goal %d, not 2 and 0 or 2."
              .formatted(title, start.length, goal.length));
    }
    if (reached.isPresent()) {
      int at = reached.getAsInt();
      if (at < 0 || at >= executed.length / 2) {
        throw new IllegalArgumentException(
            "Panel '%s' says that the goal was reached at place %d, but %d places are executed."
                .formatted(title, at, executed.length / 2));
      }
    }
  }

  private static double[] checked(String title, String what, double[] places) {
    if (places.length % 2 != 0) {
      throw new IllegalArgumentException(
          "The %s of panel '%s' has %d numbers, which are no pairs."
              .formatted(what, title, places.length));
    }
    for (double number : places) {
      if (!Double.isFinite(number)) {
        throw new IllegalArgumentException(
            "The %s of panel '%s' holds %s, but places are finite.".formatted(what, title, number));
      }
    }
    return places.clone();
  }
}
