package io.stagger.planning.picture;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * A grid of panels, with a heading and a legend. Its sizes are given in points; a point is {@code
 * pen} pixels.
 */
final class PlanSheet {
  private static final int WIDTH = 900;
  private static final int TALLEST_PANEL = 520;
  private static final int MARGIN = 14;
  private static final int GAP = 16;
  private static final int HEADING_HEIGHT = 26;
  private static final int TITLE_HEIGHT = 22;
  private static final int LEGEND_LINE = 22;
  private static final int HEADING_SIZE = 16;
  private static final int TITLE_SIZE = 13;
  private static final int LEGEND_SIZE = 12;
  private static final int RAMP_LENGTH = 64;
  private static final int SYMBOL_GAP = 7;
  private static final int ENTRY_GAP = 20;
  private static final int MOST_DOTS = 60;
  private static final int SMALLEST_TITLE_SIZE = 9;

  /** In a narrower panel, lines and marks are smaller, down to a half. */
  private static final double FULL_SIZE_FROM = 240;

  private final String heading;
  private final List<PlanPanel> panels;
  private final Ground ground;
  private final Look look;
  private final int pen;

  /** Pixels for 1 of the data's unit: even for a maze, so that its walls have sharp edges. */
  private final double scale;

  private final int panelWidth;
  private final int panelHeight;
  private final int columns;
  private final int rows;
  private final int width;
  private final int dotEvery;

  /**
   * How a sheet looks.
   *
   * @param columns how many panels stand side by side
   * @param widestPanel how wide a panel is at most, in points
   * @param pen pixels of a point
   * @param executedName what the executed trajectory is called
   * @param nearness a step of a plan that is at most so long is drawn in full; a longer one fades
   * @param dotEverywhere whether every place of a plan has a dot, rather than one every so often
   * @param successive whether the plans of a panel were made one after the other
   */
  record Look(
      int columns,
      int widestPanel,
      int pen,
      String executedName,
      double nearness,
      boolean dotEverywhere,
      boolean successive) {}

  /** What an entry of the legend shows. */
  private enum Symbol {
    START,
    GOAL,
    PLAN,
    BEGINNING,
    EXECUTED,
    REACHED
  }

  private record Entry(Symbol symbol, String label) {}

  PlanSheet(String heading, List<PlanPanel> panels, Ground ground, Look look) {
    this.heading = heading;
    this.panels = panels;
    this.ground = ground;
    this.look = look;
    pen = look.pen();
    columns = Math.min(look.columns(), panels.size());
    rows = (panels.size() + columns - 1) / columns;
    int room =
        Math.min(look.widestPanel(), (WIDTH - 2 * MARGIN - (columns - 1) * GAP) / columns) * pen;
    double fitting = Math.min(room / ground.width(), TALLEST_PANEL * pen / ground.height());
    scale = ground.maze().isPresent() ? Math.max(2, 2 * Math.floor(fitting / 2)) : fitting;
    panelWidth = (int) Math.ceil(ground.width() * scale);
    panelHeight = (int) Math.ceil(ground.height() * scale);
    width = columns * panelWidth + ((columns - 1) * GAP + 2 * MARGIN) * pen;
    dotEvery = look.dotEverywhere() ? 1 : dotEvery(panels);
  }

  /** The least of 1, 2, 5, 10, 20, 50, ... with which no plan has too many dots. */
  private static int dotEvery(List<PlanPanel> panels) {
    int longest =
        panels.stream()
            .flatMap(panel -> panel.plans().stream())
            .mapToInt(plan -> plan.length / 2)
            .max()
            .orElse(1);
    int every = 1;
    for (int i = 0; longest / every > MOST_DOTS; i++) {
      every = i % 3 == 1 ? every / 2 * 5 : every * 2;
    }
    return every;
  }

