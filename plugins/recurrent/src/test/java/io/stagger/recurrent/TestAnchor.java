package io.stagger.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.SamplingSession;
import io.stagger.recurrent.RecurrentConfiguration.InitialState;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What a network sees of the first tokens that it holds on to. */
final class TestAnchor {
  private static final int WIDTH = 3;
  private static final int STATE = 8;
  private static final int TOKENS = 12;
  private static final int ANCHOR_TOKENS = 4;
  private static final TokenSpec SPEC = TokenSpec.vector(WIDTH, 0);

  /** Without a state, nothing but the anchor can carry a token to later ones. */
  @Test
  void stateAfterTheLastFirstTokenStaysInSight() {
    try (Engine engine = TestingEngines.open();
        Model model = model(engine, ANCHOR_TOKENS)) {
      Map<String, float[]> parameters = TestingModels.enlarged(model);
      for (String name : new String[] {"before.0.0.weight", "before.0.shortcut.weight"}) {
        float[] weights = parameters.get(name);
        Arrays.fill(weights, 0, STATE * weights.length / (2 * STATE + WIDTH + 4), 0);
      }
      TestingModels.restore(model, parameters);
      float[] tokens = TestingModels.random(TOKENS * WIDTH, 1);
      float[] outputs = outputs(model, tokens);
      for (int changed = 0; changed < TOKENS; changed++) {
        float[] others = tokens.clone();
        others[changed * WIDTH] += 1;
        float[] changedOutputs = outputs(model, others);
        for (int token = 0; token < TOKENS; token++) {
          boolean anchored = changed == ANCHOR_TOKENS - 1 && token >= ANCHOR_TOKENS;
          assertThat(Arrays.equals(of(token, changedOutputs), of(token, outputs)))
              .as("token %d says the same after token %d was changed", token, changed)
              .isEqualTo(token != changed && !anchored);
        }
      }
    }
  }

  @Test
  void firstTokensSeeNone() {
    try (Engine engine = TestingEngines.open();
        Model anchored = model(engine, ANCHOR_TOKENS);
        Model plain = model(engine, 0)) {
      Map<String, float[]> parameters = TestingModels.enlarged(anchored);
      TestingModels.restore(anchored, parameters);
      for (String name : new String[] {"before.0.0.weight", "before.0.shortcut.weight"}) {
        parameters.put(name, withoutAnchor(parameters.get(name)));
      }
      TestingModels.restore(plain, parameters);
      float[] outputs = outputs(anchored, TestingModels.random(TOKENS * WIDTH, 1));
      float[] expected = outputs(plain, TestingModels.random(TOKENS * WIDTH, 1));
      for (int token = 0; token < TOKENS; token++) {
        float[] output = of(token, outputs);
        if (token < ANCHOR_TOKENS) {
          assertThat(output).containsExactly(of(token, expected), Offset.offset(1e-6f));
        } else {
          assertThat(Math.abs(output[0] - of(token, expected)[0]))
              .as("difference that the anchor makes to token %d", token)
              .isGreaterThan(1e-4f);
        }
      }
    }
  }

  @Test
  void refusesSequencesThatEndWithTheFirstTokens() {
    try (Engine engine = TestingEngines.open();
        Model longer = model(engine, TOKENS - 1)) {
      assertThat(outputs(longer, TestingModels.random(TOKENS * WIDTH, 1)))
          .doesNotContain(Float.NaN);
      assertThatThrownBy(() -> model(engine, TOKENS))
          .isInstanceOf(StaggerException.class)
          .hasMessageStartingWith(
              "backbone.anchorTokens is 12, but must be smaller than the number of tokens of a"
                  + " sequence, which is 12");
    }
  }

  private static Model model(Engine engine, int anchorTokens) {
    return TestingModels.model(
        engine,
        new RecurrentConfiguration(
            STATE, 4, Optional.of(12), 2, 0, InitialState.ZEROS, anchorTokens),
        SPEC,
        TOKENS);
  }

  /** Weights without their rows of the anchor, which come after those of the state. */
  private static float[] withoutAnchor(float[] weights) {
    int columns = weights.length / (2 * STATE + WIDTH + 4);
    float[] left = new float[weights.length - STATE * columns];
    System.arraycopy(weights, 0, left, 0, STATE * columns);
    System.arraycopy(
        weights, 2 * STATE * columns, left, STATE * columns, left.length - STATE * columns);
    return left;
  }

  private static float[] outputs(Model model, float[] tokens) {
    try (SamplingSession session = TestingModels.sample(model)) {
      session.append(TOKENS, TestingModels.direct(tokens), TestingModels.direct());
      return TestingModels.outputs(session, WIDTH, new int[TOKENS]);
    }
  }

  private static float[] of(int token, float[] values) {
    return Arrays.copyOfRange(values, token * WIDTH, (token + 1) * WIDTH);
  }
}
