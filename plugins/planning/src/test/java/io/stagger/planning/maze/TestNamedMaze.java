package io.stagger.planning.maze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class TestNamedMaze {
  @ParameterizedTest
  @EnumSource
  void wallsAreThoseOfTheRecordings(NamedMaze named) {
    assertThat(named.maze().lines())
        .isEqualTo(TestingMazes.named(named.name().toLowerCase(Locale.ROOT)).lines());
  }

  @ParameterizedTest
  @CsvSource({
    "UMAZE, 300, 23.85, 161.86, 1, 1",
    "MEDIUM, 600, 13.13, 277.39, 6, 6",
    "LARGE, 800, 6.7, 273.99, 7, 9"
  })
  void factsAreThoseOfTheBenchmark(
      NamedMaze named, int steps, double randomReturn, double expertReturn, int row, int column) {
    assertThat(named.steps()).isEqualTo(steps);
    assertThat(named.randomReturn()).isEqualTo(randomReturn);
    assertThat(named.expertReturn()).isEqualTo(expertReturn);
    assertThat(named.maze().goal()).isEqualTo(new Maze.Cell(row, column));
  }

  @Test
  void everyOneHasItsOwnSize() {
    assertThat(NamedMaze.UMAZE.maze().free()).hasSize(7);
    assertThat(NamedMaze.MEDIUM.maze().free()).hasSize(26);
    assertThat(NamedMaze.LARGE.maze().free()).hasSize(46);
  }
}
