package io.stagger.planning.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.planning.maze.NamedMaze;
import io.stagger.planning.picture.TestingImage.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TestMovingPicture {
  private static final double[] START = {1, 1};
  private static final double[] GOAL = {6, 6};
  private static final PlanPicture MEDIUM = new PlanPicture(Optional.of(NamedMaze.MEDIUM.maze()));

  /** From noise to the diagonal of the maze. */
  private static List<double[]> states(int count, int places) {
    SplittableRandom random = new SplittableRandom(1);
    double[] noise = random.doubles(2L * places, -4, 4).toArray();
    return IntStream.range(0, count)
        .mapToObj(
            state -> {
              double share = count == 1 ? 1 : (double) state / (count - 1);
              double[] plan = new double[2 * places];
              for (int i = 0; i < plan.length; i++) {
                int place = i / 2;
                double clean = 1 + 5.0 * place / (places - 1);
                plan[i] = 3.5 + share * (clean - 3.5) + (1 - share) * noise[i];
              }
              return plan;
            })
        .toList();
  }

  private static byte[] gif(List<double[]> states) {
    List<String> captions =
        IntStream.range(0, states.size()).mapToObj(i -> "step %d".formatted(i)).toList();
    return MEDIUM.gif("From noise to a plan", START, GOAL, states, captions);
  }

  @Test
  void hasAFrameForEachStateAndLingersOnTheLast() throws IOException {
    byte[] gif = gif(states(20, 40));
    List<Frame> frames = TestingImage.frames(gif);
    assertThat(frames).hasSize(20);
    assertThat(frames.subList(0, 19)).extracting(Frame::delay).containsOnly(30);
    assertThat(frames.get(19).delay()).isEqualTo(300);
    // The extension that makes browsers repeat, for ever.
    assertThat(new String(gif, StandardCharsets.ISO_8859_1))
        .contains("NETSCAPE2.0\u0003\u0001\u0000\u0000");
  }

  @Test
  void everyFrameShowsItsStateOverTheMazeAndNothingOfTheOneBefore() throws IOException {
    List<double[]> states =
        List.of(new double[] {1, 2, 1, 2}, new double[] {3, 3, 3, 3}, new double[] {6, 2, 6, 2});
    List<Frame> frames = TestingImage.frames(gif(states));
    for (int frame = 0; frame < 3; frame++) {
      TestingImage image = frames.get(frame).image();
      for (int state = 0; state < 3; state++) {
        double[] place = states.get(state);
        // The second place of a state lies on the first, in the color of the end.
        assertThat(image.at(place[0], place[1], 8))
            .as("state %d in frame %d", state, frame)
            .isEqualTo(state == frame ? PlanColors.of(1) : PlanColors.PAPER);
      }
      assertThat(image.at(1, 3.4, 8)).isEqualTo(PlanColors.WALL);
      assertThat(image.at(START[0], START[1], 8)).isEqualTo(PlanColors.INK);
      assertThat(image.at(GOAL[0], GOAL[1], 8)).isEqualTo(PlanColors.GOAL);
    }
  }

  @Test
  void stepsThatNoCleanPlanHasAreNotDrawn() throws IOException {
    double[] clean = {1, 1, 1, 1.25, 1, 1.5};
    double[] noisy = {3, 2, 3, 4, 1, 2};
    List<Frame> frames = TestingImage.frames(gif(List.of(noisy, clean)));
    assertThat(frames.get(0).image().at(3, 3, 8)).isEqualTo(PlanColors.PAPER);
    assertThat(frames.get(1).image().at(1, 1.375, 8)).isNotEqualTo(PlanColors.PAPER);
  }

  @Test
  void noiseOutsideOfTheMazeIsCutOff() throws IOException {
    TestingImage image =
        TestingImage.frames(gif(List.of(new double[] {-3, 40, 1e9, -1e9}))).get(0).image();
    TestingImage inside = TestingImage.frames(gif(List.of(new double[] {1, 1}))).get(0).image();
    assertThat(image.panel()).isEqualTo(inside.panel());
    assertThat(image.count(PlanColors.of(1), image.panel())).isZero();
  }

  @Test
  void sixtyStatesStayBelowAMegabyte() {
    assertThat(gif(states(60, 601))).hasSizeLessThan(1_000_000);
  }

  @Test
  void oneStateAndStatesThatDontChangeAreFramesToo() throws IOException {
    assertThat(TestingImage.frames(gif(states(1, 5)))).hasSize(1);
    double[] same = {1, 1, 1, 2};
    byte[] gif =
        MEDIUM.gif("", START, new double[0], List.of(same, same, same), List.of("a", "a", "a"));
    assertThat(TestingImage.frames(gif)).hasSize(3);
  }

  @Test
  void theSameInputGivesTheSameBytes() {
    assertThat(gif(states(5, 50))).isEqualTo(gif(states(5, 50)));
  }

  @Test
  void notANumberIsRefused() {
    assertThatThrownBy(() -> gif(List.of(new double[] {1, 1}, new double[] {1, Double.NaN})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The plan 0 of panel 'step 1' holds NaN, but places are finite.");
    assertThatThrownBy(() -> gif(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("A plan that is denoised has at least one state");
  }
}
