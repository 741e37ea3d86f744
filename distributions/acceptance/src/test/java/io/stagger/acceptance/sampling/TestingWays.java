package io.stagger.acceptance.sampling;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.ExtensionContext;
import io.stagger.api.plugin.ExtensionPoint;
import io.stagger.core.config.RecordBinder;
import io.stagger.core.config.Settings;
import io.stagger.diffusion.DiffusionPlugin;
import io.stagger.testkit.CollectedExtensions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Every sampling schedule and every solver that the diffusion plugin contributes, so that a new one
 * is checked without being named anywhere. Those whose defaults don't do are given settings here.
 */
final class TestingWays {
  /** Settings under which an extension is checked; the defaults if it is not named. */
  private static final Map<String, List<Map<String, Object>>> VARIANTS =
      Map.of(
          "ddim", List.of(Map.of("eta", 0), Map.of("eta", 0.5), Map.of("eta", 1)),
          "ddpm", List.of(Map.of(), Map.of("variance", "upper")),
          "chunked", List.of(Map.of("chunk", 3)),
          "keyframes", List.of(Map.of("stride", 3)),
          "matrix", List.of(Map.of("file", "matrix.csv")));

  private static final CollectedExtensions EXTENSIONS =
      CollectedExtensions.of(new DiffusionPlugin());

  private final Path folder;

  /**
   * Ways that keep the files they need in a folder.
   *
   * @param folder an empty one
   */
  TestingWays(Path folder) {
    this.folder = folder;
  }

  /** The sampling schedules by name, those that read a plan from a file with one of this shape. */
  Map<String, SamplingSchedule> schedules(int horizon, int steps) {
    try {
      Files.writeString(folder.resolve("matrix.csv"), backwards(horizon, steps));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all(ExtensionPoints.SAMPLING_SCHEDULE);
  }

  /** An order that no other schedule has: the last token first, the others two rows apart. */
  private static String backwards(int horizon, int steps) {
    StringBuilder csv = new StringBuilder();
    for (int row = 0; row <= steps + 2 * (horizon - 1); row++) {
      for (int token = 0; token < horizon; token++) {
        int level = steps + 2 * (horizon - 1 - token) - row;
        csv.append(Math.max(0, Math.min(steps, level))).append(token + 1 < horizon ? "," : "\n");
      }
    }
    return csv.toString();
  }

  /** The solvers by name. */
  Map<String, Solver> solvers() {
    return all(ExtensionPoints.SOLVER);
  }

  /** The noise schedule that a solver is for. */
  static NoiseSchedule noiseSchedule(String solver, int levels) {
    String name = solver.equals("euler") ? "rectified-flow" : "cosine";
    return noiseSchedule(name, Map.of("levels", levels));
  }

  /** A noise schedule by its own name. */
  static NoiseSchedule noiseSchedule(String name, Map<String, Object> settings) {
    return make(ExtensionPoints.NOISE_SCHEDULE, name, settings, Path.of(""));
  }

  /** The parameterization that a solver is for. */
  static Parameterization parameterization(String solver) {
    String name = solver.equals("euler") ? "velocity" : "v";
    return make(ExtensionPoints.PARAMETERIZATION, name, Map.of(), Path.of(""));
  }

  /** A solver by the name of its extension. */
  static Solver solver(String name, Map<String, Object> settings) {
    return make(ExtensionPoints.SOLVER, name, settings, Path.of(""));
  }

  /** A sampling schedule by the name of its extension. */
  static SamplingSchedule schedule(String name, Map<String, Object> settings) {
    return make(ExtensionPoints.SAMPLING_SCHEDULE, name, settings, Path.of(""));
  }

  private <T> Map<String, T> all(ExtensionPoint<T> point) {
    Map<String, T> all = new LinkedHashMap<>();
    for (String name : EXTENSIONS.names(point)) {
      for (Map<String, Object> settings : VARIANTS.getOrDefault(name, List.of(Map.of()))) {
        all.put(label(name, settings), make(point, name, settings, folder));
      }
    }
    return all;
  }

  private static String label(String name, Map<String, Object> settings) {
    return settings.isEmpty() || settings.containsKey("file")
        ? name
        : settings.entrySet().stream()
            .map(setting -> setting.getKey() + " " + setting.getValue())
            .collect(Collectors.joining(", ", name + ", ", ""));
  }

  private static <T> T make(
      ExtensionPoint<T> point, String name, Map<String, Object> settings, Path folder) {
    return point.cast(create(EXTENSIONS.get(point, name), settings, folder));
  }

  private static <T, C extends Record> T create(
      Extension<T, C> extension, Map<String, Object> settings, Path folder) {
    C bound =
        new RecordBinder().bind(extension.configuration(), Settings.of(settings, "this test"));
    return extension
        .factory()
        .create(
            bound,
            new ExtensionContext() {
              @Override
              public Path resolve(String file) {
                return folder.resolve(file);
              }

              @Override
              public Optional<Path> runDirectory() {
                return Optional.empty();
              }
            });
  }
}
