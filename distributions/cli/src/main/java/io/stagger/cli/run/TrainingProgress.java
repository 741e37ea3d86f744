package io.stagger.cli.run;

import io.stagger.api.run.RunEvent;
import io.stagger.api.run.RunListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;

/**
 * Shows how training goes: a bar on a terminal, and otherwise a line every few seconds. The loss
 * that is shown is an exponential moving average, because that of a single step says little.
 */
public final class TrainingProgress implements RunListener {
  private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final double LOSS_DECAY = 0.98;

  private final PrintWriter out;
  private final boolean interactive;
  private final LongSupplier nanoTime;

  private Optional<ProgressBar> bar = Optional.empty();
  private long firstStep;
  private long lastStep;
  private long start;
  private long lastLine;
  private double loss = Double.NaN;

  /**
   * Creates a display.
   *
   * @param out gets the lines
   * @param interactive whether a bar can be drawn
   */
  public TrainingProgress(PrintWriter out, boolean interactive) {
    this(out, interactive, System::nanoTime);
  }

  TrainingProgress(PrintWriter out, boolean interactive, LongSupplier nanoTime) {
    this.out = out;
    this.interactive = interactive;
    this.nanoTime = nanoTime;
  }

  @Override
  public void onEvent(RunEvent event) {
    if (event instanceof RunEvent.TrainingStarted started) {
      begin(started);
    } else if (event instanceof RunEvent.StepTaken taken) {
      step(taken);
    } else if (event instanceof RunEvent.Evaluated evaluated) {
      say(
          "step %d: %s"
              .formatted(
                  evaluated.step(),
                  evaluated.scores().entrySet().stream()
                      .map(e -> "%s %.4f".formatted(e.getKey(), e.getValue()))
                      .collect(Collectors.joining(", "))));
    } else if (event instanceof RunEvent.TrainingEnded) {
      close();
    }
  }

  private void begin(RunEvent.TrainingStarted started) {
    close();
    firstStep = started.firstStep();
    lastStep = started.lastStep();
    start = nanoTime.getAsLong();
    lastLine = start;
    loss = Double.NaN;
    out.printf(
        Locale.ROOT,
        "Training %,d parameters from step %d to %d.%n",
        started.parameterCount(),
        firstStep,
        lastStep);
    if (interactive && firstStep < lastStep) {
      bar =
          Optional.of(
              ProgressBar.builder()
                  .setTaskName("training")
                  .setInitialMax(lastStep)
                  .startsFrom(firstStep, Duration.ZERO)
                  .setUpdateIntervalMillis(250)
                  .showSpeed()
                  .build());
    }
  }

  private void step(RunEvent.StepTaken taken) {
    loss = Double.isNaN(loss) ? taken.loss() : LOSS_DECAY * loss + (1 - LOSS_DECAY) * taken.loss();
    if (bar.isPresent()) {
      bar.get().stepTo(taken.step());
      bar.get().setExtraMessage(" loss %.4f".formatted(loss));
      return;
    }
    long now = nanoTime.getAsLong();
    if (now - lastLine >= LINE_NANOS || taken.step() == lastStep) {
      lastLine = now;
      double stepsPerSecond = (taken.step() - firstStep) / Math.max(1e-9, (now - start) / 1e9);
      long left = Math.round((lastStep - taken.step()) / stepsPerSecond);
      out.printf(
          Locale.ROOT,
          "step %d of %d, loss %.4f, %.1f steps/s, %d:%02d left%n",
          taken.step(),
          lastStep,
          loss,
          stepsPerSecond,
          left / 60,
          left % 60);
      out.flush();
    }
  }

  private void say(String line) {
    if (bar.isPresent()) {
      // The bar is drawn over its own line, so the line before must end first.
      out.println();
    }
    out.println(line);
    out.flush();
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
    bar = Optional.empty();
  }
}
