package io.stagger.core.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Of a process that is known: an autoregression with two series. */
final class TestDriftCurve {
  private static final int TRAINING = 16;
  private static final DriftSettings SETTINGS = new DriftSettings(2, TRAINING, 8, 400, 4, 16, 3);

  private final RealData test = real(1, 150);
  private final DriftCurve curve = new DriftCurve(SETTINGS, test);

  private static float[] series(SplittableRandom random, int length, IntToDoubleFunction shift) {
    float[] values = new float[2 * length];
    double first = random.nextGaussian();
    double second = random.nextGaussian();
    for (int t = 0; t < length; t++) {
      values[2 * t] = (float) (first + shift.applyAsDouble(t));
      values[2 * t + 1] = (float) second;
      first = 0.8 * first + 0.6 * random.nextGaussian();
      second = 0.6 * second + 0.8 * random.nextGaussian();
    }
    return values;
  }

  private static RealData real(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Tokens> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(
          Tokens.ofReal(TokenSpec.vector(2, 0), series(random, TRAINING, t -> 0), new float[0]));
    }
    return new RealData(samples, 2);
  }

  private static List<float[]> rollouts(IntToDoubleFunction shift) {
    SplittableRandom random = new SplittableRandom(7);
    List<float[]> rollouts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rollouts.add(series(random, SETTINGS.length(), shift));
    }
    return rollouts;
  }

  @Test
  void staysNearZeroForTheProcessItself() {
    List<Drift> drift = curve.of(rollouts(t -> 0));

    assertThat(drift.stream().mapToInt(Drift::horizon).toArray()).isEqualTo(SETTINGS.horizons());
    assertThat(drift).allSatisfy(at -> assertThat(at.energy()).isCloseTo(0, within(0.15)));
    assertThat(drift.subList(3, drift.size()))
        .allSatisfy(at -> assertThat(at.spectrum()).isLessThan(0.2));
  }

  @Test
  void growsWithAProcessThatDriftsAway() {
    List<Drift> drift = curve.of(rollouts(t -> 0.02 * t));

    assertThat(drift.get(0).energy()).isCloseTo(0, within(0.15));
    Drift last = drift.get(drift.size() - 1);
    // The distance of far distributions is twice that of their means, less what spread takes away.
    double apart = Math.sqrt(4) * 0.02 * 393;
    assertThat(last.energy()).isBetween(1.5 * apart, 2 * apart);
    assertThat(last.coefficient()).isBetween(0.7, 1.0);
    // The mean of a window is not a matter of its spectrum.
    assertThat(last.spectrum()).isLessThan(0.2);
  }

  @Test
  void takesNoSpectrumThatReachesIntoObservedTokens() {
    List<Drift> drift = curve.of(rollouts(t -> 0));

    assertThat(drift.get(0).horizon()).isEqualTo(16);
    assertThat(drift.get(0).spectrum()).isNaN();
    assertThat(drift.get(1).horizon()).isEqualTo(23);
    assertThat(drift.get(1).spectrum()).isNaN();
    assertThat(drift.get(2).horizon()).isEqualTo(32);
    assertThat(drift.get(2).spectrum()).isFinite();
  }

  @Test
  void isInfiniteFromWhereARollOutIsNotFinite() {
    List<float[]> rollouts = rollouts(t -> 0);
    for (int t = 150; t < 400; t++) {
      rollouts.get(3)[2 * t + 1] = Float.NaN;
    }

    List<Drift> drift = curve.of(rollouts);

    assertThat(drift)
        .allSatisfy(
            at -> {
              assertThat(Double.isInfinite(at.energy())).isEqualTo(at.horizon() > 150);
              assertThat(Double.isInfinite(at.spectrum())).isEqualTo(at.horizon() > 150);
            });
    assertThat(curve.lastSpectrum(rollouts)).isEmpty();
    assertThat(curve.lastSpectrum(rollouts(t -> 0))).hasSize(8);
  }

  /** By hand: windows of one number, in the one token after the one that is observed. */
  @Test
  void leavesOutPairsOfRollOutsThatObservedTheSameTokens() {
    DriftCurve twoContexts = ofTwoConstants();
    List<float[]> futures =
        List.of(new float[] {8, 0}, new float[] {8, 1}, new float[] {9, 3}, new float[] {9, 7});

    // Real pairs are 2 apart. To 0 and 2 it is (0 + 2 + 1 + 1 + 3 + 1 + 7 + 5) / 8 = 2.5. Pairs of
    // different contexts are 3, 7, 2 and 6 apart; those of one, 1 and 4, are left out.
    assertThat(twoContexts.of(futures).get(0).energy()).isCloseTo(5 - 4.5 - 2, within(1e-12));
    // With one context alone, roll-outs count: 1, 3, 7, 2, 6, 4.
    futures.forEach(future -> future[0] = 8);
    assertThat(twoContexts.of(futures).get(0).energy()).isCloseTo(5 - 23 / 6.0 - 2, within(1e-12));
  }

  @Test
  void hasAFloorOfRealWindowsWithTheRoughnessOfAsMany() {
    RealData train = real(2, 400);

    Floor many = curve.floor(train, 40);
    Floor few = curve.floor(train, 4);

    assertThat(many.energy()).isCloseTo(0, within(0.05));
    assertThat(many.coefficient()).isCloseTo(0, within(0.05));
    assertThat(many.spectrum()).isBetween(0.02, 0.12);
    assertThat(few.spectrum()).isGreaterThan(2 * many.spectrum());
    assertThat(curve.floor(train, 40)).isEqualTo(many);
  }

  @Test
  void hasAFloorWhoseCoefficientIsAShare() {
    Floor floor = ofTwoConstants().floor(constants(9, 11), 40);

    // From 0 and 2 to 9 and 11 it is 9 on average, and 2 within either: D = 2 * 9 - 2 - 2.
    assertThat(floor.energy()).isCloseTo(14, within(1e-9));
    assertThat(floor.coefficient()).isCloseTo(14.0 / 18, within(1e-9));
  }

  /** Measures windows of one number against 0 and 2. */
  private static DriftCurve ofTwoConstants() {
    return new DriftCurve(new DriftSettings(1, 2, 1, 2, 1, 4, 3), constants(0, 2));
  }

  private static RealData constants(float... values) {
    List<Tokens> samples = new ArrayList<>();
    for (float value : values) {
      float[] tokens = {value, value, value, value};
      samples.add(Tokens.ofReal(TokenSpec.vector(1, 0), tokens, new float[0]));
    }
    return new RealData(samples, 1);
  }
}
