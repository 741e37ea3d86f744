/**
 * Where trajectories come from: transitions kept in memory, cut into windows that respect the ends
 * of episodes, and the files that they are read from and written to.
 */
package io.stagger.planning.data;
