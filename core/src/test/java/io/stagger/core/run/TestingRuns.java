package io.stagger.core.run;

import io.stagger.api.engine.StatePart;
import io.stagger.api.engine.WeightMap;
import io.stagger.core.checkpoint.Checkpoint;
import io.stagger.core.checkpoint.ForeignWeights;
import io.stagger.core.checkpoint.Manifest;
import io.stagger.core.config.Settings;
import io.stagger.core.plugin.ExtensionRegistry;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Opens runs of the testing plugin. */
final class TestingRuns {
  final TestingPlugin plugin;
  final ExtensionRegistry registry;
  private final Path folder;

  TestingRuns(Path folder) {
    this(folder, new TestingPlugin());
  }

  TestingRuns(Path folder, TestingPlugin plugin) {
    this.folder = folder;
    this.plugin = plugin;
    this.registry = plugin.registry();
  }

  /** A plan with the given keys, written with dots, over a small experiment. */
  RunPlan plan(Object... keysAndValues) {
    Map<String, Object> tree = new LinkedHashMap<>();
    put(tree, "seed", 3);
    put(tree, "training.steps", 40);
    put(tree, "training.batchSize", 4);
    put(tree, "training.learningRate", 0.01);
    put(tree, "training.checkpointEvery", 10);
    put(tree, "sampling.steps", 5);
    put(tree, "sampling.stabilizationLevel", 1);
    put(tree, "evaluation.samples", 3);
    put(tree, "listeners", List.of("recorder"));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      put(tree, (String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return RunPlan.of(Settings.of(tree, "test.yaml"), registry);
  }

  @SuppressWarnings("unchecked") // only maps from names are put
  private static void put(Map<String, Object> tree, String key, Object value) {
    int dot = key.indexOf('.');
    if (dot < 0) {
      tree.put(key, value);
    } else {
      Map<String, Object> below =
          (Map<String, Object>)
              tree.computeIfAbsent(key.substring(0, dot), k -> new LinkedHashMap<>());
      put(below, key.substring(dot + 1), value);
    }
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  Run begin(String name, RunPlan plan) {
    return Run.begin(plan, path(name), folder, surroundings());
  }

  Run beginWith(String name, RunPlan plan, ForeignWeights foreign, WeightMap map) {
    return Run.beginWith(plan, path(name), folder, surroundings(), foreign, map, unused -> {});
  }

  Run resume(String name, RunPlan plan) {
    return Run.resume(plan, RunDirectory.open(path(name)), registry, surroundings());
  }

  Run load(String name, RunPlan plan) {
    return Run.load(plan, RunDirectory.open(path(name)), registry, surroundings());
  }

  static Run.Surroundings surroundings() {
    return new Run.Surroundings(List.of(new Manifest.PluginVersion("testing", "1.2.3")), List.of());
  }

  /** All state of the latest checkpoint. */
  Map<StatePart, List<Float>> state(String name) {
    Checkpoint checkpoint = RunDirectory.open(path(name)).checkpoints().latest().orElseThrow();
    Map<StatePart, List<Float>> state = new LinkedHashMap<>();
    for (StatePart part : StatePart.values()) {
      FloatBuffer values = checkpoint.read(part).get("linear").values();
      List<Float> list = new java.util.ArrayList<>();
      while (values.hasRemaining()) {
        list.add(values.get());
      }
      state.put(part, list);
    }
    return state;
  }
}
