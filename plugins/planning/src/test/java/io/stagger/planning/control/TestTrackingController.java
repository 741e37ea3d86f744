package io.stagger.planning.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagger.planning.Trajectory;
import org.junit.jupiter.api.Test;

final class TestTrackingController {
  /** Places (1, 2), (1.5, 2), (1.75, 1), with velocities that nobody looks at. */
  private static final Trajectory PLAN =
      new Trajectory(
          4,
          2,
          new float[] {1, 2, 90, 90, 1.5f, 2, 91, 91, 1.75f, 1, 92, 92},
          new float[] {0.1f, 0.2f, 0.3f, 0.4f},
          new float[2],
          2);

  private static double[] act(Controller controller, int step, double... observation) {
    double[] action = new double[2];
    controller.act(PLAN, step, observation, action);
    return action;
  }

  @Test
  void goesForTheNextPlaceAndThePlannedVelocity() {
    Controller controller = new TrackingController(12.5, 1.2, 1, 0.5, 0);

    // 12.5 (1.5 - 1.1) + 1.2 (0.5 / 0.5 - 0.3); 12.5 (2 - 1.9) + 1.2 (0 / 0.5 + 0.4).
    assertThat(act(controller, 0, 1.1, 1.9, 0.3, -0.4))
        .containsExactly(new double[] {5.84, 1.73}, within(1e-12));
    // 12.5 (1.75 - 1.4) + 1.2 (0.25 / 0.5 - 1); 12.5 (1 - 2) + 1.2 (-1 / 0.5 - 0).
    assertThat(act(controller, 1, 1.4, 2, 1, 0))
        .containsExactly(new double[] {3.775, -14.9}, within(1e-12));
  }

  /** a = 12.5 (p[t] - x) + 1.2 ((p[t] - p[t - 1]) - v): a displacement, not a velocity. */
  @Test
  void theAuthorsLawAimsAtAHundredthOfThePlannedVelocity() {
    Controller controller = new TrackingController(12.5, 1.2, 0.01, 0.01, 0);

    // 12.5 * 0.4 + 1.2 (0.5 - 0.3); 12.5 * 0.1 + 1.2 (0 + 0.4).
    assertThat(act(controller, 0, 1.1, 1.9, 0.3, -0.4))
        .containsExactly(new double[] {5.24, 1.73}, within(1e-12));
  }

  @Test
  void smoothsThePlannedVelocityAsFarAsThePlanGoes() {
    Controller controller = new TrackingController(0, 1, 1, 0.5, 3);

    // From the first place to the last: 0.75 and -1 over two steps of 0.5.
    assertThat(act(controller, 0, 0, 0, 0, 0)).containsExactly(0.75, -1);
    assertThat(act(controller, 1, 0, 0, 0.25, 0)).containsExactly(0.5, -1);
  }

  @Test
  void dampsAloneWithoutFeedForward() {
    Controller controller = new TrackingController(0, 2, 0, 0.01, 0);

    assertThat(act(controller, 1, 7, 8, 0.5, -1)).containsExactly(-1, 2);
  }

  @Test
  void settingsChooseTheController() {
    ClosedLoopSettings tracking = TestingSettings.with(settings -> settings);
    ClosedLoopSettings actions =
        TestingSettings.with(settings -> settings.control(ClosedLoopSettings.Control.ACTIONS));

    // The planned velocity is 0.5 in a step of 0.01 seconds.
    assertThat(act(tracking.controller(), 0, 1.1, 1.9, 0.3, -0.4))
        .containsExactly(new double[] {5 + 1.2 * (50 - 0.3), 1.73}, within(1e-12));
    assertThat(act(actions.controller(), 1, 0, 0, 0, 0))
        .containsExactly(new double[] {0.3, 0.4}, within(1e-7));
  }
}
