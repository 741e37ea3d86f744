package io.stagger.site.example;

import io.stagger.api.environment.Environment;
import io.stagger.testkit.EnvironmentConformance;

final class TestLineEnvironment implements EnvironmentConformance {
  @Override
  public Environment environment() {
    return new LineEnvironment(12);
  }
}
