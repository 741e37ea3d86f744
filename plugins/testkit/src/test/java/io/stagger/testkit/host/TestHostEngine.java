package io.stagger.testkit.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.OptimizerSettings;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.StatePart;
import io.stagger.testkit.TestingNoiseSchedule;
import io.stagger.testkit.TestingParameterization;
import io.stagger.testkit.gaussian.GaussianBackbone;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@link HostEngine} refuses; what it computes is the business of the backbones' kits. */
final class TestHostEngine {
  private static Model model(DenoiserBackbone backbone) {
    return new HostEngine()
        .create(
            new ModelRequest(
                backbone,
                TokenSpec.vector(2, 1),
                4,
                new TestingNoiseSchedule(10),
                new TestingParameterization(),
                20,
                1));
  }

  private static Model model() {
    return model(new GaussianBackbone(0.5, 0, 1, true));
  }

  private static SamplingRequest request(SamplingRequest.Guidance... guidance) {
    return new SamplingRequest(
        3,
        StatePart.AVERAGE,
        new SamplingRequest.Stabilization(-1, false),
        20,
        false,
        List.of(guidance),
        SamplingRequest.MonteCarlo.OFF,
        1);
  }

  @Test
  void refusesBackbonesThatItCannotCompute() {
    DenoiserBackbone other = () -> true;
    assertThatThrownBy(() -> model(other))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("The host engine computes backbones in plain Java")
        .hasMessageContaining("name the engine that it was written for");
  }

  @Test
  void refusesToTrain() {
    assertThatThrownBy(() -> model().train(new OptimizerSettings(0.9, 0.99, 1e-8, 0, 1)))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The host engine samples only and GaussianBackbone has no parameters to train: to train, use another engine with a backbone written for it, such as 'tensorflow'.");
  }

  @Test
  void explainsAGradientThatIsNotFinite() {
    SamplingRequest.Guidance guidance =
        new SamplingRequest.Guidance(
            "testing",
            (clean, batch, time, firstPosition, values, gradient) -> gradient.put(0, Float.NaN),
            1,
            1);
    DenoisingSteps plan = new DenoisingSteps(1, 1);
    plan.keep(0, 0, 5, 1, 0);
    plan.predict(0, 0, 0.5, 0.5);
    try (SamplingSession session = model().sample(request(guidance))) {
      session.appendNoise(1, FloatBuffer.allocate(3));
      assertThatThrownBy(() -> session.step(plan))
          .isInstanceOf(StaggerException.class)
          .hasMessageContaining("The guidance objective 'testing' gave a gradient");
    }
  }

  @Test
  void hasNoStateAndRefusesAny() {
    assertThat(model().parameterCount()).isZero();
    assertThat(model().save(StatePart.WEIGHTS)).isEmpty();
    model().restore(StatePart.WEIGHTS, Map.of());
    NamedTensor tensor = new NamedTensor("matrix", List.of(), FloatBuffer.allocate(1));
    assertThatThrownBy(() -> model().restore(StatePart.WEIGHTS, Map.of("matrix", tensor)))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("GaussianBackbone has no parameters")
        .hasMessageContaining("[matrix]");
  }

  @Test
  void refusesWhatDoesNotFitTheSession() {
    try (SamplingSession session = model().sample(request())) {
      session.appendNoise(3, FloatBuffer.allocate(9));
      assertThatThrownBy(() -> session.appendNoise(2, FloatBuffer.allocate(6)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("The model's window holds 4 tokens, 3 are in it and 2 more don't fit.");
      assertThatThrownBy(() -> session.appendNoise(0, FloatBuffer.allocate(0)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> session.step(new DenoisingSteps(1, 2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The plan describes 2 tokens, but 3 are active.");
      assertThatThrownBy(() -> session.commit(4))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("3 are active");
      assertThatThrownBy(() -> session.read(2, 2, FloatBuffer.allocate(12)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Tokens 2 to 3");
      session.close();
      assertThatThrownBy(() -> session.commit(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void readsWhatWasAppendedFromTheBufferPositionOn() {
    try (SamplingSession session = model().sample(request())) {
      FloatBuffer values = FloatBuffer.allocate(13);
      for (int i = 0; i < 13; i++) {
        values.put(i, 0.1f * i);
      }
      session.append(2, values.position(1), FloatBuffer.allocate(6));
      FloatBuffer target = FloatBuffer.allocate(7);
      session.read(1, 1, target.position(1));
      assertThat(target.array()).containsExactly(0, 0.3f, 0.4f, 0.1f * 7, 0.8f, 1.1f, 1.2f);
    }
  }
}
