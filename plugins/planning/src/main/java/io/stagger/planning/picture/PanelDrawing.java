package io.stagger.planning.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;

/**
 * Draws one panel's ground, plans and marks, clipped to the panel.
 *
 * @param ground what is drawn on
 * @param x the panel's left edge in pixels
 * @param y the panel's upper edge in pixels
 * @param scale pixels for 1 of the data's unit
 * @param pen pixels for 1 of the unit of line widths and marks
 * @param dotEvery every so many steps of a plan have a dot
 * @param nearness a step of a plan that is at most so long is drawn in full; a longer one, which no
 *     clean plan has, fades
 * @param successive whether the plans were made one after the other, so that earlier ones are paler
 */
record PanelDrawing(
    Ground ground,
    double x,
    double y,
    double scale,
    double pen,
    int dotEvery,
    double nearness,
    boolean successive) {
  /** Within how much of the data's unit the goal of Maze2D counts as reached. */
  static final double REACH = 0.5;

  /** A step so many times as long as a near one is not drawn at all. */
  private static final double FAR = 3;

  /** How much of its color the oldest of successive plans keeps. */
  private static final double OLDEST = 0.4;

  private static final double BEGINNING_RADIUS = 3.5;
  private static final double PLAN_WIDTH = 1.1;
  private static final double DOT_RADIUS = 1.6;
  private static final double EXECUTED_WIDTH = 2;
  private static final double HALO_WIDTH = 4;
  private static final double START_RADIUS = 5;
  private static final double STAR_RADIUS = 7;
  private static final double REACHED_RADIUS = 6.5;

  /** How long a step of a clean plan may be: twice what 19 of 20 steps of this one are at most. */
  static double nearness(double[] cleanPlan) {
    int steps = cleanPlan.length / 2 - 1;
    double[] lengths = new double[Math.max(steps, 0)];
    for (int step = 0; step < steps; step++) {
      lengths[step] =
          Math.hypot(
              cleanPlan[2 * step + 2] - cleanPlan[2 * step],
              cleanPlan[2 * step + 3] - cleanPlan[2 * step + 1]);
    }
    Arrays.sort(lengths);
    return steps < 1 ? 0 : 2 * lengths[(int) (0.95 * (steps - 1))];
  }

  void draw(PlanPanel panel, Graphics2D graphics) {
    Shape clip = graphics.getClip();
    Rectangle2D frame =
        new Rectangle2D.Double(x, y, ground.width() * scale, ground.height() * scale);
    graphics.clip(frame);
    ground.draw(graphics, x, y, scale);
    boolean hasGoal = panel.goal().length > 0;
    if (hasGoal) {
      drawReach(place(panel.goal(), 0), graphics);
    }
    int plans = panel.plans().size();
    for (int i = 0; i < plans; i++) {
      double vigor = successive && plans > 1 ? OLDEST + (1 - OLDEST) * i / (plans - 1) : 1;
      drawPlan(panel.plans().get(i), vigor, graphics);
    }
    if (successive) {
      panel.plans().stream().skip(1).forEach(plan -> drawBeginning(place(plan, 0), pen, graphics));
    }
    if (panel.executed().length > 0) {
      drawExecuted(panel.executed(), graphics);
    }
    if (hasGoal) {
      drawGoal(place(panel.goal(), 0), pen, graphics);
    }
    drawStart(place(panel.start(), 0), pen, graphics);
    panel.reached().ifPresent(at -> drawReached(place(panel.executed(), at), pen, graphics));
    graphics.setClip(clip);
    drawBorder(frame, graphics);
  }

  /** Around the panel, in whole pixels, so that it is sharp. */
  private void drawBorder(Rectangle2D frame, Graphics2D graphics) {
    double thick = Math.max(1, Math.round(pen));
    double wide = frame.getWidth() + 2 * thick;
    graphics.setColor(PlanColors.BORDER);
    graphics.fill(new Rectangle2D.Double(x - thick, y - thick, wide, thick));
    graphics.fill(new Rectangle2D.Double(x - thick, frame.getMaxY(), wide, thick));
    graphics.fill(new Rectangle2D.Double(x - thick, y, thick, frame.getHeight()));
    graphics.fill(new Rectangle2D.Double(frame.getMaxX(), y, thick, frame.getHeight()));
  }

  private Point2D place(double[] places, int index) {
    return new Point2D.Double(
        x + (places[2 * index + 1] - ground.left()) * scale,
        y + (places[2 * index] - ground.top()) * scale);
  }

  private void drawPlan(double[] plan, double vigor, Graphics2D graphics) {
    int count = plan.length / 2;
    graphics.setStroke(round(PLAN_WIDTH * pen));
    for (int step = 1; step < count; step++) {
      Point2D from = place(plan, step - 1);
      Point2D to = place(plan, step);
      double strength = strength(from.distance(to) / scale);
      // What lies outside is clipped anyway, but with very large numbers that takes long.
      if (strength > 0 && mayBeSeen(from, to)) {
        graphics.setColor(faded(color(step - 0.5, count, vigor), strength));
        graphics.draw(new Line2D.Double(from, to));
      }
    }
    for (int step = 0; step < count; step += dotEvery) {
      graphics.setColor(color(step, count, vigor));
      fillCircle(place(plan, step), DOT_RADIUS * pen, graphics);
    }
  }

  private double strength(double length) {
    return length <= nearness ? 1 : Math.max(0, (FAR - length / nearness) / (FAR - 1));
  }

  private boolean mayBeSeen(Point2D from, Point2D to) {
    Rectangle2D frame =
        new Rectangle2D.Double(x, y, ground.width() * scale, ground.height() * scale);
    return frame.intersectsLine(new Line2D.Double(from, to));
  }

  /** Paler rather than transparent, because what overlaps would add up. */
  private static Color color(double step, int count, double vigor) {
    return PlanColors.mixed(
        PlanColors.PAPER, PlanColors.of(count == 1 ? 0 : step / (count - 1)), vigor);
  }

  private static Color faded(Color color, double strength) {
    return new Color(
        color.getRed(), color.getGreen(), color.getBlue(), (int) Math.round(255 * strength));
  }

  private void drawExecuted(double[] executed, Graphics2D graphics) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < executed.length / 2; i++) {
      Point2D at = place(executed, i);
      if (i == 0) {
        path.moveTo(at.getX(), at.getY());
      }
      path.lineTo(at.getX(), at.getY());
    }
    graphics.setColor(PlanColors.PAPER);
    graphics.setStroke(round(HALO_WIDTH * pen));
    graphics.draw(path);
    graphics.setColor(PlanColors.INK);
    graphics.setStroke(round(EXECUTED_WIDTH * pen));
    graphics.draw(path);
  }

  private void drawReach(Point2D center, Graphics2D graphics) {
    double radius = REACH * scale;
    Shape ring =
        new Ellipse2D.Double(
            center.getX() - radius, center.getY() - radius, 2 * radius, 2 * radius);
    graphics.setColor(PlanColors.GOAL_GROUND);
    graphics.fill(ring);
    graphics.setColor(PlanColors.GOAL);
    graphics.setStroke(new BasicStroke((float) (1.2 * pen)));
    graphics.draw(ring);
  }

  /** A line of the executed trajectory, as the legend shows it. */
  static void drawExecutedSample(Line2D line, double pen, Graphics2D graphics) {
    graphics.setColor(PlanColors.INK);
    graphics.setStroke(round(EXECUTED_WIDTH * pen));
    graphics.draw(line);
  }

  static void drawStart(Point2D center, double pen, Graphics2D graphics) {
    graphics.setColor(PlanColors.PAPER);
    fillCircle(center, (START_RADIUS + 1.5) * pen, graphics);
    graphics.setColor(PlanColors.INK);
    fillCircle(center, START_RADIUS * pen, graphics);
  }

  static void drawBeginning(Point2D center, double pen, Graphics2D graphics) {
    graphics.setColor(PlanColors.INK);
    fillCircle(center, (BEGINNING_RADIUS + 1.2) * pen, graphics);
    graphics.setColor(PlanColors.PAPER);
    fillCircle(center, BEGINNING_RADIUS * pen, graphics);
  }

  static void drawGoal(Point2D center, double pen, Graphics2D graphics) {
    mark(star(center, STAR_RADIUS * pen), pen, graphics);
  }

  static void drawReached(Point2D center, double pen, Graphics2D graphics) {
    double radius = REACHED_RADIUS * pen;
    Path2D diamond = new Path2D.Double();
    diamond.moveTo(center.getX(), center.getY() - radius);
    diamond.lineTo(center.getX() + radius, center.getY());
    diamond.lineTo(center.getX(), center.getY() + radius);
    diamond.lineTo(center.getX() - radius, center.getY());
    diamond.closePath();
    mark(diamond, pen, graphics);
  }

  /** Fills a shape with the goal's color, with a rim that sets it off. */
  private static void mark(Shape shape, double pen, Graphics2D graphics) {
    graphics.setColor(PlanColors.PAPER);
    graphics.setStroke(round(3 * pen));
    graphics.draw(shape);
    graphics.setColor(PlanColors.GOAL);
    graphics.fill(shape);
  }

  private static Shape star(Point2D center, double radius) {
    Path2D star = new Path2D.Double();
    for (int i = 0; i < 10; i++) {
      double angle = Math.PI * i / 5;
      double reach = i % 2 == 0 ? radius : 0.42 * radius;
      double tipX = center.getX() + reach * Math.sin(angle);
      double tipY = center.getY() - reach * Math.cos(angle);
      if (i == 0) {
        star.moveTo(tipX, tipY);
      } else {
        star.lineTo(tipX, tipY);
      }
    }
    star.closePath();
    return star;
  }

  private static void fillCircle(Point2D center, double radius, Graphics2D graphics) {
    graphics.fill(
        new Ellipse2D.Double(
            center.getX() - radius, center.getY() - radius, 2 * radius, 2 * radius));
  }

  private static BasicStroke round(double width) {
    return new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }
}
