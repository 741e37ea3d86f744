package io.stagger.planning.maze;

import io.stagger.api.StaggerException;
import io.stagger.api.plugin.ExtensionContext;
import io.stagger.planning.maze.Maze.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A maze that settings chose, by name or as a file.
 *
 * @param maze where its walls are
 * @param name what it is called in reports
 */
public record MazeChoice(Maze maze, String name) {
  private static final Pattern CELL = Pattern.compile("(\\d{1,6})[ ,]+(\\d{1,6})");

  /**
   * Refuses settings that name both a maze and a file.
   *
   * @throws IllegalArgumentException if they do
   */
  public static void checkNotBoth(Optional<NamedMaze> named, Optional<String> file) {
    if (named.isPresent() && file.isPresent()) {
      throw new IllegalArgumentException(
          "'maze' is '%s' and 'file' is '%s', but a maze is given by one of the two."
              .formatted(nameOf(named.get()), file.get()));
    }
  }

  private static String nameOf(NamedMaze maze) {
    return maze.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The maze that the settings name.
   *
   * @throws StaggerException if they name none, or the file can't be read or holds no maze
   */
  public static MazeChoice of(
      Optional<NamedMaze> named, Optional<String> file, ExtensionContext context) {
    if (named.isPresent()) {
      return new MazeChoice(named.get().maze(), nameOf(named.get()));
    }
    // Not for the settings' own check: their defaults alone, which name no maze, must pass that.
    String name =
        file.orElseThrow(
            () ->
                new StaggerException(
                    "Neither 'maze' nor 'file' is given, but 'maze' names a maze (umaze, medium or large) or 'file' a text file with one."));
    List<String> lines = lines(name, context.resolve(name));
    try {
      return new MazeChoice(Maze.of(lines), name);
    } catch (StaggerException e) {
      throw new StaggerException("'file' is '%s': %s".formatted(name, e.getMessage()), e);
    }
  }

  private static List<String> lines(String file, Path path) {
    if (Files.notExists(path)) {
      throw new StaggerException("'file' is '%s', but there is no file %s.".formatted(file, path));
    }
    List<String> lines = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(path)) {
        lines.add(line.strip());
      }
    } catch (IOException e) {
      throw new StaggerException(
          "'file' is '%s', but %s can't be read as text.".formatted(file, path), e);
    }
    while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
    return lines;
  }

  /**
   * A cell as settings write it: its row and its column, such as {@code 3 1}.
   *
   * @param key the setting
   * @param words what it may be besides a cell
   */
  static Cell cell(String key, String value, String words) {
    Matcher matcher = CELL.matcher(value.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is '%s', but it is %s or the row and the column of a cell, such as '3 1'."
              .formatted(key, value, words));
    }
    return new Cell(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  /**
   * Refuses a wall.
   *
   * @param key the setting that names the cell
   * @throws StaggerException if it is a wall
   */
  void checkFree(String key, Cell cell) {
    if (maze.isWall(cell.row(), cell.column())) {
      Cell free = maze.free().get(0);
      throw new StaggerException(
          "'%s' is '%d %d', which is a wall of the maze %s; a free cell is '%d %d'."
              .formatted(key, cell.row(), cell.column(), name, free.row(), free.column()));
    }
  }
}
