package io.stagger.planning.control;

import io.stagger.planning.Trajectory;

/**
 * Follows planned positions by a proportional-derivative law. With the planned positions {@code p},
 * the position {@code x} and the velocity {@code v} now, for each axis:
 *
 * <pre>
 * action = positionGain (p[t + 1] - x) + velocityGain (w - v)
 * w      = feedForward (p[b] - p[a]) / ((b - a) h),      p[0] = x at the plan's beginning
 * a      = max(0, t - smoothing),      b = min(last, t + 1 + smoothing)
 * </pre>
 *
 * <p>Smoothing is for plans whose neighboring positions jitter, which differences magnify.
 *
 * <p>The authors' law is that of {@code feedForward} h, a hundredth of the planned velocity, so
 * that their second term damps and nothing else. Stateless.
 */
final class TrackingController implements Controller {
  private final double positionGain;
  private final double velocityGain;
  private final double perStep;
  private final int smoothing;

  /**
   * Creates a controller.
   *
   * @param positionGain action per unit of distance
   * @param velocityGain action per unit of velocity
   * @param feedForward the share of the planned velocity that is aimed at; 0 damps alone
   * @param stepSeconds h, how long a step takes, above 0
   * @param smoothing over how many more steps before and after the planned velocity is taken
   */
  TrackingController(
      double positionGain,
      double velocityGain,
      double feedForward,
      double stepSeconds,
      int smoothing) {
    this.positionGain = positionGain;
    this.velocityGain = velocityGain;
    this.perStep = feedForward / stepSeconds;
    this.smoothing = smoothing;
  }

  @Override
  public void act(Trajectory plan, int step, double[] observation, double[] action) {
    int width = plan.observationWidth();
    int from = Math.max(0, step - smoothing);
    int to = Math.min(plan.steps(), step + 1 + smoothing);
    for (int axis = 0; axis < action.length; axis++) {
      double planned =
          (plan.observations()[to * width + axis] - plan.observations()[from * width + axis])
              / (to - from);
      action[axis] =
          positionGain * (plan.observations()[(step + 1) * width + axis] - observation[axis])
              + velocityGain * (perStep * planned - observation[action.length + axis]);
    }
  }
}
