package io.stagger.site.example;

import io.stagger.api.engine.GuidanceObjective;
import io.stagger.testkit.GuidanceObjectiveConformance;

final class TestNearObjective implements GuidanceObjectiveConformance {
  @Override
  public GuidanceObjective guidanceObjective() {
    return new NearObjective(0.5);
  }

  @Override
  public int tokenWidth() {
    return 3;
  }
}