  BufferedImage image() {
    List<List<Entry>> legend = legend();
    int headingHeight = heading.isEmpty() ? 0 : HEADING_HEIGHT * pen;
    int panelsHeight = rows * (TITLE_HEIGHT * pen + panelHeight) + (rows - 1) * GAP / 2 * pen;
    int height =
        2 * MARGIN * pen
            + headingHeight
            + panelsHeight
            + (LEGEND_LINE / 2 + legend.size() * LEGEND_LINE) * pen;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      prepare(graphics);
      graphics.setColor(PlanColors.PAPER);
      graphics.fillRect(0, 0, width, height);
      if (!heading.isEmpty()) {
        graphics.setFont(font(Font.BOLD, HEADING_SIZE));
        text(heading, width / 2, (MARGIN + HEADING_SIZE) * pen, width - 2 * MARGIN * pen, graphics);
      }
      Font titleFont = titleFont(graphics);
      for (int i = 0; i < panels.size(); i++) {
        int x = MARGIN * pen + i % columns * (panelWidth + GAP * pen);
        int y =
            MARGIN * pen
                + headingHeight
                + i / columns * (TITLE_HEIGHT * pen + panelHeight + GAP / 2 * pen);
        drawPanel(panels.get(i), x, y, titleFont, graphics);
      }
      drawLegend(
          legend, MARGIN * pen + headingHeight + panelsHeight + LEGEND_LINE / 2 * pen, graphics);
    } finally {
      graphics.dispose();
    }
    return image;
  }

  /** The largest font in which every panel's title fits. */
  private Font titleFont(Graphics2D graphics) {
    int size = TITLE_SIZE;
    while (size > SMALLEST_TITLE_SIZE && !titlesFit(graphics.getFontMetrics(title(size)))) {
      size--;
    }
    return title(size);
  }

  private Font title(int size) {
    return font(Font.PLAIN, size);
  }

  private boolean titlesFit(FontMetrics metrics) {
    return panels.stream().allMatch(panel -> metrics.stringWidth(panel.title()) <= panelWidth);
  }

  private void drawPanel(PlanPanel panel, int x, int y, Font titleFont, Graphics2D graphics) {
    graphics.setColor(PlanColors.INK);
    graphics.setFont(titleFont);
    text(
        panel.title(),
        x + panelWidth / 2,
        y + (TITLE_HEIGHT + TITLE_SIZE) / 2 * pen - 2 * pen,
        panelWidth,
        graphics);
    double size = Math.min(Math.max(panelWidth / (FULL_SIZE_FROM * pen), 0.5), 1);
    new PanelDrawing(
            ground,
            x,
            y + TITLE_HEIGHT * pen,
            scale,
            size * pen,
            dotEvery,
            look.nearness(),
            look.successive())
        .draw(panel, graphics);
  }

  private static void prepare(Graphics2D graphics) {
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
  }

  private Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size * pen);
  }

  /** Writes text around a center, and cuts what doesn't fit. */
  private static void text(String text, int center, int baseline, int room, Graphics2D graphics) {
    graphics.setColor(PlanColors.INK);
    FontMetrics metrics = graphics.getFontMetrics();
    String fitting = text;
    while (metrics.stringWidth(fitting) > room && fitting.length() > 1) {
      fitting = fitting.substring(0, fitting.length() - 2).stripTrailing() + "\u2026";
    }
    graphics.drawString(fitting, center - metrics.stringWidth(fitting) / 2f, baseline);
  }

  /** The entries for what is there, line by line. */
  private List<List<Entry>> legend() {
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry(Symbol.START, "start"));
    if (panels.stream().anyMatch(panel -> panel.goal().length > 0)) {
      entries.add(new Entry(Symbol.GOAL, "goal and its reach"));
    }
    if (panels.stream().anyMatch(panel -> !panel.plans().isEmpty())) {
      entries.add(
          new Entry(
              Symbol.PLAN,
              dotEvery == 1
                  ? "plan, first to last step"
                  : "plan, first to last step, a dot every %d".formatted(dotEvery)));
    }
    if (look.successive() && panels.stream().anyMatch(panel -> panel.plans().size() > 1)) {
      entries.add(new Entry(Symbol.BEGINNING, "where a later plan begins"));
    }
    if (panels.stream().anyMatch(panel -> panel.executed().length > 0)) {
      entries.add(new Entry(Symbol.EXECUTED, look.executedName()));
    }
    if (panels.stream().anyMatch(panel -> panel.reached().isPresent())) {
      entries.add(new Entry(Symbol.REACHED, "goal first reached"));
    }
    List<List<Entry>> lines = new ArrayList<>();
    int used = Integer.MAX_VALUE;
    for (Entry entry : entries) {
      int more = ENTRY_GAP * pen + width(entry);
      if (used > width - 2 * MARGIN * pen - more) {
        lines.add(new ArrayList<>());
        used = -ENTRY_GAP * pen;
      }
      lines.get(lines.size() - 1).add(entry);
      used += more;
    }
    return lines;
  }

  private int width(Entry entry) {
    BufferedImage any = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = any.createGraphics();
    try {
      prepare(graphics);
      return symbolWidth(entry.symbol())
          + SYMBOL_GAP * pen
          + graphics.getFontMetrics(font(Font.PLAIN, LEGEND_SIZE)).stringWidth(entry.label());
    } finally {
      graphics.dispose();
    }
  }

  private int symbolWidth(Symbol symbol) {
    return pen
        * switch (symbol) {
          case START, GOAL, BEGINNING, REACHED -> 14;
          case EXECUTED -> 28;
          case PLAN -> RAMP_LENGTH;
        };
  }

  private void drawLegend(List<List<Entry>> lines, int y, Graphics2D graphics) {
    graphics.setFont(font(Font.PLAIN, LEGEND_SIZE));
    for (int i = 0; i < lines.size(); i++) {
      List<Entry> line = lines.get(i);
      int lineWidth =
          line.stream().mapToInt(this::width).sum() + (line.size() - 1) * ENTRY_GAP * pen;
      int x = (width - lineWidth) / 2;
      int middle = y + i * LEGEND_LINE * pen + LEGEND_LINE / 2 * pen;
      for (Entry entry : line) {
        drawSymbol(entry.symbol(), x, middle, graphics);
        graphics.setColor(PlanColors.INK);
        graphics.drawString(
            entry.label(),
            x + symbolWidth(entry.symbol()) + SYMBOL_GAP * pen,
            middle + (LEGEND_SIZE / 2 - 2) * pen);
        x += width(entry) + ENTRY_GAP * pen;
      }
    }
  }

  private void drawSymbol(Symbol symbol, int x, int middle, Graphics2D graphics) {
    int length = symbolWidth(symbol);
    Point2D center = new Point2D.Double(x + length / 2.0, middle);
    switch (symbol) {
      case START -> PanelDrawing.drawStart(center, pen, graphics);
      case GOAL -> PanelDrawing.drawGoal(center, pen, graphics);
      case BEGINNING -> PanelDrawing.drawBeginning(center, pen, graphics);
      case REACHED -> PanelDrawing.drawReached(center, pen, graphics);
      case EXECUTED ->
          PanelDrawing.drawExecutedSample(
              new Line2D.Double(x + pen, middle, x + length - pen, middle), pen, graphics);
      case PLAN -> {
        graphics.setStroke(new BasicStroke(1));
        for (int i = 0; i < length; i++) {
          graphics.setColor(PlanColors.of((double) i / (length - 1)));
          graphics.fillRect(x + i, middle - 3 * pen, 1, 6 * pen);
        }
      }
    }
  }
}
