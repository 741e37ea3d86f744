package io.stagger.testkit;

import io.stagger.api.diffusion.Solver;

/**
 * The kit applied to a solver.
 *
 * @param solver the solver
 * @param givesExactNoise what is declared of it
 */
record TestingSolverConformance(Solver solver, boolean givesExactNoise)
    implements SolverConformance {}
