/**
 * Mazes: a ball that is pushed through corridors, as in the benchmark Maze2D of D4RL (Fu et al.,
 * 2020), and the controller that its data was recorded with.
 */
package io.stagger.planning.maze;
