package io.stagger.testkit;

import io.stagger.api.engine.Engine;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import java.util.List;
import java.util.Set;

/** An engine in plain Java, sound unless defects are asked for. */
final class TestingEngine implements Engine {
  private final Set<TestingDefect> defects;

  TestingEngine(Set<TestingDefect> defects) {
    this.defects = Set.copyOf(defects);
  }

  @Override
  public Model create(ModelRequest request) {
    return new TestingModel(request, defects);
  }

  @Override
  public Description describe() {
    return new Description("testing", "1", List.of("CPU:0"), "plain Java");
  }

  @Override
  public void close() {}
}
