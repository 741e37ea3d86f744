package io.stagger.tensorflow;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.Extensions;
import io.stagger.api.plugin.Plugin;

/** Contributes the engine {@code tensorflow}. */
public final class TensorFlowPlugin implements Plugin {
  @Override
  public void contribute(Extensions extensions) {
    extensions.add(
        Extension.of(
            ExtensionPoints.ENGINE,
            "tensorflow",
            "Static TensorFlow graphs on the CPU or a GPU; runs backbones written on its graph SPI.",
            EngineConfiguration.class,
            (configuration, context) -> TensorFlowEngine.open(configuration)));
  }
}
