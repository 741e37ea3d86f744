package io.stagger.strokes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.data.Split;
import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.evaluation.Picture;
import io.stagger.api.evaluation.Trial;
import io.stagger.api.sampling.SamplingTask;
import io.stagger.testkit.GifFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class TestDrawingTrial {
  private static final Stroke SAMPLED = TestingDrawings.line(400, 400, 480, 480);

  private final StrokesTokenizer tokenizer = TestingDrawings.tokenizer();
  private final TestingSampler sampler = new TestingSampler(tokenizer, SAMPLED, 4);

  private static DrawingTrial trial(Optional<String> file) {
    return DrawingTrial.of(
        new DrawingTrialSettings(file, 5, 3, 2, 2, 0.5, 3, 24), TestingDrawings.in(Path.of(".")));
  }

  private Trial.Result run(Optional<String> file) {
    return trial(file)
        .run(new Trial.Means<>(tokenizer, sampler, Optional.empty(), 7), Trial.Progress.NONE);
  }

  private static double mean(Trial.Row row, String score) {
    return row.scores().get(score).mean();
  }

  @Test
  void withoutAFileNothingButGenerationIsScored() {
    Trial.Result result = run(Optional.empty());
    assertThat(result.rows()).extracting(Trial.Row::name).containsExactly("generated");
    assertThat(result.pictures())
        .extracting(Picture::fileName)
        .containsExactly("generated.png", "denoising.gif");
    assertThat(result.rows().get(0).scores().keySet())
        .containsExactly(
            "strokes_within", "length_within", "turning_within", "bounds_within", "strokes");
  }

  @Test
  void drawsFromNothingUpToTheSignThatTheDrawingIsFinished() {
    Trial.Row generated = run(Optional.empty()).rows().get(0);
    assertThat(generated.scores().get("strokes").count()).isEqualTo(5);
    // Tokens 0 to 3 are strokes, and then the sampler says that the drawing is finished.
    assertThat(mean(generated, "strokes")).isEqualTo(4);
    SamplingTask task = sampler.tasks().get(0);
    assertThat(task.known()).isZero();
    assertThat(task.matrix().horizon()).isEqualTo(TestingDrawings.MOST);
    assertThat(task.sequences()).hasSize(5);
  }

  @Test
  void completesTheFirstHalfOfRealDrawings() {
    Trial.Result result = run(Optional.of(DrawingFile.INVENTED));
    assertThat(result.rows())
        .extracting(Trial.Row::name)
        .containsExactly("real", "generated", "completed", "composed");
    List<SamplingTask> completions =
        sampler.tasks().stream().filter(task -> isCompletion(task)).toList();
    StrokeSource source = source();
    int sequences = 0;
    for (SamplingTask task : completions) {
      for (Tokens sequence : task.sequences()) {
        Drawing drawing = tokenizer.decode(sequence, Drawing.blank());
        assertThat(task.known()).isEqualTo(Math.max(1, drawing.strokes().size() / 2));
        sequences++;
      }
    }
    assertThat(sequences).isEqualTo(3 * 2);
    assertThat(result.rows().get(2).scores().get("strokes").count()).isEqualTo(3 * 2);
    assertThat(result.rows().get(0).scores().get("strokes").count())
        .isEqualTo((int) source.size(Split.TEST));
  }

  private static boolean isCompletion(SamplingTask task) {
    return task.known() > 0 && task.matrix().level(0, task.matrix().horizon() - 1) > 0;
  }

  @Test
  void joinsPartsByTokensThatAreKnownBeforeAndAfter() {
    Trial.Result result = run(Optional.of(DrawingFile.INVENTED));
    List<SamplingTask> compositions =
        sampler.tasks().stream().filter(task -> task.known() > 0 && !isCompletion(task)).toList();
    assertThat(compositions).hasSize(2);
    StrokeSource source = source();
    for (int pair = 0; pair < 2; pair++) {
      SamplingTask task = compositions.get(pair);
      Drawing one = source.get(Split.TEST, 2L * pair);
      Drawing other = source.get(Split.TEST, 2L * pair + 1);
      SchedulingMatrix matrix = task.matrix();
      int between = 0;
      while (matrix.level(0, between) == matrix.steps()) {
        between++;
      }
      for (int token = between; token < matrix.horizon(); token++) {
        assertThat(matrix.level(0, token)).as("level of token %d", token).isZero();
      }
      List<Stroke> strokes = tokenizer.decode(task.sequences().get(0), Drawing.blank()).strokes();
      int after = Math.max(1, other.strokes().size() / 3);
      assertThat(strokes).hasSize(task.known() + between + after);
      assertSame(strokes.get(0), one.strokes().get(0));
      assertSame(strokes.get(strokes.size() - 1), other.strokes().get(other.strokes().size() - 1));
    }
    Trial.Row composed = result.rows().get(3);
    assertThat(mean(composed, "strokes")).isGreaterThanOrEqualTo(1);
  }

  private static void assertSame(Stroke actual, Stroke expected) {
    for (int i = 0; i < expected.places().length; i++) {
      assertThat(actual.places()[i]).isCloseTo(expected.places()[i], Offset.offset(0.01f));
    }
  }

  @Test
  void everyTaskHasNoiseOfItsOwn() {
    run(Optional.of(DrawingFile.INVENTED));
    Set<Long> seeds = new HashSet<>();
    sampler.tasks().forEach(task -> seeds.add(task.seed()));
    assertThat(seeds).hasSameSizeAs(sampler.tasks());
  }

  @Test
  void drawingsThatAreInTheTrainingSplitAreAsNearAsCanBe() {
    StrokeSource source = source();
    Drawing learned = source.get(Split.TRAIN, 0);
    TestingSampler heart = new TestingSampler(tokenizer, learned.strokes());
    Trial.Result result =
        trial(Optional.of(DrawingFile.INVENTED))
            .run(new Trial.Means<>(tokenizer, heart, Optional.empty(), 7), Trial.Progress.NONE);
    assertThat(mean(result.rows().get(1), "nearest_training")).isCloseTo(0, Offset.offset(0.01));
    assertThat(mean(result.rows().get(0), "nearest_training")).isGreaterThan(10);
  }

  @Test
  void theDenoisingIsShownFromTheFirstStateToTheLast() throws IOException {
    List<Picture> pictures = run(Optional.empty()).pictures();
    // Of the sampler's 5 states, 3 are kept.
    assertThat(GifFrame.all(pictures.get(1).bytes())).hasSize(3);
  }

  @Test
  void refusesAWindowThatIsTooSmall() {
    Trial.Prerequisites<Drawing> small = new Trial.Prerequisites<>(tokenizer, 5, Optional.empty());
    assertThatThrownBy(() -> trial(Optional.empty()).check(small))
        .hasMessage(
            "The trial 'drawing' samples 6 tokens, but 'sampling.window' is 5; make it as large.");
  }

  private static StrokeSource source() {
    return StrokeSource.open(
        new StrokeSourceSettings(
            DrawingFile.INVENTED,
            2,
            TestingDrawings.MOST,
            TestingDrawings.STEPS,
            0,
            Optional.empty()),
        TestingDrawings.in(Path.of(".")));
  }

  @Test
  void everyWayOfDrawingHasAPicture() {
    assertThat(run(Optional.of(DrawingFile.INVENTED)).pictures())
        .extracting(Picture::fileName)
        .isEqualTo(
            Arrays.asList("generated.png", "completed.png", "composed.png", "denoising.gif"));
  }
}
