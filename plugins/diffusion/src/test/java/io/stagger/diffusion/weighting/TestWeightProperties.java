package io.stagger.diffusion.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.diffusion.Golden;
import io.stagger.diffusion.weighting.FusedMinSnrSettings.Direction;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class TestWeightProperties {
  private static final String SEED = "20240701";

  private static final List<NoiseSchedule> SCHEDULES =
      List.of(
          Golden.schedule("linear", 1000),
          Golden.schedule("cosine", 1000),
          Golden.schedule("sigmoid", 1000));

  /** What rounding can take from a weight that mathematically stays the same. */
  private static final double ROUNDING = 1e-13;

  /** A schedule whose last level holds no signal. */
  private static final NoiseSchedule ZERO_TERMINAL =
      new TestingZeroTerminalSchedule(Golden.schedule("cosine", 1000));

  private static final List<NoiseSchedule> ZERO_TERMINAL_TOO =
      List.of(Golden.schedule("linear", 1000), ZERO_TERMINAL);

  private static final List<Parameterization> PARAMETERIZATIONS =
      List.of(
          Golden.parameterization("pred_noise"),
          Golden.parameterization("pred_x0"),
          Golden.parameterization("pred_v"));

  @Property(tries = 2000, seed = SEED)
  void weightsAreFiniteAndNotNegativeAtAnyLevels(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = -1, max = 999) Integer> drawn,
      @ForAll @DoubleRange(min = 0.001, max = 1000) @Scale(3) double snrClip,
      @ForAll @DoubleRange(min = 0, max = 1) @Scale(3) double decay) {
    NoiseLevels levels = new NoiseLevels(1, drawn.size());
    for (int token = 0; token < drawn.size(); token++) {
      levels.set(0, token, drawn.get(token));
    }
    List<LossWeighting> weightings =
        List.of(
            new MinSnrWeighting(new MinSnrSettings(snrClip)),
            fused(snrClip, decay, Direction.CAUSAL),
            fused(snrClip, decay, Direction.BOTH),
            new SigmoidWeighting(new SigmoidWeightingSettings(Math.log(snrClip))),
            new UniformWeighting());
    for (LossWeighting weighting : weightings) {
      for (NoiseSchedule schedule : SCHEDULES) {
        for (Parameterization parameterization : PARAMETERIZATIONS) {
          double[] weights = new double[drawn.size()];
          weighting.weigh(levels, schedule, parameterization, weights);
          for (int token = 0; token < weights.length; token++) {
            assertThat(Double.isFinite(weights[token]) && weights[token] >= 0)
                .as("whether weight %s of level %d is sound", weights[token], drawn.get(token))
                .isTrue();
            assertThat(weights[token] == 0)
                .as("whether level %d weighs nothing", drawn.get(token))
                .isEqualTo(drawn.get(token) == NoiseSchedule.CLEAN);
          }
        }
      }
    }
  }

  @Property(tries = 2000, seed = SEED)
  void bothSidesWeighASequenceReadBackwardsAlike(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = -1, max = 999) Integer> drawn,
      @ForAll @DoubleRange(min = 0, max = 1) @Scale(3) double decay) {
    List<Integer> reversed = new ArrayList<>(drawn);
    Collections.reverse(reversed);
    LossWeighting both = fused(5, decay, Direction.BOTH);
    for (NoiseSchedule schedule : ZERO_TERMINAL_TOO) {
      for (Parameterization parameterization : PARAMETERIZATIONS) {
        double[] forwards = weigh(both, schedule, parameterization, drawn);
        double[] backwards = weigh(both, schedule, parameterization, reversed);
        for (int token = 0; token < forwards.length; token++) {
          assertThat(backwards[forwards.length - 1 - token]).isEqualTo(forwards[token]);
        }
      }
    }
  }

  @Property(tries = 2000, seed = SEED)
  void futureOfPureNoiseGivesTheCausalWeights(
      @ForAll @Size(min = 1, max = 20) List<@IntRange(min = -1, max = 999) Integer> drawn,
      @ForAll @IntRange(min = 0, max = 10) int noise,
      @ForAll @DoubleRange(min = 0, max = 1) @Scale(3) double decay) {
    List<Integer> padded = new ArrayList<>(drawn);
    padded.addAll(Collections.nCopies(noise, 999));
    for (Parameterization parameterization : PARAMETERIZATIONS) {
      double[] causal =
          weigh(fused(5, decay, Direction.CAUSAL), ZERO_TERMINAL, parameterization, padded);
      double[] both =
          weigh(fused(5, decay, Direction.BOTH), ZERO_TERMINAL, parameterization, padded);
      // From the last token that is not pure noise on, there is only noise to the right.
      for (int token = drawn.size() - 1; token < padded.size(); token++) {
        assertThat(both[token]).isEqualTo(causal[token]);
      }
      // A causal weighting never weighs more than one that also sees the future.
      for (int token = 0; token < drawn.size(); token++) {
        assertThat(both[token]).isGreaterThanOrEqualTo(causal[token] * (1 - ROUNDING));
      }
    }
  }

  @Property(tries = 2000, seed = SEED)
  void noWeightFallsWhenAnotherTokenBecomesCleaner(
      @ForAll @Size(min = 2, max = 20) List<@IntRange(min = -1, max = 999) Integer> drawn,
      @ForAll @IntRange(min = 0, max = 19) int which,
      @ForAll @IntRange(min = 1, max = 1000) int cleaner,
      @ForAll @DoubleRange(min = 0, max = 1) @Scale(3) double decay,
      @ForAll Direction direction) {
    int changed = which % drawn.size();
    List<Integer> after = new ArrayList<>(drawn);
    after.set(changed, Math.max(NoiseSchedule.CLEAN, drawn.get(changed) - cleaner));
    LossWeighting weighting = fused(5, decay, direction);
    for (NoiseSchedule schedule : ZERO_TERMINAL_TOO) {
      for (Parameterization parameterization : PARAMETERIZATIONS) {
        double[] noisy = weigh(weighting, schedule, parameterization, drawn);
        double[] clean = weigh(weighting, schedule, parameterization, after);
        for (int token = 0; token < noisy.length; token++) {
          if (token != changed) {
            assertThat(clean[token])
                .as("weight of token %d, level %d", token, drawn.get(token))
                .isGreaterThanOrEqualTo(noisy[token] * (1 - ROUNDING));
          }
        }
      }
    }
  }

  @Property(tries = 2000, seed = SEED)
  void bothSidesAreFusedAsDefined(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = -1, max = 999) Integer> drawn,
      @ForAll @DoubleRange(min = 0, max = 1) @Scale(3) double decay) {
    double snrClip = 5;
    NoiseSchedule schedule = SCHEDULES.get(1);
    MathContext digits = new MathContext(60);
    BigDecimal d = new BigDecimal(decay);
    List<BigDecimal> normalized = new ArrayList<>();
    List<BigDecimal> clipped = new ArrayList<>();
    for (int level : drawn) {
      BigDecimal n =
          level == NoiseSchedule.CLEAN
              ? BigDecimal.ONE
              : new BigDecimal(schedule.snr(level)).divide(new BigDecimal(snrClip), digits);
      normalized.add(n);
      clipped.add(n.min(BigDecimal.ONE));
    }
    double[] weights =
        weigh(
            fused(snrClip, decay, Direction.BOTH),
            schedule,
            Golden.parameterization("pred_noise"),
            drawn);
    List<BigDecimal> reversed = new ArrayList<>(clipped);
    Collections.reverse(reversed);
    List<BigDecimal> before = history(clipped, d);
    List<BigDecimal> after = history(reversed, d);
    Collections.reverse(after);
    for (int token = 0; token < weights.length; token++) {
      if (drawn.get(token) != NoiseSchedule.CLEAN) {
        BigDecimal untold =
            BigDecimal.ONE
                .subtract(d.multiply(before.get(token)))
                .multiply(BigDecimal.ONE.subtract(d.multiply(after.get(token))));
        BigDecimal fused = fuse(untold, clipped.get(token));
        BigDecimal unclipped = fuse(untold, normalized.get(token));
        assertThat(weights[token])
            .as("weight of token %d", token)
            .isCloseTo(fused.divide(unclipped, digits).doubleValue(), withinPercentage(1e-10));
      }
    }
  }

  private static List<BigDecimal> history(List<BigDecimal> clipped, BigDecimal decay) {
    List<BigDecimal> before = new ArrayList<>();
    BigDecimal told = BigDecimal.ZERO;
    for (int token = 0; token < clipped.size(); token++) {
      before.add(told);
      BigDecimal own = clipped.get(token);
      told =
          token == 0 ? own : decay.multiply(told).add(BigDecimal.ONE.subtract(decay).multiply(own));
    }
    return before;
  }

  private static BigDecimal fuse(BigDecimal untold, BigDecimal ratio) {
    return BigDecimal.ONE.subtract(untold.multiply(BigDecimal.ONE.subtract(ratio)));
  }

  @Test
  void withoutASignalWeightsAreTheirLimits() {
    Parameterization noise = Golden.parameterization("pred_noise");
    Parameterization clean = Golden.parameterization("pred_x0");
    Parameterization velocity = Golden.parameterization("pred_v");
    for (LossWeighting weighting :
        List.of(
            new MinSnrWeighting(new MinSnrSettings(5)),
            new SigmoidWeighting(new SigmoidWeightingSettings(2)),
            fused(5, 0.96, Direction.CAUSAL),
            fused(5, 0.96, Direction.BOTH))) {
      assertThat(weigh(weighting, ZERO_TERMINAL, noise, List.of(999))).containsExactly(1);
      assertThat(weigh(weighting, ZERO_TERMINAL, clean, List.of(999))).containsExactly(0);
      assertThat(weigh(weighting, ZERO_TERMINAL, velocity, List.of(999))).containsExactly(0);
    }
    // Beside a clean token, what it tells alone counts: F = U = 0.96.
    for (Direction direction : Direction.values()) {
      LossWeighting weighting = fused(5, 0.96, direction);
      assertThat(weigh(weighting, ZERO_TERMINAL, noise, List.of(-1, 999))[1]).isEqualTo(1);
      assertThat(weigh(weighting, ZERO_TERMINAL, clean, List.of(-1, 999))[1])
          .isCloseTo(4.8, within(1e-12));
      assertThat(weigh(weighting, ZERO_TERMINAL, velocity, List.of(-1, 999))[1])
          .isCloseTo(4.8 / 5.8, within(1e-12));
    }
  }

  @Test
  void ratiosTooSmallToInvertWeighAsTheirLimit() {
    for (int exponent = 100; exponent <= 330; exponent++) {
      NoiseSchedule faint = new TestingFaintSchedule(Math.pow(10, -exponent));
      for (LossWeighting weighting :
          List.of(
              new MinSnrWeighting(new MinSnrSettings(5)),
              new SigmoidWeighting(new SigmoidWeightingSettings(2)),
              fused(5, 0.96, Direction.BOTH))) {
        assertThat(weigh(weighting, faint, Golden.parameterization("pred_noise"), List.of(0))[0])
            .as("weight at signal 1e-%d", exponent)
            .isCloseTo(1, within(1e-12));
      }
    }
  }

  private static LossWeighting fused(double snrClip, double decay, Direction direction) {
    return new FusedMinSnrWeighting(new FusedMinSnrSettings(snrClip, decay, direction));
  }

  private static double[] weigh(
      LossWeighting weighting,
      NoiseSchedule schedule,
      Parameterization parameterization,
      List<Integer> drawn) {
    NoiseLevels levels = new NoiseLevels(1, drawn.size());
    for (int token = 0; token < drawn.size(); token++) {
      levels.set(0, token, drawn.get(token));
    }
    double[] weights = new double[drawn.size()];
    weighting.weigh(levels, schedule, parameterization, weights);
    return weights;
  }
}
