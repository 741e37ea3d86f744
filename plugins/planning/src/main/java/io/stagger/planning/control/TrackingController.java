package io.stagger.planning.control;

import io.stagger.planning.Trajectory;

/**
 * Follows planned positions by a proportional-derivative law. With the planned positions {@code p},
 * the position {@code x} and the velocity {@code v} now, for each axis:
 *
 * <pre>
 * action = positionGain (p[t + 1] - x) + velocityGain (w - v)
 * w      = feedForward (p[t + 1] - p[t]) / h,      p[0] = x at the plan's beginning
 * </pre>
 *
 * <p>The authors' law is that of {@code feedForward} h, a hundredth of the planned velocity, so
 * that their second term damps and nothing else. Stateless.
 */
final class TrackingController implements Controller {
  private final double positionGain;
  private final double velocityGain;
  private final double perStep;

  /**
   * Creates a controller.
   *
   * @param positionGain action per unit of distance
   * @param velocityGain action per unit of velocity
   * @param feedForward the share of the planned velocity that is aimed at; 0 damps alone
   * @param stepSeconds h, how long a step takes, above 0
   */
  TrackingController(
      double positionGain, double velocityGain, double feedForward, double stepSeconds) {
    this.positionGain = positionGain;
    this.velocityGain = velocityGain;
    this.perStep = feedForward / stepSeconds;
  }

  @Override
  public void act(Trajectory plan, int step, double[] observation, double[] action) {
    int width = plan.observationWidth();
    for (int axis = 0; axis < action.length; axis++) {
      double before = plan.observations()[step * width + axis];
      double next = plan.observations()[(step + 1) * width + axis];
      double velocity = observation[action.length + axis];
      action[axis] =
          positionGain * (next - observation[axis])
              + velocityGain * (perStep * (next - before) - velocity);
    }
  }
}
