package io.stagger.planning.guidance;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.config.NoSettings;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.Extensions;

/** Registers the guidance objectives of planning. */
public final class GuidanceObjectives {
  private GuidanceObjectives() {}

  /** Adds each of them. */
  public static void contribute(Extensions extensions) {
    extensions.add(
        Extension.of(
            ExtensionPoints.GUIDANCE_OBJECTIVE,
            ReachObjective.NAME,
            "Reach a goal at any time within the horizon.",
            ReachSettings.class,
            (settings, context) ->
                new TrajectoryObjectiveFactory(
                    ReachObjective.NAME, layout -> new ReachObjective(settings, layout))));
    extensions.add(
        Extension.of(
            ExtensionPoints.GUIDANCE_OBJECTIVE,
            WaypointObjective.NAME,
            "Stay near a point during given steps.",
            WaypointSettings.class,
            (settings, context) ->
                new TrajectoryObjectiveFactory(
                    WaypointObjective.NAME, layout -> new WaypointObjective(settings, layout))));
    extensions.add(
        Extension.of(
            ExtensionPoints.GUIDANCE_OBJECTIVE,
            AvoidObjective.NAME,
            "Keep out of a disc or a rectangle.",
            AvoidSettings.class,
            (settings, context) ->
                new TrajectoryObjectiveFactory(
                    AvoidObjective.NAME, layout -> new AvoidObjective(settings, layout))));
    extensions.add(
        Extension.of(
            ExtensionPoints.GUIDANCE_OBJECTIVE,
            RewardObjective.NAME,
            "Earn much: maximize the sum of predicted rewards.",
            NoSettings.class,
            (settings, context) ->
                new TrajectoryObjectiveFactory(RewardObjective.NAME, RewardObjective::new)));
    extensions.add(
        Extension.of(
            ExtensionPoints.GUIDANCE_OBJECTIVE,
            SmallActionsObjective.NAME,
            "Do little: keep predicted actions small.",
            NoSettings.class,
            (settings, context) ->
                new TrajectoryObjectiveFactory(
                    SmallActionsObjective.NAME, SmallActionsObjective::new)));
  }
}
