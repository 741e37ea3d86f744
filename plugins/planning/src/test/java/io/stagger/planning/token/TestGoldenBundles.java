package io.stagger.planning.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagger.api.data.Statistics;
import io.stagger.api.data.Tokens;
import io.stagger.planning.Trajectory;
import io.stagger.planning.token.TrajectorySettings.InitialPadding;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the authors' code makes of a batch of the maze's data. */
final class TestGoldenBundles {
  private static final JsonNode GOLDEN = golden();
  private static final int SAMPLES = 2;
  private static final int STEPS = 4;

  private static JsonNode golden() {
    try (InputStream in =
        TestGoldenBundles.class.getResourceAsStream("/golden/planning_bundle.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "xy, same, only_last_false",
    "xy, same, second_sample_ends_at_2",
    "xy, zero, only_last_false",
    "xy, zero, second_sample_ends_at_2",
    "obs+action, same, only_last_false",
    "obs+action, same, second_sample_ends_at_2",
    "obs+action, zero, only_last_false",
    "obs+action, zero, second_sample_ends_at_2"
  })
  void tokensAreTheAuthors(String what, String padding, String ends) {
    JsonNode expected =
        GOLDEN.get("cases").get("%s|pad=%s|nonterminal=%s".formatted(what, padding, ends));
    boolean actions = what.equals("obs+action");
    TrajectoryTokenizer tokenizer = tokenizer(expected, actions, padding);
    int frameStack = tokenizer.frameStack();
    for (int s = 0; s < SAMPLES; s++) {
      Trajectory sample =
          sample(
              s,
              ends.equals("only_last_false")
                  ? "nonterminal_only_last_false"
                  : "nonterminal_second");
      Tokens tokens = tokenizer.encode(sample);
      JsonNode golden = expected.get("tokens[t,b,fs*c]");
      assertThat(tokens.length()).isEqualTo(golden.size());
      for (int token = 0; token < tokens.length(); token++) {
        int width = tokens.spec().width();
        assertThat(width).isEqualTo(golden.get(token).get(s).size());
        for (int i = 0; i < width; i++) {
          assertClose(
              "number %d of token %d of sample %d".formatted(i, token, s),
              tokens.values().get(token * width + i),
              golden.get(token).get(s).get(i));
        }
        boolean anyFrame = false;
        for (int frame = token * frameStack; frame < (token + 1) * frameStack; frame++) {
          anyFrame |= expected.get("masks[frames,b]").get(frame).get(s).intValue() == 1;
        }
        assertThat(tokens.isReal(token)).as("token %d is real", token).isEqualTo(anyFrame);
      }
      assertDecoded(tokenizer.decode(tokens, sample), expected, s, frameStack, actions);
    }
  }

  private static void assertDecoded(
      Trajectory decoded, JsonNode expected, int sample, int frameStack, boolean actions) {
    JsonNode golden = expected.get("unstacked_unnormalised");
    int used = actions ? 4 : 2;
    for (int step = -1; step < STEPS; step++) {
      JsonNode bundle = golden.get(frameStack + step).get(sample);
      for (int i = 0; i < used; i++) {
        assertClose(
            "observation after step " + step,
            decoded.observations()[(step + 1) * 4 + i],
            bundle.get(i));
      }
      if (actions && step >= 0) {
        for (int i = 0; i < 2; i++) {
          assertClose(
              "action of step " + step, decoded.actions()[step * 2 + i], bundle.get(used + i));
        }
      }
    }
  }

  private static void assertClose(String what, float actual, JsonNode golden) {
    double expected = golden.doubleValue();
    assertThat((double) actual)
        .as(what)
        .isCloseTo(expected, within(1e-5 * Math.abs(expected) + 1e-6));
  }

  private static TrajectoryTokenizer tokenizer(JsonNode expected, boolean actions, String padding) {
    double[] observations = actions ? new double[] {0, 1, 2, 3} : new double[] {0, 1};
    return new TrajectoryTokenizerFactory(
            new TrajectorySettings(
                actions ? List.of() : List.of(0, 1),
                actions,
                false,
                GOLDEN.get("frame_stack").intValue(),
                padding.equals("same") ? InitialPadding.SAME : InitialPadding.ZERO))
        .restore(
            new Statistics(
                Map.of(
                    "observations",
                    observations,
                    "observation-width",
                    new double[] {4},
                    "action-width",
                    new double[] {actions ? 2 : 0},
                    "reward-width",
                    new double[] {0},
                    "mean",
                    numbers(expected.get("data_mean")),
                    "deviation",
                    numbers(expected.get("data_std")))));
  }

  private static Trajectory sample(int index, String nonterminal) {
    JsonNode going = GOLDEN.get(nonterminal).get(index);
    int realSteps = 0;
    while (realSteps < STEPS && going.get(realSteps).booleanValue()) {
      realSteps++;
    }
    float[] observations = new float[(STEPS + 1) * 4];
    float[] actions = new float[STEPS * 2];
    float[] rewards = new float[STEPS];
    for (int i = 0; i < observations.length; i++) {
      observations[i] =
          GOLDEN.get("observations[b,5,4]").get(index).get(i / 4).get(i % 4).floatValue();
    }
    for (int i = 0; i < actions.length; i++) {
      actions[i] = GOLDEN.get("actions[b,5,2]").get(index).get(i / 2).get(i % 2).floatValue();
    }
    for (int i = 0; i < rewards.length; i++) {
      rewards[i] = GOLDEN.get("rewards[b,5]").get(index).get(i).floatValue();
    }
    return new Trajectory(4, 2, observations, actions, rewards, realSteps);
  }

  private static double[] numbers(JsonNode array) {
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.get(i).doubleValue();
    }
    return numbers;
  }
}
