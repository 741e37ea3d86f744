package io.stagger.api.engine;

import io.stagger.api.data.Tokenizer;
import java.util.function.Supplier;

/**
 * What sampling is steered towards, as configuration describes it: makes the objective for the
 * tokens of a tokenizer. That is where an objective in terms of samples (a place in a maze, a sum
 * of series) learns what the numbers of a token mean and how they are normalized. An objective on
 * normalized tokens of any kind needs none of it: {@link #forAnyTokens}.
 *
 * @param <S> a sample
 * @since 0.1.0
 */
public interface GuidanceObjectiveFactory<S> {
  /** The class of samples that the objective knows how to score; {@link Object} for all. */
  Class<S> sampleType();

  /**
   * Makes the objective. Called once a run, before anything large is allocated.
   *
   * @param tokenizer makes the tokens that will be scored
   * @throws io.stagger.api.StaggerException with a sentence for the user if these tokens don't hold
   *     what the objective scores
   */
  GuidanceObjective create(Tokenizer<? extends S> tokenizer);

  /** The factory of an objective that knows nothing of its tokens but their width. */
  static GuidanceObjectiveFactory<Object> forAnyTokens(Supplier<GuidanceObjective> objective) {
    return new GuidanceObjectiveFactory<>() {
      @Override
      public Class<Object> sampleType() {
        return Object.class;
      }

      @Override
      public GuidanceObjective create(Tokenizer<?> tokenizer) {
        return objective.get();
      }
    };
  }
}
