package io.stagger.cli.report;

import io.stagger.core.compare.ComparisonReport;
import io.stagger.core.compare.Drift;
import io.stagger.core.compare.Floor;
import io.stagger.core.compare.RolloutResult;
import io.stagger.core.compare.TokenError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A comparison of two regimes with two seeds: one is steady, the other diverges with one seed. */
public final class TestingComparison {
  private static final int[] HORIZONS = {32, 64, 300, 1000, 2000};

  private TestingComparison() {}

  /** The report of it. */
  public static ComparisonReport report() {
    Map<String, List<RolloutResult>> regimes = new LinkedHashMap<>();
    regimes.put("steady", List.of(result(0, 1, 0), result(1, 1.2, 0)));
    regimes.put("wild", List.of(result(0, 6, 0), result(1, 9, 500)));
    return new ComparisonReport(32, 16, 2000, 8, 4, 32, regimes);
  }

  private static RolloutResult result(long seed, double growth, int divergedAt) {
    List<Drift> drift = new ArrayList<>();
    for (int horizon : HORIZONS) {
      boolean diverged = divergedAt > 0 && horizon >= divergedAt;
      double energy = 0.1 + 0.0001 * growth * horizon;
      drift.add(
          new Drift(
              horizon,
              diverged ? Double.POSITIVE_INFINITY : energy,
              diverged ? 1 : 0.1,
              horizon == 32 ? Double.NaN : diverged ? Double.POSITIVE_INFINITY : energy / 2));
    }
    float[] strip = new float[2000];
    for (int t = 0; t < strip.length; t++) {
      strip[t] =
          divergedAt > 0 && t >= divergedAt
              ? Float.NaN
              : (float) (growth * Math.sin(0.1 * t) + 0.0005 * growth * t);
    }
    return new RolloutResult(
        "sha",
        seed,
        40,
        123.4,
        divergedAt,
        divergedAt > 0 ? 3 : 0,
        drift,
        List.of(new TokenError(17, 0.2 * growth, 0.3), new TokenError(18, 0.25 * growth, 0.4)),
        new Floor(0.0123, 0.002, 0.04),
        new double[] {0.25, 0.5},
        divergedAt > 0 ? new double[0] : new double[] {-0.5 * growth, -1},
        new double[] {-0.4, -0.9},
        strip,
        new float[] {0, 1, 0, -1});
  }
}
