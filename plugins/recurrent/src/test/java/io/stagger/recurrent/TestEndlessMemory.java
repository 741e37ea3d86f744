package io.stagger.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.StatePart;
import io.stagger.recurrent.RecurrentConfiguration.InitialState;
import java.util.Arrays;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goes on past the length that a model is made for. */
final class TestEndlessMemory {
  private static final int WIDTH = 3;
  private static final int CONDITIONS = 2;
  private static final int TOKENS = 60;
  private static final int SHORT = 4;
  private static final TokenSpec SPEC = TokenSpec.vector(WIDTH, CONDITIONS);

  @ParameterizedTest
  @CsvSource({"LEARNED, 0", "ZEROS, 0", "ENCODED, 0", "LEARNED, 3", "ZEROS, 3", "ENCODED, 1"})
  void tokensOneByOneEqualAllAtOnce(InitialState initialState, int anchorTokens) {
    RecurrentConfiguration configuration =
        new RecurrentConfiguration(16, 4, Optional.of(24), 2, 2, initialState, anchorTokens);
    float[] tokens = TestingModels.random(TOKENS * WIDTH, 1);
    float[] conditions = TestingModels.random(TOKENS * CONDITIONS, 2);
    try (Engine engine = TestingEngines.open();
        Model whole = TestingModels.model(engine, configuration, SPEC, TOKENS);
        Model small = TestingModels.model(engine, configuration, SPEC, SHORT);
        SamplingSession apart = TestingModels.sample(small)) {
      TestingModels.restore(small, TestingModels.parameters(whole, StatePart.WEIGHTS));
      // Each token becomes what the network makes of it, and is then committed.
      float[] outputs = new float[TOKENS * WIDTH];
      for (int token = 0; token < TOKENS; token++) {
        apart.append(
            1,
            TestingModels.direct(part(tokens, token, WIDTH)),
            TestingModels.direct(part(conditions, token, CONDITIONS)));
        float[] output = TestingModels.outputs(apart, WIDTH, levels(token));
        System.arraycopy(output, 0, outputs, token * WIDTH, WIDTH);
        apart.commit(1);
      }
      assertThat(apart.committed()).isEqualTo(TOKENS);
      for (int token : new int[] {0, 1, SHORT, 3 * SHORT, TOKENS - 1}) {
        float[] seen = Arrays.copyOf(outputs, (token + 1) * WIDTH);
        System.arraycopy(tokens, token * WIDTH, seen, token * WIDTH, WIDTH);
        int[] levels = new int[token + 1];
        Arrays.fill(levels, NoiseSchedule.CLEAN);
        levels[token] = levels(token)[0];
        try (SamplingSession together = TestingModels.sample(whole)) {
          together.append(
              token + 1,
              TestingModels.direct(seen),
              TestingModels.direct(Arrays.copyOf(conditions, (token + 1) * CONDITIONS)));
          float[] expected = TestingModels.outputs(together, WIDTH, levels);
          assertThat(part(outputs, token, WIDTH))
              .as("output of token %d", token)
              .containsExactly(part(expected, token, WIDTH), Offset.offset(1e-5f));
        }
      }
    }
  }

  private static int[] levels(int token) {
    return new int[] {token * 991 % TestingGolden.LEVELS};
  }

  private static float[] part(float[] values, int token, int width) {
    return Arrays.copyOfRange(values, token * width, (token + 1) * width);
  }
}
