package io.stagger.site.example;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.testkit.NoiseScheduleConformance;

final class TestSquareRootSchedule implements NoiseScheduleConformance {
  @Override
  public NoiseSchedule noiseSchedule() {
    return new SquareRootSchedule(100);
  }
}
