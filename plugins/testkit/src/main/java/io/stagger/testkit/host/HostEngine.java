package io.stagger.testkit.host;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import java.util.List;

/**
 * An engine in plain Java for {@link HostBackbone}s. It samples by the whole contract of {@link
 * io.stagger.api.engine.SamplingSession}, and does not train. Guidance goes through the network by
 * central differences, so it takes many evaluations.
 *
 * <p>Arithmetic is in double precision. A token is rounded to float32 after each step, because that
 * is what is read and appended: so it makes no difference whether a token stays in a session or is
 * read from one and appended to another.
 */
public final class HostEngine implements Engine {
  /** Creates an engine; it owns nothing that has to be given back. */
  public HostEngine() {}

  /**
   * Makes a model without parameters.
   *
   * @throws StaggerException if the backbone is no {@link HostBackbone}
   */
  @Override
  public Model create(ModelRequest request) {
    if (request.backbone() instanceof HostBackbone backbone) {
      return new HostModel(request, backbone);
    }
    throw new StaggerException(
        "The host engine computes backbones in plain Java and %s is none: name the engine that it was written for, such as 'tensorflow'."
            .formatted(request.backbone().getClass().getSimpleName()));
  }

  @Override
  public Description describe() {
    return new Description(
        "host",
        System.getProperty("java.version"),
        List.of("CPU:0"),
        "plain Java on one thread, double precision, sampling only");
  }

  @Override
  public void close() {}
}
