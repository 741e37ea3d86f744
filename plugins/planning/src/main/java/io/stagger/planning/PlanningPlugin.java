package io.stagger.planning;

import io.stagger.api.plugin.Extensions;
import io.stagger.api.plugin.Plugin;
import io.stagger.planning.guidance.GuidanceObjectives;

/** Trajectories: environments, data, tokenizer, guidance and closed-loop control. */
public final class PlanningPlugin implements Plugin {
  @Override
  public void contribute(Extensions extensions) {
    guidance(extensions);
  }

  private static void guidance(Extensions extensions) {
    GuidanceObjectives.contribute(extensions);
  }
}
