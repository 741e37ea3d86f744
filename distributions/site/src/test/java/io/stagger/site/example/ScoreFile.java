package io.stagger.site.example;

import io.stagger.api.StaggerException;
import io.stagger.api.plugin.ExtensionContext;
import io.stagger.api.run.RunEvent;
import io.stagger.api.run.RunListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends every evaluation to the file {@code scores.txt} of the run. */
final class ScoreFile implements RunListener {
  private final Path file;

  /**
   * Creates the listener.
   *
   * @throws StaggerException if there is no run to write beside
   */
  ScoreFile(ExtensionContext context) {
    this.file =
        context
            .runDirectory()
            .orElseThrow(
                () -> new StaggerException("The listener 'score-file' needs a run directory."))
            .resolve("scores.txt");
  }

  @Override
  public void onEvent(RunEvent event) {
    if (event instanceof RunEvent.Evaluated evaluated) {
      String line = "step %d: %s%n".formatted(evaluated.step(), evaluated.scores());
      try {
        Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new StaggerException(
            "The file '%s' can't be written: %s.".formatted(file, e.getMessage()), e);
      }
    }
  }
}
