/** Roll-outs without an end: streams of tokens over one model, and the schedules they follow. */
package io.stagger.core.rollout;
