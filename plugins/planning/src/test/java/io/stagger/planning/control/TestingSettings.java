package io.stagger.planning.control;

import io.stagger.planning.control.ClosedLoopSettings.Control;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Settings of the closed loop: few episodes, and otherwise the defaults unless changed. */
final class TestingSettings {
  private int episodes = 4;
  private int repetitions = 2;
  private Optional<Integer> horizon = Optional.empty();
  private int openLoopSteps = 20;
  private Optional<Double> warmStart = Optional.empty();
  private Control control = Control.TRACK;
  private List<Double> strengths = List.of(1.0);
  private List<Integer> futures = List.of();
  private boolean expert;
  private int drawn;

  private TestingSettings() {}

  static ClosedLoopSettings with(UnaryOperator<TestingSettings> changes) {
    TestingSettings changed = changes.apply(new TestingSettings());
    return new ClosedLoopSettings(
        changed.episodes,
        changed.repetitions,
        changed.horizon,
        changed.openLoopSteps,
        changed.warmStart,
        true,
        changed.control,
        12.5,
        1.2,
        1,
        0.01,
        0,
        changed.strengths,
        changed.futures,
        changed.expert,
        changed.drawn);
  }

  TestingSettings episodes(int value) {
    episodes = value;
    return this;
  }

  TestingSettings repetitions(int value) {
    repetitions = value;
    return this;
  }

  TestingSettings horizon(int value) {
    horizon = Optional.of(value);
    return this;
  }

  TestingSettings openLoopSteps(int value) {
    openLoopSteps = value;
    return this;
  }

  TestingSettings warmStart(double value) {
    warmStart = Optional.of(value);
    return this;
  }

  TestingSettings control(Control value) {
    control = value;
    return this;
  }

  TestingSettings strengths(Double... values) {
    strengths = List.of(values);
    return this;
  }

  TestingSettings futures(Integer... values) {
    futures = List.of(values);
    return this;
  }

  TestingSettings expert() {
    expert = true;
    return this;
  }

  TestingSettings drawn(int value) {
    drawn = value;
    return this;
  }
}
