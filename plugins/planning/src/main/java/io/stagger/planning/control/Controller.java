package io.stagger.planning.control;

import io.stagger.planning.Trajectory;

/** Turns a plan into actions. Stateless. */
interface Controller {
  /**
   * Chooses an action.
   *
   * @param plan the plan that is carried out
   * @param step how many of its steps were taken, from 0
   * @param observation what is observed now, [observation width]
   * @param action receives the action, [action width]
   */
  void act(Trajectory plan, int step, double[] observation, double[] action);

  /** Takes the actions that are in the plan. */
  static Controller planned() {
    return (plan, step, observation, action) -> {
      for (int i = 0; i < action.length; i++) {
        action[i] = plan.actions()[step * action.length + i];
      }
    };
  }
}
