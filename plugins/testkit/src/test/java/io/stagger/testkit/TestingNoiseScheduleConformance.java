package io.stagger.testkit;

import io.stagger.api.diffusion.NoiseSchedule;

/**
 * The kit applied to a schedule.
 *
 * @param noiseSchedule the schedule
 * @param variancePreserving what is declared of it
 * @param zeroTerminalSnr what is declared of it
 */
record TestingNoiseScheduleConformance(
    NoiseSchedule noiseSchedule, boolean variancePreserving, boolean zeroTerminalSnr)
    implements NoiseScheduleConformance {}
