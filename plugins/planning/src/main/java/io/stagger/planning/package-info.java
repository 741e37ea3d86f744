/** Planning: trajectories that are steered towards a goal and carried out. */
package io.stagger.planning;
