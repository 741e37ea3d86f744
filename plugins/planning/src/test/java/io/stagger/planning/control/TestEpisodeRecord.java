package io.stagger.planning.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TestEpisodeRecord {
  private static final double[] HERE = {1, 2};

  private final EpisodeRecord record = new EpisodeRecord(HERE, List.of(3.0, 4.0), 10);

  @Test
  void countsAsStayedToTheFullLengthHoweverEarlyItEnds() {
    record.step(HERE, 0);
    record.step(HERE, 1);
    record.step(HERE, 0);

    assertThat(record.total()).isEqualTo(1);
    assertThat(record.reached()).hasValue(2);
    // Steps 2 to 10.
    assertThat(record.totalIfStayed()).isEqualTo(9);
  }

  @Test
  void isItsReturnWhereNothingWasReached() {
    record.step(HERE, -1);

    assertThat(record.reached()).isEmpty();
    assertThat(record.totalIfStayed()).isEqualTo(-1);
  }

  @Test
  void knowsWhichPlansLedToTheGoal() {
    double[] first = {1};
    double[] second = {2};
    double[] idle = {3};
    record.plan(first);
    record.step(HERE, 0);
    record.plan(second);
    assertThat(record.plansUntilReached()).containsExactly(first, second);
    record.step(HERE, 1);
    record.plan(idle);

    assertThat(record.plansUntilReached()).containsExactly(first, second);
    assertThat(record.plans()).containsExactly(first, second, idle);
  }
}
