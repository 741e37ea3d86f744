/** Closed-loop control: plans are made, carried out for a while, and made anew. */
package io.stagger.planning.control;
