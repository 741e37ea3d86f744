package io.stagger.cli.picture;

import io.stagger.api.diffusion.NoiseSchedule;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Draws a noise schedule: its alpha-bar {@code signal^2 / (signal^2 + noise^2)} and the natural
 * logarithm of its signal-to-noise ratio over the level.
 */
public final class NoiseSchedulePicture {
  private static final int POINTS = 160;
  private static final int WIDTH = 430;
  private static final int HEIGHT = 340;

  /** By how much {@code signal^2 + noise^2} of a variance-preserving schedule may miss 1. */
  private static final double ROUNDING = 1e-9;

  private NoiseSchedulePicture() {}

  /**
   * Draws a schedule and says its ranges.
   *
   * @param title stands above the picture
   */
  public static Depiction depict(String title, NoiseSchedule schedule) {
    int last = schedule.levels() - 1;
    int[] levels = Numbers.spread(schedule.levels(), POINTS);
    double[] across = Arrays.stream(levels).asDoubleStream().toArray();
    LineChart share = new LineChart("alpha-bar", "level").withoutLegend().from(0, 1.02);
    share.add("alpha-bar", across, Arrays.stream(levels).mapToDouble(schedule::alphaBar).toArray());
    LineChart ratio = new LineChart("log SNR (natural logarithm)", "level").withoutLegend();
    ratio.add(
        "log SNR",
        across,
        Arrays.stream(levels).mapToDouble(level -> Math.log(schedule.snr(level))).toArray());
    boolean preserving = isVariancePreserving(schedule);
    boolean zeroTerminal = schedule.signal(last) == 0;
    byte[] png =
        new Sheet(
                title,
                "%d levels, %s, last level %s"
                    .formatted(
                        schedule.levels(),
                        preserving ? "variance preserving" : "not variance preserving",
                        zeroTerminal ? "without signal" : "with a trace of signal"),
                2 * WIDTH,
                Sheet.HEAD + HEIGHT)
            .add(share.chart(), new Rectangle(0, Sheet.HEAD, WIDTH, HEIGHT))
            .add(ratio.chart(), new Rectangle(WIDTH, Sheet.HEAD, WIDTH, HEIGHT))
            .png();
    return new Depiction(
        png,
        List.of(
            "levels: %d, from 0 to %d; %d is clean"
                .formatted(schedule.levels(), last, NoiseSchedule.CLEAN),
            "alpha-bar: from %s down to %s"
                .formatted(
                    Numbers.text(schedule.alphaBar(0)), Numbers.text(schedule.alphaBar(last))),
            "SNR: from %s down to %s"
                .formatted(Numbers.text(schedule.snr(0)), Numbers.text(schedule.snr(last))),
            "variance preserving: " + (preserving ? "yes" : "no"),
            "zero terminal SNR: " + (zeroTerminal ? "yes" : "no")),
        table(schedule));
  }

  private static boolean isVariancePreserving(NoiseSchedule schedule) {
    for (int level = 0; level < schedule.levels(); level++) {
      double signal = schedule.signal(level);
      double noise = schedule.noise(level);
      if (Math.abs(signal * signal + noise * noise - 1) > ROUNDING) {
        return false;
      }
    }
    return true;
  }

  private static List<List<String>> table(NoiseSchedule schedule) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("LEVEL", "SIGNAL", "NOISE", "ALPHA-BAR", "SNR", "LOG SNR"));
    for (int level : Numbers.endsAndMiddle(schedule.levels())) {
      rows.add(
          List.of(
              Integer.toString(level),
              Numbers.text(schedule.signal(level)),
              Numbers.text(schedule.noise(level)),
              Numbers.text(schedule.alphaBar(level)),
              Numbers.text(schedule.snr(level)),
              Numbers.text(Math.log(schedule.snr(level)))));
    }
    return rows;
  }
}
