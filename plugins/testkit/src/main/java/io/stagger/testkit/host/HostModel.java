package io.stagger.testkit.host;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.OptimizerSettings;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.SessionState;
import io.stagger.api.engine.StatePart;
import io.stagger.api.engine.TrainingSession;
import java.util.List;
import java.util.Map;

/** A model of {@link HostEngine}: a function, so that its state is empty. */
final class HostModel implements Model {
  private final ModelRequest request;
  private final HostBackbone backbone;

  HostModel(ModelRequest request, HostBackbone backbone) {
    this.request = request;
    this.backbone = backbone;
  }

  @Override
  public long parameterCount() {
    return 0;
  }

  @Override
  public List<NamedTensor> save(StatePart part) {
    return List.of();
  }

  @Override
  public void restore(StatePart part, Map<String, NamedTensor> state) {
    if (!state.isEmpty()) {
      throw new StaggerException(
          "%s has no parameters, so there is no place for %s: restore nothing, or use the backbone that was saved."
              .formatted(name(), state.keySet()));
    }
  }

  @Override
  public TrainingSession train(OptimizerSettings settings) {
    throw new StaggerException(
        "The host engine samples only and %s has no parameters to train: to train, use another engine with a backbone written for it, such as 'tensorflow'."
            .formatted(name()));
  }

  @Override
  public SamplingSession sample(SamplingRequest samplingRequest) {
    return new HostSamplingSession(request, backbone, samplingRequest);
  }

  @Override
  public SamplingSession resume(SamplingRequest samplingRequest, SessionState state) {
    return HostSamplingSession.resumed(request, backbone, samplingRequest, state);
  }

  private String name() {
    return backbone.getClass().getSimpleName();
  }

  @Override
  public void close() {}
}
