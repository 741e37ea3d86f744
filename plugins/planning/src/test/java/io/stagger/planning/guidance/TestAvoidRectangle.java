package io.stagger.planning.guidance;

import io.stagger.api.engine.GuidanceObjective;
import java.util.List;
import java.util.Optional;

final class TestAvoidRectangle implements GraphFormConformance {
  @Override
  public GuidanceObjective guidanceObjective() {
    return new AvoidObjective(
        new AvoidSettings(List.of(3.5, 2.5), Optional.empty(), List.of(7.0, 6.0), List.of(0, 1)),
        TestingLayouts.full());
  }

  @Override
  public int tokenWidth() {
    return TestingLayouts.full().width();
  }

  @Override
  public double tolerance() {
    return 1e-6;
  }
}
