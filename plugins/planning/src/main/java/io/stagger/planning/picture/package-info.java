/** Pictures of plans: over the maze, and on their way from noise to clean. */
package io.stagger.planning.picture;
