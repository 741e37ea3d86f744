package io.stagger.core.run;

import io.stagger.api.diffusion.NoiseSchedule;

/**
 * Which level's noise scales guidance: {@code eps' = eps - noise(chosen) g}, where {@code g} is the
 * gradient of the objectives with respect to what the network sees.
 */
public enum GuidanceLevel {
  /** That of the level the token has (Dhariwal and Nichol, 2021). */
  CURRENT,
  /** That of the level it goes to, as in the authors' code: the step to clean is not guided. */
  NEXT;

  /**
   * How much of the gradient the clean prediction gains. From {@code x = signal x0 + noise eps}
   * follows {@code x0' = x0 + noise(level) noise(chosen) / signal(level) g}.
   *
   * <p>At a level without signal the token says nothing about what is clean, and no amount of noise
   * moves the prediction by a finite amount: the share is 0, and guidance begins a step later.
   *
   * @param level the training level that the token has
   * @param next the training level that it goes to, or {@link NoiseSchedule#CLEAN}
   */
  double share(NoiseSchedule schedule, int level, int next) {
    double signal = schedule.signal(level);
    if (signal == 0) {
      return 0;
    }
    int chosen =
        switch (this) {
          case CURRENT -> level;
          case NEXT -> next;
        };
    return schedule.noise(level) * schedule.noise(chosen) / signal;
  }
}
