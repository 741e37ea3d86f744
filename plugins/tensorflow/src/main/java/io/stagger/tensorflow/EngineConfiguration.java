package io.stagger.tensorflow;

import io.stagger.api.config.Setting;

/** How the engine computes. */
public record EngineConfiguration(
    @Setting(
            value = "threads to compute with; 0 for as many as the machine has processors",
            defaultValue = "0",
            min = 0,
            max = 1024)
        int threads,
    @Setting(
            value = "number format of matrix products; parameters and sums are always float32",
            defaultValue = "float32")
        Precision precision,
    @Setting(
            value = "where to compute: auto (the first GPU, else the CPU), cpu, or gpu:N",
            defaultValue = "auto")
        String device) {
  /** The number format of matrix products. */
  public enum Precision {
    /** 32 bits. */
    FLOAT32,
    /** 16 bits with the exponent range of float32. */
    BFLOAT16
  }

  /** Checks the device's form. */
  public EngineConfiguration {
    if (!device.matches("auto|cpu|gpu:[0-9]{1,3}")) {
      throw new IllegalArgumentException(
          "device is '" + device + "', but must be auto, cpu, or gpu: and a number such as gpu:0.");
    }
  }

  int effectiveThreads() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }
}
