package io.stagger.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.config.Setting;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.Plugin;
import io.stagger.testkit.CollectedExtensions;
import io.stagger.testkit.PluginConformance;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class TestPlanningPlugin implements PluginConformance {
  @Override
  public Class<? extends Plugin> pluginClass() {
    return PlanningPlugin.class;
  }

  private static List<Extension<?, ?>> extensions() {
    return CollectedExtensions.of(new PlanningPlugin()).extensions();
  }

  @Test
  void contributesWhatPlanningNeeds() {
    assertThat(extensions())
        .extracting(extension -> extension.point() + "/" + extension.name())
        .containsExactly(
            "environment/maze2d",
            "data-source/maze2d-controller",
            "data-source/d4rl-hdf5",
            "data-source/npz-trajectories",
            "tokenizer/trajectory",
            "guidance-objective/reach",
            "guidance-objective/waypoint",
            "guidance-objective/avoid",
            "guidance-objective/reward",
            "guidance-objective/small-actions",
            "trial/closed-loop",
            "renderer/maze-plans",
            "exporter/trajectory-csv");
  }

  @Test
  void defaultsAreRecorded() {
    Map<String, String> defaults = new TreeMap<>();
    for (Extension<?, ?> extension : extensions()) {
      CollectedExtensions.defaults(extension.configuration())
          .forEach(
              (key, value) -> {
                if (!value.equals(Setting.NONE)) {
                  defaults.put(extension.name() + "." + key, value);
                }
              });
    }
    assertThat(defaults)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("maze2d.start", "random"),
                Map.entry("maze2d.goal", "maze"),
                Map.entry("maze2d-controller.transitions", "1000000"),
                Map.entry("maze2d-controller.seed", "0"),
                Map.entry("d4rl-hdf5.padShort", "true"),
                Map.entry("npz-trajectories.padShort", "true"),
                Map.entry("trajectory.observations", ""),
                Map.entry("trajectory.actions", "false"),
                Map.entry("trajectory.rewards", "false"),
                Map.entry("trajectory.frameStack", "10"),
                Map.entry("trajectory.initialPadding", "same"),
                Map.entry("reach.goal", ""),
                Map.entry("reach.startWeight", "20"),
                Map.entry("reach.goalWeight", "1"),
                Map.entry("reach.otherStartWeight", "2"),
                Map.entry("reach.otherWeight", "8"),
                Map.entry("reach.width", "1"),
                Map.entry("reach.position", "0,1"),
                Map.entry("waypoint.position", "0,1"),
                Map.entry("waypoint.from", "1"),
                Map.entry("waypoint.tolerance", "0.5"),
                Map.entry("avoid.size", ""),
                Map.entry("avoid.position", "0,1"),
                Map.entry("closed-loop.episodes", "64"),
                Map.entry("closed-loop.repetitions", "3"),
                Map.entry("closed-loop.openLoopSteps", "50"),
                Map.entry("closed-loop.fillWindow", "true"),
                Map.entry("closed-loop.control", "track"),
                Map.entry("closed-loop.positionGain", "12.5"),
                Map.entry("closed-loop.velocityGain", "1.2"),
                Map.entry("closed-loop.feedForward", "1"),
                Map.entry("closed-loop.stepSeconds", "0.01"),
                Map.entry("closed-loop.smoothing", "5"),
                Map.entry("closed-loop.strengths", "1"),
                Map.entry("closed-loop.futures", ""),
                Map.entry("closed-loop.expert", "true"),
                Map.entry("closed-loop.drawn", "6"),
                Map.entry("maze-plans.panels", "6"),
                Map.entry("maze-plans.plans", "8")));
  }
}
