package io.stagger.planning.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.evaluation.Picture;
import io.stagger.api.evaluation.Prediction;
import io.stagger.api.evaluation.Renderer;
import io.stagger.planning.TestingContext;
import io.stagger.planning.Trajectory;
import io.stagger.planning.maze.NamedMaze;
import io.stagger.testkit.RendererConformance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestMazePlansRenderer implements RendererConformance<Trajectory> {

  @TempDir Path folder;

  private MazePlansRenderer renderer(Optional<NamedMaze> maze, Optional<String> file, int panels) {
    return MazePlansRenderer.of(
        new MazePlansSettings(maze, file, panels, 2), new TestingContext(folder));
  }

  private static Trajectory trajectory(int realSteps, float... observations) {
    int steps = observations.length / 2 - 1;
    return new Trajectory(2, 0, observations, new float[0], new float[steps], realSteps);
  }

  private static Prediction<Trajectory> prediction() {
    return new Prediction<>(
        trajectory(2, 3, 3, 3, 2.5f, 3, 2, 1, 2),
        List.of(
            trajectory(3, 3, 3, 2.5f, 3, 2, 3, 1.5f, 3),
            trajectory(3, 3, 3, 3, 3, 3, 3, 3, 3),
            trajectory(3, 3, 3, 1, 1, 1, 1, 1, 1)),
        1);
  }

  @Override
  public Renderer<Trajectory> renderer() {
    return renderer(Optional.of(NamedMaze.UMAZE), Optional.empty(), 6);
  }

  @Override
  public List<Prediction<Trajectory>> predictions() {
    return List.of(prediction(), prediction());
  }

  @Test
  void drawsSomeFuturesOfEachWindowOverWhatWasRecorded() throws IOException {
    List<Picture> pictures =
        renderer(Optional.of(NamedMaze.UMAZE), Optional.empty(), 6)
            .render("full-sequence", List.of(prediction(), prediction()));
    assertThat(pictures)
        .singleElement()
        .satisfies(
            picture -> {
              assertThat(picture.fileName()).isEqualTo("maze-plans.png");
              assertThat(picture.caption())
                  .isEqualTo(
                      "Sampled futures by full-sequence: 2 of each of 2 recorded windows, over what"
                          + " was recorded.");
            });
    TestingImage image = TestingImage.of(pictures.get(0).bytes());
    assertThat(image.columns()).isEqualTo(2);
    assertThat(image.at(3, 2.25, 5)).isEqualTo(PlanColors.INK);
    assertThat(image.at(2, 3, 5)).isEqualTo(PlanColors.of(2 / 3.0));
    // Neither the third future nor the padding of what was recorded.
    assertThat(image.at(1, 1, 5)).isEqualTo(PlanColors.PAPER);
    assertThat(image.at(1, 2, 5)).isEqualTo(PlanColors.PAPER);
    assertThat(image.at(2, 2, 5)).isEqualTo(PlanColors.WALL);
  }

  @Test
  void choosesWindowsEvenly() throws IOException {
    List<Picture> pictures =
        renderer(Optional.empty(), Optional.empty(), 3)
            .render("any", Collections.nCopies(50, prediction()));
    TestingImage image = TestingImage.of(pictures.get(0).bytes());
    assertThat(image.columns()).isEqualTo(3);
    assertThat(image.count(PlanColors.WALL, image.panel())).isZero();
  }

  @Test
  void aMazeOfOnesOwnComesFromAFile() throws IOException {
    Files.writeString(folder.resolve("mine.txt"), "#####\n#OOO#\n#####\n");
    Picture picture =
        renderer(Optional.empty(), Optional.of("mine.txt"), 1)
            .render("any", List.of(prediction()))
            .get(0);
    TestingImage image = TestingImage.of(picture.bytes());
    assertThat(image.panel().getWidth() / image.panel().getHeight()).isEqualTo(2);
    assertThat(image.at(0.2, 2, 5)).isEqualTo(PlanColors.WALL);
  }

  @Test
  void whatIsNotFiniteIsLeftOut() throws IOException {
    float nan = Float.NaN;
    Prediction<Trajectory> holed =
        new Prediction<>(
            trajectory(2, nan, 3, 3, 3, 3, 1),
            List.of(trajectory(2, nan, nan, nan, nan, nan, nan), trajectory(2, 3, 3, nan, 2, 2, 3)),
            1);
    Picture picture =
        renderer(Optional.of(NamedMaze.UMAZE), Optional.empty(), 1)
            .render("any", List.of(holed))
            .get(0);
    assertThat(picture.caption()).contains("1 of each of 1 recorded windows");
    TestingImage image = TestingImage.of(picture.bytes());
    assertThat(image.at(3, 3, 5)).isEqualTo(PlanColors.INK);
    assertThat(image.at(3, 2, 5)).isEqualTo(PlanColors.INK);
  }

  @Test
  void singleNumbersAreNotDrawn() {
    Trajectory single = new Trajectory(1, 0, new float[] {1, 2}, new float[0], new float[] {0}, 1);
    assertThat(
            renderer(Optional.empty(), Optional.empty(), 6)
                .render("any", List.of(new Prediction<>(single, List.of(single), 1))))
        .isEmpty();
  }

  @Test
  void badSettingsAreRefused() {
    assertThatThrownBy(
            () -> new MazePlansSettings(Optional.of(NamedMaze.UMAZE), Optional.of("a.txt"), 6, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'maze' is 'umaze' and 'file' is 'a.txt', but a maze is given by one of the two.");
    assertThatThrownBy(() -> renderer(Optional.empty(), Optional.of("none.txt"), 6))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith("'file' is 'none.txt', but there is no file");
  }
}
