package io.stagger.testkit;

import io.stagger.api.diffusion.NoiseSchedule;
import java.util.function.IntToDoubleFunction;

/** A schedule with scales as a test wants them. */
record TestingAlteredSchedule(int levels, IntToDoubleFunction signals, IntToDoubleFunction noises)
    implements NoiseSchedule {
  @Override
  public double signal(int level) {
    return signals.applyAsDouble(level);
  }

  @Override
  public double noise(int level) {
    return noises.applyAsDouble(level);
  }
}
