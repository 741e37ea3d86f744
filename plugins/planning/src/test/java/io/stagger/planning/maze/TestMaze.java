package io.stagger.planning.maze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.planning.maze.Maze.Cell;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TestMaze {
  @Test
  void knowsWallsFreeCellsAndGoal() {
    Maze maze = TestingMazes.named("umaze");
    assertThat(maze.rows()).isEqualTo(5);
    assertThat(maze.columns()).isEqualTo(5);
    assertThat(maze.goal()).isEqualTo(new Cell(1, 1));
    assertThat(maze.free()).hasSize(7).startsWith(new Cell(1, 1), new Cell(1, 2), new Cell(1, 3));
    assertThat(maze.isWall(2, 2)).isTrue();
    assertThat(maze.isWall(2, 3)).isFalse();
    assertThat(maze.isWall(-1, 2)).isTrue();
    assertThat(maze.isWall(2, 5)).isTrue();
  }

  @Test
  void findsShortestPaths() {
    Maze maze = TestingMazes.named("umaze");
    assertThat(maze.path(new Cell(3, 1), new Cell(1, 1)))
        .containsExactly(
            new Cell(3, 1),
            new Cell(3, 2),
            new Cell(3, 3),
            new Cell(2, 3),
            new Cell(1, 3),
            new Cell(1, 2),
            new Cell(1, 1));
    assertThat(maze.path(new Cell(3, 1), new Cell(3, 1))).containsExactly(new Cell(3, 1));
    assertThat(TestingMazes.named("large").path(new Cell(1, 1), new Cell(7, 9))).hasSize(15);
  }

  @Test
  void goalIsTheLastFreeCellUnlessMarked() {
    assertThat(Maze.of(List.of("####", "#OO#", "####")).goal()).isEqualTo(new Cell(1, 2));
  }

  @Test
  void refusesWhatIsNoMaze() {
    assertRefused("A maze has at least one row and one column.");
    assertRefused(
        "The maze has no free cell; mark at least one with O (free) or G (goal).", "###", "###");
    assertRefused("Row 1 of the maze has 2 cells, but row 0 has 3.", "###", "##");
    assertRefused(
        "Row 1, column 1 of the maze is 'x', but a cell is # (wall), O (free) or G (goal).",
        "###",
        "#x#",
        "###");
    assertRefused(
        "The maze is open at row 1, column 2; put walls all around it.", "###", "#OO", "###");
    assertRefused(
        "The maze's cell at row 1, column 3 can't be reached from row 1, column 1; take away a wall between them, or make one of them a wall.",
        "#####",
        "#O#O#",
        "#####");
    assertRefused(
        "The maze has two goals, at row 1, column 1 and at row 1, column 2.",
        "####",
        "#GG#",
        "####");
  }

  @Test
  void refusesToGoIntoAWall() {
    Maze maze = TestingMazes.named("umaze");
    assertThatThrownBy(() -> maze.path(new Cell(1, 1), new Cell(2, 2)))
        .isInstanceOf(StaggerException.class)
        .hasMessage("Row 2, column 2 of the maze is a wall; a free cell is row 1, column 1.");
  }

  private static void assertRefused(String sentence, String... lines) {
    assertThatThrownBy(() -> Maze.of(List.of(lines)))
        .isInstanceOf(StaggerException.class)
        .hasMessage(sentence);
  }
}
