package io.stagger.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.plugin.Plugin;
import io.stagger.tensorflow.EngineConfiguration.Precision;
import io.stagger.testkit.PluginConformance;
import io.stagger.testkit.TestingNoiseSchedule;
import io.stagger.testkit.TestingParameterization;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TestTensorFlowPlugin implements PluginConformance {
  @Override
  public Class<? extends Plugin> pluginClass() {
    return TensorFlowPlugin.class;
  }

  @Test
  void automaticDeviceIsTheFirstGpuOrElseTheCpu() {
    assertThat(Devices.choose("auto", List.of("CPU:0"))).isEqualTo("CPU:0");
    assertThat(Devices.choose("auto", List.of("CPU:0", "GPU:0", "GPU:1"))).isEqualTo("GPU:0");
    assertThat(Devices.choose("gpu:1", List.of("CPU:0", "GPU:0", "GPU:1"))).isEqualTo("GPU:1");
    assertThat(Devices.choose("cpu", List.of("CPU:0", "GPU:0"))).isEqualTo("CPU:0");
  }

  @Test
  void missingGpuIsExplained() {
    assertThatThrownBy(() -> Devices.choose("gpu:0", List.of("CPU:0")))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "engine.device is 'gpu:0', but TensorFlow sees no GPU; use the GPU distribution on a"
                + " machine with an NVIDIA driver, or set engine.device to auto or cpu.");
    assertThatThrownBy(() -> Devices.choose("gpu:3", List.of("CPU:0", "GPU:0", "GPU:1")))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "engine.device is 'gpu:3', but TensorFlow sees only GPU:0, GPU:1; set engine.device to"
                + " one of them.");
  }

  @Test
  void misspeltDeviceIsExplained() {
    assertThatThrownBy(() -> new EngineConfiguration(1, Precision.FLOAT32, "cuda"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("device is 'cuda', but must be auto, cpu, or gpu: and a number such as gpu:0.");
  }

  @Test
  void engineSaysWhatItIs() {
    try (Engine engine =
        TensorFlowEngine.open(new EngineConfiguration(3, Precision.BFLOAT16, "cpu"))) {
      assertThat(engine.describe().version()).isEqualTo("2.18.0");
      assertThat(engine.describe().devices()).contains("CPU:0");
      assertThat(engine.describe().settings()).isEqualTo("3 threads, bfloat16, CPU:0");
    }
  }

  @Test
  void backboneOfAnotherEngineIsExplained() {
    try (Engine engine =
        TensorFlowEngine.open(new EngineConfiguration(1, Precision.FLOAT32, "cpu"))) {
      ModelRequest request =
          new ModelRequest(
              () -> true,
              TokenSpec.vector(1, 0),
              4,
              new TestingNoiseSchedule(10),
              new TestingParameterization(),
              20,
              0);
      assertThatThrownBy(() -> engine.create(request))
          .isInstanceOf(StaggerException.class)
          .hasMessageStartingWith("The engine 'tensorflow' can't compute the backbone ");
    }
  }
}
