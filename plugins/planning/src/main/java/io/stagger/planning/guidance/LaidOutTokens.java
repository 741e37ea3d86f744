package io.stagger.planning.guidance;

/** A tokenizer of trajectories whose tokens guidance can read. */
public interface LaidOutTokens {
  /** Where the numbers of a step are in a token, and how they are normalized. */
  TokenLayout tokenLayout();
}
