package io.stagger.planning.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.planning.maze.Maze;
import io.stagger.planning.maze.MazeDynamics;
import io.stagger.planning.maze.NamedMaze;
import java.awt.Color;
import java.awt.Rectangle;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class TestPlanPicture {
  private static final double[] NOTHING = {};
  private static final double[] START = {1, 2};
  private static final double[] GOAL = {3, 1};

  /** Along the lower corridor of umaze, to the left. */
  private static final double[] ALONG = {3, 3, 3, 2.5, 3, 2, 3, 1.5, 3, 1};

  private static final PlanPicture UMAZE = new PlanPicture(Optional.of(NamedMaze.UMAZE.maze()));
  private static final PlanPicture PLAIN = new PlanPicture(Optional.empty());

  private static PlanPanel panel(double[] goal, double[] executed, double[]... plans) {
    return new PlanPanel("Title", START, goal, List.of(plans), executed, OptionalInt.empty());
  }

  private static TestingImage umaze(PlanPanel... panels) throws IOException {
    return TestingImage.of(UMAZE.png(List.of(panels)));
  }

  private static Color at(TestingImage image, double first, double second) {
    return image.at(first, second, 5);
  }

  @ParameterizedTest
  @EnumSource(NamedMaze.class)
  void wallsAreGrayAndFreeCellsWhite(NamedMaze named) throws IOException {
    Maze maze = named.maze();
    double[] start = {maze.goal().row(), maze.goal().column()};
    PlanPanel empty =
        new PlanPanel("Title", start, NOTHING, List.of(), NOTHING, OptionalInt.empty());
    TestingImage image = TestingImage.of(new PlanPicture(Optional.of(maze)).png(List.of(empty)));
    for (int row = 0; row < maze.rows(); row++) {
      for (int column = 0; column < maze.columns(); column++) {
        // Near the corner that is towards the middle, as half of the outermost cells isn't shown.
        double first = row + MazeDynamics.DISPLACEMENT + (row < maze.rows() / 2 ? 0.45 : -0.45);
        double second =
            column + MazeDynamics.DISPLACEMENT + (column < maze.columns() / 2 ? 0.45 : -0.45);
        assertThat(image.at(first, second, maze.columns()))
            .as("row %d, column %d", row, column)
            .isEqualTo(maze.isWall(row, column) ? PlanColors.WALL : PlanColors.PAPER);
      }
    }
    Rectangle panel = image.panel();
    assertThat((double) panel.width / panel.height)
        .isEqualTo((maze.columns() - 1.0) / (maze.rows() - 1));
  }

  @Test
  void aPlanIsColoredByTime() throws IOException {
    TestingImage image = umaze(panel(NOTHING, NOTHING, ALONG));
    for (int step = 0; step < 5; step++) {
      assertThat(at(image, 3, ALONG[2 * step + 1])).isEqualTo(PlanColors.of(step / 4.0));
    }
    assertThat(at(image, 3, 2.75)).isEqualTo(PlanColors.of(0.5 / 4));
    assertThat(at(image, 3.2, 2)).isEqualTo(PlanColors.PAPER);
  }

  @Test
  void earlierPlansArePalerAndLaterOnesBeginAtRings() throws IOException {
    // Places along the lower corridor, which the second plan follows from its middle on.
    double[] first = {3, 3, 3, 2, 3, 1};
    double[] second = {3, 2, 3, 1.5, 3, 1};
    TestingImage image =
        TestingImage.of(UMAZE.successive("", List.of(panel(NOTHING, NOTHING, first, second))));
    Color strong = PlanColors.of(0.5 / 2);

    assertThat(at(image, 3, 2.5)).isEqualTo(PlanColors.mixed(PlanColors.PAPER, strong, 0.4));
    assertThat(at(image, 3, 1.75)).isEqualTo(strong);
    assertThat(at(image, 3, 2)).isEqualTo(PlanColors.PAPER);
    assertThat(image.count(PlanColors.INK, image.legend()))
        .isGreaterThan(legendInk(UMAZE.successive("", List.of(panel(NOTHING, NOTHING, first)))));
  }

  @Test
  void onePlanAloneIsNotPale() throws IOException {
    TestingImage image =
        TestingImage.of(UMAZE.successive("", List.of(panel(NOTHING, NOTHING, ALONG))));

    assertThat(at(image, 3, 2.75)).isEqualTo(PlanColors.of(0.5 / 4));
  }

  private static int legendInk(byte[] png) throws IOException {
    TestingImage image = TestingImage.of(png);
    return image.count(PlanColors.INK, image.legend());
  }

  @Test
  void someOfManyAreSpreadAndKeepBothEnds() {
    assertThat(PlanPicture.some(List.of(1, 2, 3, 4, 5, 6, 7), 4)).containsExactly(1, 3, 5, 7);
    assertThat(PlanPicture.some(List.of(1, 2), 4)).containsExactly(1, 2);
  }

  @Test
  void theExecutedTrajectoryIsADarkLineOverThePlans() throws IOException {
    TestingImage image = umaze(panel(NOTHING, new double[] {3, 3, 3, 1}, ALONG));
    for (double column : new double[] {1.2, 2, 2.9}) {
      assertThat(at(image, 3, column)).isEqualTo(PlanColors.INK);
    }
  }

  @Test
  void startGoalAndReachAreMarked() throws IOException {
    TestingImage image = umaze(panel(GOAL, NOTHING));
    assertThat(at(image, START[0], START[1])).isEqualTo(PlanColors.INK);
    assertThat(at(image, GOAL[0], GOAL[1])).isEqualTo(PlanColors.GOAL);
    assertThat(at(image, 3, 1.5)).isEqualTo(PlanColors.GOAL);
    Color within = PlanColors.mixed(PlanColors.PAPER, PlanColors.GOAL, 0x26 / 255.0);
    assertThat(at(image, 3, 1.4)).isEqualTo(within);
    assertThat(at(image, 3, 1.6)).isEqualTo(PlanColors.PAPER);
  }

  @Test
  void thePlaceWhereTheGoalWasReachedIsMarked() throws IOException {
    double[] executed = {3, 3, 3, 2, 3, 1};
    PlanPanel reached =
        new PlanPanel("Title", START, NOTHING, List.of(), executed, OptionalInt.of(1));
    assertThat(at(umaze(reached), 3, 2)).isEqualTo(PlanColors.GOAL);
    assertThat(at(umaze(panel(NOTHING, executed)), 3, 2)).isEqualTo(PlanColors.INK);
  }

  @Test
  void theLegendSaysWhatIsThere() throws IOException {
    TestingImage bare = umaze(panel(NOTHING, NOTHING));
    TestingImage withGoal = umaze(panel(GOAL, NOTHING));
    TestingImage withPlan = umaze(panel(NOTHING, NOTHING, ALONG));
    Color middle = PlanColors.of(63 / 127.0);
    assertThat(bare.count(PlanColors.INK, bare.legend())).isPositive();
    assertThat(bare.count(PlanColors.GOAL, bare.legend())).isZero();
    assertThat(bare.count(middle, bare.legend())).isZero();
    assertThat(withGoal.count(PlanColors.GOAL, withGoal.legend())).isPositive();
    assertThat(withPlan.count(middle, withPlan.legend())).isPositive();
  }

  @Test
  void whatLiesOutsideIsCutOff() throws IOException {
    double[] wild = {3, 3, -70, 90, 50, -20, 3, 1, 1e12, -1e30, 1e300, -1e300};
    TestingImage inside = umaze(panel(NOTHING, ALONG, ALONG));
    TestingImage outside = umaze(panel(NOTHING, wild, wild));
    Rectangle panel = inside.panel();
    int within = 0;
    for (int x = 0; x < inside.image().getWidth(); x++) {
      for (int y = 0; y < inside.image().getHeight(); y++) {
        boolean equal = inside.color(x, y).equals(outside.color(x, y));
        if (panel.contains(x, y)) {
          within += equal ? 0 : 1;
        } else {
          assertThat(equal).as("pixel %d, %d", x, y).isTrue();
        }
      }
    }
    assertThat(within).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 3", "4, 2", "5, 3", "6, 3", "7, 4", "9, 3", "12, 4"})
  void panelsStandInAGrid(int count, int columns) throws IOException {
    TestingImage image =
        umaze(Collections.nCopies(count, panel(GOAL, ALONG)).toArray(PlanPanel[]::new));
    assertThat(image.columns()).isEqualTo(columns);
    assertThat(image.image().getWidth()).isLessThanOrEqualTo(1800);
    Rectangle panel = image.panel();
    int rows = (count + columns - 1) / columns;
    assertThat(image.image().getHeight())
        .isBetween(rows * panel.height, rows * (panel.height + 80) + 160);
  }

  @Test
  void aLongTitleIsCutToFit() throws IOException {
    PlanPanel panel =
        new PlanPanel("long ".repeat(60), START, GOAL, List.of(), NOTHING, OptionalInt.empty());
    TestingImage image = umaze(panel, panel);
    Rectangle first = image.panel();
    Rectangle between = new Rectangle(first.x + first.width + 4, 0, 20, first.y - 4);
    assertThat(image.count(PlanColors.PAPER, between)).isEqualTo(between.width * between.height);
  }

  @Test
  void aPlainGroundHoldsEverything() throws IOException {
    double[] plan = {-100, 5, 40, 300, 7, -60};
    PlanPanel panel =
        new PlanPanel(
            "Title", new double[] {0, 0}, NOTHING, List.of(plan), NOTHING, OptionalInt.empty());
    TestingImage image = TestingImage.of(PLAIN.png(List.of(panel)));
    Rectangle ground = image.panel();
    for (double time : new double[] {0, 0.5, 1}) {
      assertThat(image.count(PlanColors.of(time), ground)).as("%s", time).isPositive();
    }
    assertThat(image.count(PlanColors.WALL, ground)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1e-12, 3", "-1e6, 1e9"})
  void aSinglePlaceHasAPlainGroundToo(double first, double second) throws IOException {
    double[] place = {first, second};
    PlanPanel panel = new PlanPanel("", place, NOTHING, List.of(place), place, OptionalInt.of(0));
    TestingImage image = TestingImage.of(PLAIN.png(List.of(panel)));
    assertThat(image.count(PlanColors.GOAL, image.panel())).isPositive();
  }

  @Test
  void theSameInputGivesTheSameBytes() {
    List<PlanPanel> panels = List.of(panel(GOAL, ALONG, ALONG), panel(NOTHING, NOTHING));
    assertThat(new PlanPicture(Optional.of(NamedMaze.UMAZE.maze())).png(panels))
        .isEqualTo(UMAZE.png(panels));
  }

  @Test
  void framesAreEvenlyChosen() throws IOException {
    assertThat(PlanPicture.evenly(60, 5)).containsExactly(0, 15, 30, 44, 59);
    assertThat(PlanPicture.evenly(2, 5)).containsExactly(0, 1);
    assertThat(PlanPicture.evenly(7, 1)).containsExactly(6);
    List<double[]> states =
        IntStream.range(0, 9).mapToObj(i -> new double[] {3, 1 + 0.2 * i}).toList();
    List<String> captions = Collections.nCopies(9, "any");
    TestingImage image =
        TestingImage.of(UMAZE.frames("Title", START, NOTHING, states, captions, 5));
    assertThat(image.columns()).isEqualTo(5);
    Color dot = PlanColors.of(0);
    assertThat(at(image, 3, 1)).isEqualTo(dot);
    assertThat(at(image, 3, 2.6)).isEqualTo(PlanColors.PAPER);
    TestingImage last = TestingImage.of(UMAZE.frames("Title", START, NOTHING, states, captions, 1));
    assertThat(at(last, 3, 2.6)).isEqualTo(dot);
    assertThat(at(last, 3, 1)).isEqualTo(PlanColors.PAPER);
  }

  @Test
  void badInputIsRefused() {
    assertThatThrownBy(() -> UMAZE.png(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A picture of plans has at least one panel.");
    assertThatThrownBy(() -> panel(NOTHING, NOTHING, new double[] {1, Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The plan 0 of panel 'Title' holds NaN, but places are finite.");
    assertThatThrownBy(() -> panel(NOTHING, new double[] {Double.POSITIVE_INFINITY, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The executed trajectory of panel 'Title' holds Infinity");
    assertThatThrownBy(() -> panel(new double[] {1, 2, 3, 4}, NOTHING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The start of panel 'Title' has 2 numbers and its goal 4");
    assertThatThrownBy(() -> panel(new double[] {1}, NOTHING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The goal of panel 'Title' has 1 numbers, which are no pairs.");
    assertThatThrownBy(() -> panel(NOTHING, NOTHING, NOTHING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Plan 0 of panel 'Title' is empty.");
    assertThatThrownBy(
            () -> new PlanPanel("Title", START, GOAL, List.of(), NOTHING, OptionalInt.of(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Panel 'Title' says that the goal was reached at place 0");
    assertThatThrownBy(() -> UMAZE.frames("", START, GOAL, List.of(ALONG), List.of("a"), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 frames can't be shown.");
    assertThatThrownBy(() -> UMAZE.gif("", START, GOAL, List.of(ALONG), List.of("a", "b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 1 states and 2 captions");
  }

  @Test
  void aPanelKeepsItsOwnNumbers() {
    double[] start = {1, 2};
    PlanPanel panel = new PlanPanel("Title", start, GOAL, List.of(), NOTHING, OptionalInt.empty());
    start[0] = 9;
    assertThat(panel.start()).containsExactly(1, 2);
  }
}
