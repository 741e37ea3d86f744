package io.stagger.api.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.environment.Environment.Returns;
import org.junit.jupiter.api.Test;

final class TestEnvironment {
  @Test
  void randomActionsScoreZeroAndAnExpertOneHundred() {
    Returns returns = new Returns(20, 170);

    assertThat(returns.score(20)).isZero();
    assertThat(returns.score(170)).isEqualTo(100);
    assertThat(returns.score(95)).isEqualTo(50);
    assertThat(returns.score(5)).isEqualTo(-10);
    assertThat(returns.score(320)).isEqualTo(200);
  }

  /** As Maze2D's medium maze is scored: (335 - 13.13) / (277.39 - 13.13). */
  @Test
  void scoresAsTheBenchmarkDoes() {
    assertThat(new Returns(13.13, 277.39).score(335)).isCloseTo(121.80, within(0.005));
  }

  @Test
  void returnsAreNotFixedUnlessSaid() {
    assertThat(new TestingEnvironment().returns()).isEmpty();
  }

  @Test
  void episodesHaveNeitherGoalNorTalliesUnlessSaid() {
    try (Episodes episodes = new TestingEnvironment().open(2)) {
      assertThat(episodes.goal(1)).isEmpty();
      assertThat(episodes.tallies(1)).isEmpty();
    }
  }

  @Test
  void refusesAShapeWithoutAnything() {
    for (Runnable made :
        new Runnable[] {
          () -> new Environment.Spec(0, 1, 1, 1),
          () -> new Environment.Spec(1, 0, 1, 1),
          () -> new Environment.Spec(1, 1, 0, 1),
          () -> new Environment.Spec(1, 1, Double.NaN, 1),
          () -> new Environment.Spec(1, 1, 1, 0)
        }) {
      assertThatThrownBy(made::run).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** An environment in which nothing is said that need not be. */
  private static final class TestingEnvironment implements Environment {
    @Override
    public Spec spec() {
      return new Spec(1, 1, 1, 1);
    }

    @Override
    public Episodes open(int count) {
      return new Episodes() {
        @Override
        public int count() {
          return count;
        }

        @Override
        public void reset(int episode, long seed) {}

        @Override
        public void step(double[] actions) {}

        @Override
        public void observe(double[] observations) {}

        @Override
        public double reward(int episode) {
          return 0;
        }

        @Override
        public boolean isDone(int episode) {
          return false;
        }
      };
    }
  }
}
