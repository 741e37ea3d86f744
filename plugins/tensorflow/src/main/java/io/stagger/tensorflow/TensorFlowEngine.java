package io.stagger.tensorflow;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.tensorflow.spi.GraphBackbone;
import java.util.List;
import java.util.Locale;
import org.tensorflow.TensorFlow;

/** Computes with TensorFlow: static graphs, one session for each model. */
public final class TensorFlowEngine implements Engine {
  private final EngineConfiguration configuration;
  private final List<String> devices;
  private final String device;

  private TensorFlowEngine(EngineConfiguration configuration, List<String> devices, String device) {
    this.configuration = configuration;
    this.devices = devices;
    this.device = device;
  }

  /**
   * Loads TensorFlow and chooses the device.
   *
   * @throws StaggerException if the natives can't be loaded, or the device is not there
   */
  public static TensorFlowEngine open(EngineConfiguration configuration) {
    List<String> devices;
    try {
      devices = Devices.list();
    } catch (LinkageError e) {
      throw new StaggerException(
          "The TensorFlow natives can't be loaded (%s); use the distribution that was built for this machine and make sure that the native cache can be written."
              .formatted(firstLine(e)),
          e);
    }
    return new TensorFlowEngine(
        configuration, devices, Devices.choose(configuration.device(), devices));
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getSimpleName());
  }

  @Override
  public Model create(ModelRequest request) {
    if (!(request.backbone() instanceof GraphBackbone backbone)) {
      throw new StaggerException(
          "The engine 'tensorflow' can't compute the backbone %s, because it is not written on the engine's graph SPI; choose another backbone or another engine."
              .formatted(request.backbone().getClass().getSimpleName()));
    }
    return new TensorFlowModel(configuration, device, backbone, request);
  }

  @Override
  public Description describe() {
    return new Description(
        "tensorflow",
        TensorFlow.version(),
        devices,
        "%d threads, %s, %s"
            .formatted(
                configuration.effectiveThreads(),
                configuration.precision().name().toLowerCase(Locale.ROOT),
                device));
  }

  /** Models own all native memory, so there is nothing to give back. */
  @Override
  public void close() {}
}
