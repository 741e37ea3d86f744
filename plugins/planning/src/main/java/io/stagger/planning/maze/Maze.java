package io.stagger.planning.maze;

import io.stagger.api.StaggerException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Where walls are. A maze is a grid of cells of side 1; cell (row, column) is where the ball's
 * coordinates (x, y) are near (row, column).
 *
 * <p>Written as text, a row a line: {@code #} is a wall, {@code O} is free, {@code G} is free and
 * the goal. Rows and columns count from 0. Every way out is walled up, and every free cell can be
 * reached from every other. Immutable.
 */
public final class Maze {
  private static final char WALL = '#';
  private static final char FREE = 'O';
  private static final char GOAL = 'G';

  private final List<String> lines;
  private final boolean[][] walls;
  private final List<Cell> free;
  private final Cell goal;

  private Maze(List<String> lines, boolean[][] walls, List<Cell> free, Cell goal) {
    this.lines = lines;
    this.walls = walls;
    this.free = free;
    this.goal = goal;
  }

  /**
   * A cell.
   *
   * @param row the first coordinate, from 0
   * @param column the second coordinate, from 0
   */
  public record Cell(int row, int column) {}

  /**
   * Reads a maze.
   *
   * @param lines the rows from top to bottom, equally long
   * @throws StaggerException with a sentence if it is no maze
   */
  public static Maze of(List<String> lines) {
    if (lines.isEmpty() || lines.get(0).isEmpty()) {
      throw new StaggerException("A maze has at least one row and one column.");
    }
    int columns = lines.get(0).length();
    boolean[][] walls = new boolean[lines.size()][columns];
    List<Cell> free = new ArrayList<>();
    Cell goal = null;
    for (int row = 0; row < lines.size(); row++) {
      String line = lines.get(row);
      if (line.length() != columns) {
        throw new StaggerException(
            "Row %d of the maze has %d cells, but row 0 has %d."
                .formatted(row, line.length(), columns));
      }
      for (int column = 0; column < columns; column++) {
        char sign = line.charAt(column);
        switch (sign) {
          case WALL -> walls[row][column] = true;
          case FREE -> free.add(new Cell(row, column));
          case GOAL -> {
            if (goal != null) {
              throw new StaggerException(
                  "The maze has two goals, at row %d, column %d and at row %d, column %d."
                      .formatted(goal.row(), goal.column(), row, column));
            }
            goal = new Cell(row, column);
            free.add(goal);
          }
          default ->
              throw new StaggerException(
                  "Row %d, column %d of the maze is '%c', but a cell is %c (wall), %c (free) or %c (goal)."
                      .formatted(row, column, sign, WALL, FREE, GOAL));
        }
      }
    }
    if (free.isEmpty()) {
      throw new StaggerException(
          "The maze has no free cell; mark at least one with %c (free) or %c (goal)."
              .formatted(FREE, GOAL));
    }
    Maze maze =
        new Maze(
            List.copyOf(lines),
            walls,
            Collections.unmodifiableList(free),
            goal == null ? free.get(free.size() - 1) : goal);
    maze.checkClosed();
    return maze;
  }

  private void checkClosed() {
    for (Cell cell : free) {
      if (cell.row() == 0
          || cell.column() == 0
          || cell.row() == rows() - 1
          || cell.column() == columns() - 1) {
        throw new StaggerException(
            "The maze is open at row %d, column %d; put walls all around it."
                .formatted(cell.row(), cell.column()));
      }
    }
    int[][] distances = distances(free.get(0));
    for (Cell cell : free) {
      if (distances[cell.row()][cell.column()] < 0) {
        throw new StaggerException(
            "The maze's cell at row %d, column %d can't be reached from row %d, column %d; take away a wall between them, or make one of them a wall."
                .formatted(cell.row(), cell.column(), free.get(0).row(), free.get(0).column()));
      }
    }
  }

  /** The number of rows. */
  public int rows() {
    return walls.length;
  }

  /** The number of columns. */
  public int columns() {
    return walls[0].length;
  }

  /** Whether a cell is a wall; outside of the grid everything is. */
  public boolean isWall(int row, int column) {
    return row < 0
        || column < 0
        || row >= walls.length
        || column >= walls[0].length
        || walls[row][column];
  }

  /** The free cells, row by row. */
  public List<Cell> free() {
    return free;
  }

  /** The goal; the last free cell if none is marked. */
  public Cell goal() {
    return goal;
  }

  /** The rows as they were written. */
  public List<String> lines() {
    return lines;
  }

  /**
   * A shortest way from one free cell to another, over cells that share a side; both ends included.
   * Of several, the one that moves in rows first.
   *
   * @throws StaggerException if one of the two is a wall
   */
  public List<Cell> path(Cell from, Cell to) {
    checkFree(from);
    checkFree(to);
    int[][] distances = distances(to);
    List<Cell> path = new ArrayList<>(List.of(from));
    Cell at = from;
    while (!at.equals(to)) {
      int here = distances[at.row()][at.column()];
      for (Cell next : neighbors(at)) {
        if (distances[next.row()][next.column()] == here - 1) {
          at = next;
          break;
        }
      }
      path.add(at);
    }
    return path;
  }

  /**
   * Refuses a wall.
   *
   * @throws StaggerException if the cell is one
   */
  public void checkFree(Cell cell) {
    if (isWall(cell.row(), cell.column())) {
      throw new StaggerException(
          "Row %d, column %d of the maze is a wall; a free cell is row %d, column %d."
              .formatted(cell.row(), cell.column(), free.get(0).row(), free.get(0).column()));
    }
  }

  /** How many steps each cell is away; -1 where it can't be reached. */
  private int[][] distances(Cell from) {
    int[][] distances = new int[rows()][columns()];
    for (int[] row : distances) {
      Arrays.fill(row, -1);
    }
    distances[from.row()][from.column()] = 0;
    ArrayDeque<Cell> queue = new ArrayDeque<>(List.of(from));
    while (!queue.isEmpty()) {
      Cell cell = queue.remove();
      for (Cell next : neighbors(cell)) {
        if (distances[next.row()][next.column()] < 0) {
          distances[next.row()][next.column()] = distances[cell.row()][cell.column()] + 1;
          queue.add(next);
        }
      }
    }
    return distances;
  }

  private List<Cell> neighbors(Cell cell) {
    List<Cell> neighbors = new ArrayList<>(4);
    for (int[] move : new int[][] {{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
      Cell next = new Cell(cell.row() + move[0], cell.column() + move[1]);
      if (!isWall(next.row(), next.column())) {
        neighbors.add(next);
      }
    }
    return neighbors;
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
