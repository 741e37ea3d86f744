package io.stagger.cli.run;

import io.stagger.core.compare.Comparison;
import io.stagger.core.compare.RolloutResult;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;

/**
 * Shows how a comparison goes: which model it is at, then how far its roll-outs are, by a bar on a
 * terminal and otherwise a line every few seconds. Training is shown by {@link TrainingProgress}.
 */
public final class ComparisonProgress implements Comparison.Progress, AutoCloseable {
  private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();

  private final PrintWriter out;
  private final boolean interactive;
  private final LongSupplier nanoTime;

  private Optional<ProgressBar> bar = Optional.empty();
  private boolean rolling;
  private long start;
  private long firstDone;
  private long lastLine;

  /**
   * Creates a display.
   *
   * @param out gets the lines
   * @param interactive whether a bar can be drawn
   */
  public ComparisonProgress(PrintWriter out, boolean interactive) {
    this(out, interactive, System::nanoTime);
  }

  ComparisonProgress(PrintWriter out, boolean interactive, LongSupplier nanoTime) {
    this.out = out;
    this.interactive = interactive;
    this.nanoTime = nanoTime;
  }

  @Override
  public void begins(Comparison.Member member) {
    out.printf(
        "Model %d of %d: %s, seed %d.%n",
        member.number(), member.count(), member.regime(), member.seed());
    out.flush();
  }

  @Override
  public void rolled(Comparison.Member member, long done, long total) {
    long now = nanoTime.getAsLong();
    if (!rolling) {
      // The first tokens come with whatever has to be prepared, so the pace is counted after them.
      rolling = true;
      start = now;
      firstDone = done;
      lastLine = now;
      if (interactive) {
        bar =
            Optional.of(
                ProgressBar.builder()
                    .setTaskName("roll-out")
                    .setInitialMax(total)
                    .setUpdateIntervalMillis(250)
                    .showSpeed()
                    .build());
      }
    }
    bar.ifPresent(shown -> shown.stepTo(done));
    if (!interactive && now - lastLine >= LINE_NANOS && done < total) {
      lastLine = now;
      double perSecond = (done - firstDone) / Math.max(1e-9, (now - start) / 1e9);
      long left = Math.round((total - done) / perSecond);
      out.printf(
          Locale.ROOT,
          "roll-out: token %d of %d, %.1f tokens/s, %d:%02d left%n",
          done,
          total,
          perSecond,
          left / 60,
          left % 60);
      out.flush();
    }
  }

  @Override
  public void measured(Comparison.Member member, RolloutResult result) {
    close();
    String end =
        result.divergedAt() > 0
            ? "diverged at token %d".formatted(result.divergedAt())
            : String.format(
                Locale.ROOT,
                "energy distance %.3f at token %d, %.3f at token %d",
                result.drift().get(0).energy(),
                result.drift().get(0).horizon(),
                result.drift().get(result.drift().size() - 1).energy(),
                result.drift().get(result.drift().size() - 1).horizon());
    out.printf("%s, seed %d: %s.%n", member.regime(), member.seed(), end);
    out.flush();
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
    bar = Optional.empty();
    rolling = false;
  }
}
