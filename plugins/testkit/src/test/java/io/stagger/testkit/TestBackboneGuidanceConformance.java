package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.OptimizerSettings;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingRequest.MonteCarlo;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.SessionState;
import io.stagger.api.engine.StatePart;
import io.stagger.api.engine.TrainingSession;
import io.stagger.testkit.gaussian.GaussianBackbone;
import io.stagger.testkit.host.HostEngine;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The kit against an engine that is asked for something else than it is told. */
final class TestBackboneGuidanceConformance {
  @Test
  void passesASoundEngine() {
    assertThat(failures(request -> request)).isEmpty();
  }

  @Test
  void noticesThatFuturesAreLeftOut() {
    assertThat(failures(request -> with(request, MonteCarlo.OFF, request.seed())))
        .contains(
            "correctionIsTheMeanOfThatOfEachFuture",
            "correctionIsTheSlopeThroughTheChain",
            "everyGradientIsCounted");
  }

  @Test
  void noticesThatChainsAreLeftOut() {
    assertThat(
            failures(
                request ->
                    with(
                        request,
                        new MonteCarlo(request.monteCarlo().futures(), false),
                        request.seed())))
        .containsExactlyInAnyOrder(
            "chainedFuturesAreDrawnFromTheOneBefore", "correctionIsTheSlopeThroughTheChain");
  }

  @Test
  void noticesThatEverythingIsChained() {
    assertThat(
            failures(
                request ->
                    with(
                        request,
                        new MonteCarlo(request.monteCarlo().futures(), true),
                        request.seed())))
        .contains("correctionIsTheMeanOfThatOfEachFuture");
  }

  @Test
  void noticesThatTheSeedIsLeftOut() {
    assertThat(failures(request -> with(request, request.monteCarlo(), 1)))
        .containsExactly("futuresAreAFunctionOfSeedAndNumber");
  }

  @Test
  void noticesThatTheNumberOfFuturesDecidesTheirNoise() {
    assertThat(
            failures(
                request ->
                    with(
                        request,
                        request.monteCarlo(),
                        request.seed() + request.monteCarlo().futures())))
        .contains("futuresAreAFunctionOfSeedAndNumber");
  }

  private static Set<String> failures(UnaryOperator<SamplingRequest> change) {
    return KitFailures.of(
        BackboneGuidanceConformance.class,
        new BackboneGuidanceConformance() {
          @Override
          public Engine openEngine() {
            return new ChangedEngine(new HostEngine(), change);
          }

          @Override
          public DenoiserBackbone backbone() {
            return new GaussianBackbone(0.7, 0.5, 1.2, false);
          }

          @Override
          public TokenSpec tokenSpec() {
            return TokenSpec.vector(3, 0);
          }

          @Override
          public boolean trainable() {
            return false;
          }
        });
  }

  private static SamplingRequest with(SamplingRequest request, MonteCarlo monteCarlo, long seed) {
    return new SamplingRequest(
        request.batch(),
        request.weights(),
        request.stabilization(),
        request.cleanClip(),
        request.keepHistory(),
        request.guidance(),
        monteCarlo,
        seed);
  }

  private record ChangedEngine(Engine engine, UnaryOperator<SamplingRequest> change)
      implements Engine {
    @Override
    public Model create(ModelRequest request) {
      return new ChangedModel(engine.create(request), change);
    }

    @Override
    public Description describe() {
      return engine.describe();
    }

    @Override
    public void close() {
      engine.close();
    }
  }

  private record ChangedModel(Model model, UnaryOperator<SamplingRequest> change) implements Model {
    @Override
    public long parameterCount() {
      return model.parameterCount();
    }

    @Override
    public List<NamedTensor> save(StatePart part) {
      return model.save(part);
    }

    @Override
    public void restore(StatePart part, Map<String, NamedTensor> state) {
      model.restore(part, state);
    }

    @Override
    public TrainingSession train(OptimizerSettings settings) {
      return model.train(settings);
    }

    @Override
    public SamplingSession sample(SamplingRequest request) {
      return model.sample(change.apply(request));
    }

    @Override
    public SamplingSession resume(SamplingRequest request, SessionState state) {
      return model.resume(change.apply(request), state);
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
