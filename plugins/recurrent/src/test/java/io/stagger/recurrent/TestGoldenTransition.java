package io.stagger.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.StatePart;
import io.stagger.recurrent.RecurrentConfiguration.InitialState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * The authors' TransitionMlp with their weights, computed by this backbone. The golden file's
 * tolerance for a network is 2e-4; rounding alone is expected to differ, so 1e-6 is held here.
 */
final class TestGoldenTransition {
  private static final Offset<Float> TOLERANCE = Offset.offset(1e-6f);
  private static final int WIDTH = TestingGolden.TOKEN_WIDTH;
  private static final int STATE = TestingGolden.STATE_WIDTH;

  private final TestingGolden golden = new TestingGolden();

  @Test
  void outputsEqualTheAuthors() {
    try (Engine engine = TestingEngines.open();
        Model model = model(engine, InitialState.LEARNED)) {
      for (int sequence = 0; sequence < TestingGolden.SEQUENCES; sequence++) {
        assertThat(output(model, parameters(model, sequence), sequence))
            .as("sequence %d", sequence)
            .containsExactly(golden.outputs()[sequence], TOLERANCE);
      }
    }
  }

  @Test
  void statesEqualTheAuthors() {
    try (Engine engine = TestingEngines.open();
        Model model = model(engine, InitialState.LEARNED)) {
      for (int sequence = 0; sequence < TestingGolden.SEQUENCES; sequence++) {
        Map<String, float[]> parameters = parameters(model, sequence);
        // A head that shows a part of the state is the only way to see it from outside.
        parameters.put("output.bias", new float[WIDTH]);
        for (int first = 0; first < STATE; first += WIDTH) {
          float[] head = new float[STATE * WIDTH];
          for (int i = 0; i < WIDTH; i++) {
            head[(first + i) * WIDTH + i] = 1;
          }
          parameters.put("output.weight", head);
          float[] shown = output(model, parameters, sequence);
          for (int i = 0; i < WIDTH; i++) {
            assertThat(shown[i])
                .as("number %d of the state of sequence %d", first + i, sequence)
                .isCloseTo(golden.nextStates()[sequence][first + i], TOLERANCE);
          }
        }
      }
    }
  }

  @Test
  void everyParameterIsOneOfTheAuthorsAndEveryOneOfTheirsIsUsed() {
    Map<String, float[]> theirs = golden.theirs();
    try (Engine engine = TestingEngines.open();
        Model model = model(engine, InitialState.ZEROS)) {
      AuthorsWeightMap map = new AuthorsWeightMap();
      Set<String> used = new TreeSet<>();
      TestingModels.parameters(model, StatePart.WEIGHTS)
          .forEach(
              (name, values) -> {
                String source = map.source(name).orElseThrow().name();
                assertThat(theirs.get(source)).as(source).hasSameSizeAs(values);
                used.add(source);
              });
      assertThat(used).containsExactlyInAnyOrderElementsOf(theirs.keySet());
      assertThat(map.source("initial")).isEmpty();
    }
  }

  @Test
  void mapIsForNetworksLikeTheAuthorsAlone() {
    AuthorsWeightMap map = new AuthorsWeightMap();
    map.check(new RecurrentBackbone(TestingGolden.configuration(InitialState.ZEROS)));
    assertThatThrownBy(
            () ->
                map.check(new RecurrentBackbone(TestingGolden.configuration(InitialState.LEARNED))))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The weight map 'authors-transition-mlp' needs backbone.mlpLayers=2 or more,"
                + " backbone.initialState=zeros and backbone.anchorTokens=0, not 3, learned and 0.");
    assertThatThrownBy(
            () ->
                map.check(
                    new RecurrentBackbone(
                        new RecurrentConfiguration(
                            6, 4, Optional.empty(), 1, 1, InitialState.ZEROS, 0))))
        .isInstanceOf(StaggerException.class);
    assertThatThrownBy(
            () ->
                map.check(
                    new RecurrentBackbone(
                        new RecurrentConfiguration(
                            6, 4, Optional.empty(), 2, 1, InitialState.ZEROS, 4))))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The weight map 'authors-transition-mlp' needs backbone.mlpLayers=2 or more,"
                + " backbone.initialState=zeros and backbone.anchorTokens=0, not 2, zeros and 4.");
    assertThatThrownBy(() -> map.check(() -> true))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith(
            "The weight map 'authors-transition-mlp' is for the backbone 'recurrent', not for ");
  }

  private static Model model(Engine engine, InitialState initialState) {
    return TestingModels.model(
        engine, TestingGolden.configuration(initialState), TokenSpec.vector(WIDTH, 0), 1);
  }

  /** The authors' parameters, with a sequence's state as the learned one. */
  private Map<String, float[]> parameters(Model model, int sequence) {
    Map<String, float[]> theirs = golden.theirs();
    Map<String, float[]> parameters = new LinkedHashMap<>();
    for (String name : TestingModels.parameters(model, StatePart.WEIGHTS).keySet()) {
      parameters.put(
          name, name.equals("initial") ? golden.states()[sequence] : golden.ours(name, theirs));
    }
    return parameters;
  }

  private float[] output(Model model, Map<String, float[]> parameters, int sequence) {
    TestingModels.restore(model, parameters);
    try (SamplingSession session = TestingModels.sample(model)) {
      session.append(1, TestingModels.direct(golden.tokens()[sequence]), TestingModels.direct());
      return TestingModels.outputs(session, WIDTH, golden.levels()[sequence]);
    }
  }
}
