package io.stagger.cli.run;

import io.stagger.core.run.Evaluator;
import java.io.PrintWriter;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;

/** Shows how an evaluation goes: a bar for each way on a terminal, and otherwise a line. */
public final class EvaluationProgress implements Evaluator.Progress, AutoCloseable {
  private final PrintWriter out;
  private final boolean interactive;

  private Optional<ProgressBar> bar = Optional.empty();
  private String current = "";

  /**
   * Creates a display.
   *
   * @param out gets the lines
   * @param interactive whether a bar can be drawn
   */
  public EvaluationProgress(PrintWriter out, boolean interactive) {
    this.out = out;
    this.interactive = interactive;
  }

  @Override
  public void advanced(String name, long done, long total) {
    show(name, done, total, "%d futures predicted".formatted(total));
  }

  @Override
  public void tried(String name, long done, long total) {
    show(name, done, total, "done");
  }

  private void show(String name, long done, long total, String ending) {
    if (!name.equals(current)) {
      close();
      current = name;
      if (interactive) {
        bar =
            Optional.of(
                ProgressBar.builder().setTaskName(name).setInitialMax(total).showSpeed().build());
      }
    }
    bar.ifPresent(shown -> shown.stepTo(done));
    if (done == total) {
      close();
      if (!interactive) {
        out.println(name + ": " + ending);
        out.flush();
      }
    }
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
    bar = Optional.empty();
  }
}
