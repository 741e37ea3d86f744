package io.stagger.core.run;

import io.stagger.api.environment.Environment;
import io.stagger.api.environment.Episodes;
import java.util.List;

/** An environment that is opened by name and closed; nobody acts in it. */
final class TestingEnvironment implements Environment, AutoCloseable {
  private final int steps;
  private final List<String> lifecycle;

  TestingEnvironment(int steps, List<String> lifecycle) {
    this.steps = steps;
    this.lifecycle = lifecycle;
    lifecycle.add("open environment");
  }

  @Override
  public Spec spec() {
    return new Spec(1, 1, 1, steps);
  }

  @Override
  public Episodes open(int count) {
    throw new AssertionError("Nobody acts here.");
  }

  @Override
  public void close() {
    lifecycle.add("close environment");
  }
}
