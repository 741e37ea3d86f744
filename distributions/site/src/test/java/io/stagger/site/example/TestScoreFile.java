package io.stagger.site.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.plugin.ExtensionContext;
import io.stagger.api.run.RunEvent;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestScoreFile {
  @TempDir private Path directory;

  /** A place with or without a run. */
  private record Context(Optional<Path> runDirectory) implements ExtensionContext {
    @Override
    public Path resolve(String file) {
      return Path.of(file);
    }
  }

  @Test
  void everyEvaluationIsALine() {
    try (ScoreFile listener = new ScoreFile(new Context(Optional.of(directory)))) {
      listener.onEvent(new RunEvent.TrainingStarted(0, 20, 5));
      listener.onEvent(new RunEvent.Evaluated(10, Map.of("wave_error", 0.5)));
      listener.onEvent(new RunEvent.Evaluated(20, Map.of("wave_error", 0.25)));
    }

    assertThat(directory.resolve("scores.txt"))
        .content()
        .isEqualToNormalizingNewlines("step 10: {wave_error=0.5}\nstep 20: {wave_error=0.25}\n");
  }

  @Test
  void whatCannotBeWrittenIsSaidInASentence() {
    Path missing = directory.resolve("missing");
    try (ScoreFile listener = new ScoreFile(new Context(Optional.of(missing)))) {
      assertThatThrownBy(() -> listener.onEvent(new RunEvent.Evaluated(1, Map.of())))
          .isInstanceOf(StaggerException.class)
          .hasMessageContaining("scores.txt' can't be written");
    }
  }

  @Test
  void withoutARunThereIsNoPlaceForTheFile() {
    assertThatThrownBy(() -> new ScoreFile(new Context(Optional.empty())))
        .isInstanceOf(StaggerException.class)
        .hasMessage("The listener 'score-file' needs a run directory.");
  }
}
