package io.stagger.planning.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.StaggerException;
import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.api.data.Statistics;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.TokenizerFactory;
import io.stagger.api.data.Tokens;
import io.stagger.planning.PlanningPlugin;
import io.stagger.planning.Trajectory;
import io.stagger.planning.token.TrajectorySettings.InitialPadding;
import io.stagger.testkit.CollectedExtensions;
import io.stagger.testkit.TokenizerConformance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TestTrajectoryTokenizer implements TokenizerConformance<Trajectory> {
  private static final int STEPS = 12;

  private final TestingTrajectorySource source = TestingTrajectorySource.random(10, STEPS);

  @Override
  public TokenizerFactory<Trajectory> tokenizerFactory() {
    return factory(List.of(), true, true, 3);
  }

  @Override
  public DataSource<Trajectory> openDataSource() {
    return source;
  }

  @Override
  public void assertSampleEquals(Trajectory actual, Trajectory expected) {
    Offset<Float> rounding = Offset.offset(1e-5f);
    assertThat(actual.observations()).containsExactly(expected.observations(), rounding);
    assertThat(actual.actions()).containsExactly(expected.actions(), rounding);
    assertThat(actual.rewards()).containsExactly(expected.rewards(), rounding);
    assertThat(actual.realSteps()).isEqualTo(expected.realSteps());
  }

  private static TrajectoryTokenizerFactory factory(
      List<Integer> observations, boolean actions, boolean rewards, int frameStack) {
    return new TrajectoryTokenizerFactory(
        new TrajectorySettings(observations, actions, rewards, frameStack, InitialPadding.SAME));
  }

  @Test
  void pluginContributesItWithTheseDefaults() {
    CollectedExtensions contributed = CollectedExtensions.of(new PlanningPlugin());
    assertThat(
            CollectedExtensions.defaults(
                contributed.get(ExtensionPoints.TOKENIZER, "trajectory").configuration()))
        .containsExactly(
            Map.entry("observations", ""),
            Map.entry("actions", "false"),
            Map.entry("rewards", "false"),
            Map.entry("frameStack", "10"),
            Map.entry("initialPadding", "same"));
  }

  @Test
  void positionsAloneKeepTheSamplePlusWhatTheTemplateKnows() {
    Tokenizer<Trajectory> tokenizer = factory(List.of(1, 0), false, false, 3).fit(source);
    assertThat(tokenizer.spec().shape()).containsExactly(6);
    assertThat(tokenizer.spec().conditionWidth()).isZero();
    for (Split split : List.of(Split.TRAIN, Split.VALIDATION, Split.TEST)) {
      Trajectory sample = source.get(split, 1);
      Tokens tokens = tokenizer.encode(sample);
      assertSampleEquals(tokenizer.decode(tokens, sample), sample);
      Trajectory other = TestingTrajectorySource.sample(77, STEPS, STEPS);
      Trajectory mixed = tokenizer.decode(tokens, other);
      for (int i = 0; i < mixed.observations().length; i++) {
        Trajectory from = i % 4 < 2 ? sample : other;
        assertThat(mixed.observations()[i]).isCloseTo(from.observations()[i], within(1e-5f));
      }
      assertThat(mixed.actions()).isEqualTo(other.actions());
      assertThat(mixed.rewards()).isEqualTo(other.rewards());
    }
  }

  @Test
  void bundleHoldsWhatAStepLeadsToThenItsActionAndReward() {
    TrajectoryTokenizer tokenizer = factory(List.of(2, 0), true, true, 3).fit(source);
    Trajectory sample = source.get(Split.TRAIN, 0);
    Tokens tokens = tokenizer.encode(sample);
    assertThat(tokens.length()).isEqualTo(1 + STEPS / 3);
    BundleScale scale = tokenizer.scale();
    assertThat(scale.layout().width()).isEqualTo(5);
    for (int step = 0; step < STEPS; step++) {
      float[] bundle = {
        sample.observations()[(step + 1) * 4 + 2],
        sample.observations()[(step + 1) * 4],
        sample.actions()[step * 2],
        sample.actions()[step * 2 + 1],
        sample.rewards()[step]
      };
      for (int channel = 0; channel < 5; channel++) {
        double normalized = (bundle[channel] - scale.mean(channel)) / scale.deviation(channel);
        assertThat((double) tokens.values().get((3 + step) * 5 + channel))
            .as("channel %d of step %d", channel, step)
            .isCloseTo(normalized, within(1e-6 * (1 + Math.abs(normalized))));
      }
    }
    for (int frame = 0; frame < 3; frame++) {
      assertThat((double) tokens.values().get(frame * 5))
          .isCloseTo((sample.observations()[2] - scale.mean(0)) / scale.deviation(0), within(1e-5));
      for (int channel = 2; channel < 5; channel++) {
        assertThat(tokens.values().get(frame * 5 + channel)).isZero();
      }
    }
  }

  @Test
  void initialTokenMayHoldTheObservationOnce() {
    TrajectoryTokenizer tokenizer =
        new TrajectoryTokenizerFactory(
                new TrajectorySettings(List.of(0), true, false, 4, InitialPadding.ZERO))
            .fit(source);
    Trajectory sample = source.get(Split.VALIDATION, 0);
    Tokens tokens = tokenizer.encode(sample);
    float[] first = new float[12];
    tokens.values().get(first);
    assertThat(Arrays.copyOf(first, 9)).containsOnly(0);
    assertThat(first[9]).isNotZero();
    assertThat(first[10]).isZero();
    assertThat(tokenizer.decode(tokens, sample).observations()[0])
        .isCloseTo(sample.observations()[0], within(1e-5f));
  }

  @Test
  void tokensAreCountedByWholeStacks() {
    Tokenizer<Trajectory> tokenizer = factory(List.of(), false, false, 3).fit(source);
    assertThat(tokenizer.tokenCount(1)).isEqualTo(1);
    assertThat(tokenizer.tokenCount(3)).isEqualTo(1);
    for (int stacks = 0; stacks < 5; stacks++) {
      assertThat(tokenizer.tokenCount(1 + 3 * stacks)).isEqualTo(1 + stacks);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 6, 11, 12})
  void tokenIsRealIfOneOfItsStepsIs(int realSteps) {
    Tokenizer<Trajectory> tokenizer = factory(List.of(), true, false, 3).fit(source);
    Trajectory sample = TestingTrajectorySource.sample(5, STEPS, realSteps);
    Tokens tokens = tokenizer.encode(sample);
    assertThat(tokens.isReal(0)).isTrue();
    for (int token = 1; token < tokens.length(); token++) {
      assertThat(tokens.isReal(token)).isEqualTo(3 * (token - 1) < realSteps);
    }
    assertThat(tokenizer.decode(tokens, sample).realSteps()).isEqualTo(realSteps);
  }

  @Test
  void unknownFutureIsZerosAndPadding() {
    Tokenizer<Trajectory> tokenizer = factory(List.of(), true, true, 3).fit(source);
    Trajectory future = source.get(Split.FUTURE, 0);
    Tokens tokens = tokenizer.encode(future);
    assertThat(tokens.isReal(0)).isTrue();
    for (int token = 1; token < tokens.length(); token++) {
      assertThat(tokens.isReal(token)).isFalse();
    }
    for (int i = tokens.spec().width(); i < tokens.values().limit(); i++) {
      assertThat(tokens.values().get(i)).isZero();
    }
    float[] plan = new float[tokens.values().limit()];
    Trajectory decoded =
        tokenizer.decode(Tokens.ofReal(tokenizer.spec(), plan, new float[0]), future);
    assertThat(decoded.realSteps()).isEqualTo(STEPS);
    assertThat(decoded.observations()).doesNotContain(Float.NaN);
  }

  @Test
  void plansMayBeShorterOrLongerThanTheirTemplate() {
    TrajectoryTokenizer tokenizer = factory(List.of(0, 1), false, false, 3).fit(source);
    Trajectory template = source.get(Split.VALIDATION, 0);
    for (int stacks : new int[] {0, 2, 7}) {
      float[] values = new float[(1 + stacks) * 6];
      Trajectory plan =
          tokenizer.decode(Tokens.ofReal(tokenizer.spec(), values, new float[0]), template);
      assertThat(plan.steps()).isEqualTo(3 * stacks);
      assertThat(plan.realSteps()).isEqualTo(3 * stacks);
      for (int observation = 0; observation <= plan.steps(); observation++) {
        assertThat(plan.observations()[4 * observation])
            .isEqualTo((float) tokenizer.scale().mean(0));
        assertThat(plan.observations()[4 * observation + 3])
            .isEqualTo(observation > STEPS ? 0 : template.observations()[4 * observation + 3]);
      }
    }
  }

  @Test
  void fewSamplesAreLearnedFromExactly() {
    TrajectoryTokenizer tokenizer = factory(List.of(3), true, false, 3).fit(source);
    List<Double> observed = new ArrayList<>();
    List<Double> acted = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Trajectory sample = source.get(Split.TRAIN, i);
      for (int step = 0; step <= sample.realSteps(); step++) {
        observed.add((double) sample.observations()[4 * step + 3]);
      }
      for (int step = 0; step < sample.realSteps(); step++) {
        acted.add((double) sample.actions()[2 * step + 1]);
      }
    }
    assertMoments(tokenizer.scale(), 0, observed);
    assertMoments(tokenizer.scale(), 2, acted);
  }

  private static void assertMoments(BundleScale scale, int channel, List<Double> values) {
    double mean = values.stream().mapToDouble(value -> value).average().orElseThrow();
    double variance =
        values.stream()
            .mapToDouble(value -> (value - mean) * (value - mean))
            .average()
            .orElseThrow();
    assertThat(scale.mean(channel)).isCloseTo(mean, within(1e-12));
    assertThat(scale.deviation(channel)).isCloseTo(Math.sqrt(variance), within(1e-12));
  }

  @Test
  void manySamplesAreLearnedFromAtEvenDistances() {
    TestingTrajectorySource many = TestingTrajectorySource.random(10_000, 6);
    TrajectoryTokenizer tokenizer = factory(List.of(0), false, false, 3).fit(many);
    assertThat(new HashSet<>(many.read)).hasSize(4096);
    long last = many.read.get(many.read.size() - 1);
    assertThat(last).isGreaterThan(9990);
    // The deviation of the numbers is 1, of the mean of about 27,000 of them 0.006.
    assertThat(tokenizer.scale().mean(0)).isCloseTo(0, within(0.03));
    assertThat(tokenizer.scale().deviation(0)).isCloseTo(1, within(0.022));
  }

  @Test
  void numbersThatNeverVaryAreRefused() {
    TestingTrajectorySource still = constant(0.5f);
    assertThatThrownBy(() -> factory(List.of(), false, false, 3).fit(still))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "In the training data (random walks) number 0 of the observations is always 0.5, so there is nothing to learn from it; list the others in 'observations'.");
    TestingTrajectorySource noReward = new TestingTrajectorySource(List.of(without(source)));
    assertThatThrownBy(() -> factory(List.of(), true, true, 3).fit(noReward))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "In the training data (random walks) the reward is always 0.0, so there is nothing to learn from it; set 'rewards' to false.");
  }

  @Test
  void numbersThatAreNotFiniteAreRefused() {
    assertThatThrownBy(() -> factory(List.of(2), false, false, 3).fit(constant(Float.NaN)))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "In the training data (random walks) number 2 of the observations is not always a finite number; mend the data, or list the others in 'observations'.");
  }

  private static TestingTrajectorySource constant(float value) {
    float[] observations = new float[(STEPS + 1) * 4];
    Arrays.fill(observations, value);
    return new TestingTrajectorySource(
        List.of(new Trajectory(4, 2, observations, new float[STEPS * 2], new float[STEPS], STEPS)));
  }

  private static Trajectory without(TestingTrajectorySource source) {
    Trajectory sample = source.get(Split.TRAIN, 0);
    return new Trajectory(4, 2, sample.observations(), sample.actions(), new float[STEPS], STEPS);
  }

  @Test
  void stepsThatCannotBeStackedAreRefused() {
    String sentence =
        "The data's samples have 12 steps, which is no multiple of the tokenizer's 'frameStack', 5; make them 15 steps long or choose another 'frameStack'.";
    assertThatThrownBy(() -> factory(List.of(), false, false, 5).fit(source))
        .isInstanceOf(StaggerException.class)
        .hasMessage(sentence);
    Statistics statistics = factory(List.of(), false, false, 3).fit(source).statistics();
    Tokenizer<Trajectory> other = factory(List.of(), false, false, 5).restore(statistics);
    Trajectory sample = source.get(Split.TRAIN, 0);
    assertThatThrownBy(() -> other.encode(sample))
        .isInstanceOf(StaggerException.class)
        .hasMessage(sentence);
  }

  @Test
  void observationsThatDoNotExistAreRefused() {
    assertThatThrownBy(() -> factory(List.of(0, 4), false, false, 3).fit(source))
        .isInstanceOf(StaggerException.class)
        .hasMessage("'observations' holds 4, but the data's observations have 4 numbers, 0 to 3.");
    assertThatThrownBy(() -> factory(List.of(1, 1), false, false, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'observations' is [1, 1], but each number is given once.");
  }

  @Test
  void actionsThatDoNotExistAreRefused() {
    TestingTrajectorySource passive =
        new TestingTrajectorySource(
            List.of(new Trajectory(1, 0, new float[] {1, 2, 3, 4}, new float[0], new float[3], 3)));
    assertThatThrownBy(() -> factory(List.of(), true, false, 3).fit(passive))
        .isInstanceOf(StaggerException.class)
        .hasMessage("'actions' is true, but the data has no actions; set it to false.");
  }

  @Test
  void dataOfAnotherShapeIsRefused() {
    Tokenizer<Trajectory> tokenizer = factory(List.of(), true, false, 3).fit(source);
    Trajectory narrow = new Trajectory(1, 2, new float[4], new float[6], new float[3], 3);
    assertThatThrownBy(() -> tokenizer.encode(narrow))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith(
            "The model was trained on observations of 4 numbers, but the data's have 1;");
    Trajectory strong = new Trajectory(4, 3, new float[16], new float[9], new float[3], 3);
    assertThatThrownBy(() -> tokenizer.encode(strong))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith(
            "The model was trained on actions of 2 numbers, but the data's have 3;");
  }

  @Test
  void statisticsOfOtherSettingsAreRefused() {
    Statistics statistics = factory(List.of(0, 1), true, false, 3).fit(source).statistics();
    for (TrajectoryTokenizerFactory other :
        List.of(
            factory(List.of(0, 2), true, false, 3),
            factory(List.of(), true, false, 3),
            factory(List.of(0, 1), false, false, 3),
            factory(List.of(0, 1), true, true, 3))) {
      assertThatThrownBy(() -> other.restore(statistics))
          .isInstanceOf(StaggerException.class)
          .hasMessage(
              "The model was trained with the tokenizer's settings observations [0, 1], actions true and rewards false; leave them as they were.");
    }
    Map<String, double[]> damaged = new HashMap<>(statistics.values());
    damaged.put("mean", new double[3]);
    assertThatThrownBy(
            () -> factory(List.of(0, 1), true, false, 3).restore(new Statistics(damaged)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Bundles of 4 numbers don't go with 3 means and 4 deviations.");
  }
}
