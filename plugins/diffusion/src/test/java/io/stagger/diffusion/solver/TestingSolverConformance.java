package io.stagger.diffusion.solver;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Solver;
import io.stagger.testkit.SolverConformance;

/**
 * The kit applied to a solver on a schedule.
 *
 * @param solver the solver
 * @param noiseSchedule the schedule
 * @param givesExactNoise what is declared of the solver
 */
record TestingSolverConformance(Solver solver, NoiseSchedule noiseSchedule, boolean givesExactNoise)
    implements SolverConformance {}
