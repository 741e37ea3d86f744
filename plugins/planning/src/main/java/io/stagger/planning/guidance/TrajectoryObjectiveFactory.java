package io.stagger.planning.guidance;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.engine.GuidanceObjective;
import io.stagger.api.engine.GuidanceObjectiveFactory;
import io.stagger.planning.Trajectory;
import java.util.function.Function;

/**
 * Makes objectives that read the layout of trajectory tokens.
 *
 * @param name what messages call the objective
 * @param objective makes the objective for a layout
 */
record TrajectoryObjectiveFactory(String name, Function<TokenLayout, GuidanceObjective> objective)
    implements GuidanceObjectiveFactory<Trajectory> {

  @Override
  public Class<Trajectory> sampleType() {
    return Trajectory.class;
  }

  @Override
  public GuidanceObjective create(Tokenizer<? extends Trajectory> tokenizer) {
    if (tokenizer instanceof LaidOutTokens laidOut) {
      return objective.apply(laidOut.tokenLayout());
    }
    throw new StaggerException(
        "The guidance objective '%s' needs a tokenizer that tells where positions, actions and rewards are in a token, such as 'trajectory', but %s does not."
            .formatted(name, tokenizer.getClass().getSimpleName()));
  }
}
