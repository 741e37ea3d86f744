package io.stagger.planning;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.Extensions;
import io.stagger.api.plugin.Plugin;
import io.stagger.planning.token.TrajectorySettings;
import io.stagger.planning.token.TrajectoryTokenizerFactory;

/** Trajectories: environments, data, tokenizer, guidance and closed-loop control. */
public final class PlanningPlugin implements Plugin {
  @Override
  public void contribute(Extensions extensions) {
    tokenizers(extensions);
  }

  private static void tokenizers(Extensions extensions) {
    extensions.add(
        Extension.of(
            ExtensionPoints.TOKENIZER,
            "trajectory",
            "Stacks of observations, with actions and rewards if wished, scaled number by number.",
            TrajectorySettings.class,
            (settings, context) -> new TrajectoryTokenizerFactory(settings)));
  }
}
