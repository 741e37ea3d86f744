package io.stagger.cli.picture;

import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.Parameterization;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Draws a parameterization: the coefficients of its target {@code first * x_0 + second * eps} and
 * of its clean prediction {@code first * x_k + second * output} over alpha-bar, where {@code signal
 * = sqrt(alphaBar)} and {@code noise = sqrt(1 - alphaBar)} as in a variance-preserving schedule.
 */
public final class ParameterizationPicture {
  private static final int POINTS = 161;
  private static final int WIDTH = 430;
  private static final int HEIGHT = 360;

  /** What is farther from 0 is not drawn, or a pole would flatten everything else. */
  private static final double GREATEST = 5;

  private static final double[] PLACES = {1, 0.99, 0.5, 0.01, 0};

  private ParameterizationPicture() {}

  /**
   * Draws a parameterization and says its coefficients.
   *
   * @param title stands above the picture
   */
  public static Depiction depict(String title, Parameterization parameterization) {
    double[] shares = IntStream.range(0, POINTS).mapToDouble(i -> i / (POINTS - 1.0)).toArray();
    Function<Double, Linear> target = share -> target(parameterization, share);
    Function<Double, Linear> clean = share -> clean(parameterization, share);
    LineChart targets = new LineChart("what the network is to output", "alpha-bar").across(0, 1);
    targets.add("of the clean token", shares, drawn(shares, target, Linear::first));
    targets.add("of the noise", shares, drawn(shares, target, Linear::second));
    LineChart cleans = new LineChart("the clean token from the output", "alpha-bar").across(0, 1);
    cleans.add("of the noisy token", shares, drawn(shares, clean, Linear::first));
    cleans.add("of the output", shares, drawn(shares, clean, Linear::second));
    boolean isSound =
        Double.isFinite(clean.apply(0.0).first()) && Double.isFinite(clean.apply(0.0).second());
    byte[] png =
        new Sheet(
                title,
                "coefficients where signal^2 + noise^2 = 1, as far as they lie within %d of 0"
                    .formatted((int) GREATEST),
                2 * WIDTH,
                Sheet.HEAD + HEIGHT)
            .add(targets.chart(), new Rectangle(0, Sheet.HEAD, WIDTH, HEIGHT))
            .add(cleans.chart(), new Rectangle(WIDTH, Sheet.HEAD, WIDTH, HEIGHT))
            .png();
    return new Depiction(
        png,
        List.of("tells the clean token from pure noise: " + (isSound ? "yes" : "no")),
        table(parameterization));
  }

  private static Linear target(Parameterization parameterization, double alphaBar) {
    return parameterization.target(Math.sqrt(alphaBar), Math.sqrt(1 - alphaBar));
  }

  private static Linear clean(Parameterization parameterization, double alphaBar) {
    return parameterization.clean(Math.sqrt(alphaBar), Math.sqrt(1 - alphaBar));
  }

  private static double[] drawn(
      double[] shares, Function<Double, Linear> of, ToDoubleFunction<Linear> coefficient) {
    return Arrays.stream(shares)
        .map(share -> coefficient.applyAsDouble(of.apply(share)))
        .map(value -> Math.abs(value) > GREATEST ? Double.NaN : value)
        .toArray();
  }

  private static List<List<String>> table(Parameterization parameterization) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "ALPHA-BAR",
            "TARGET: CLEAN",
            "TARGET: NOISE",
            "CLEAN: NOISY",
            "CLEAN: OUTPUT",
            "ERROR FACTOR"));
    for (double alphaBar : PLACES) {
      Linear target = target(parameterization, alphaBar);
      Linear clean = clean(parameterization, alphaBar);
      rows.add(
          List.of(
              Numbers.text(alphaBar),
              Numbers.text(target.first()),
              Numbers.text(target.second()),
              Numbers.text(clean.first()),
              Numbers.text(clean.second()),
              Numbers.text(parameterization.cleanErrorPerOutputError(alphaBar / (1 - alphaBar)))));
    }
    return rows;
  }
}
