package io.stagger.core.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.stagger.api.StaggerException;
import io.stagger.api.engine.NamedTensor;
import io.stagger.core.checkpoint.SafetensorsWriter;
import io.stagger.core.config.Settings;
import io.stagger.core.plugin.ExtensionRegistry;
import io.stagger.core.plugin.MissingExtensionException;
import io.stagger.core.run.DirectoryKind;
import io.stagger.core.run.RunDirectory;
import io.stagger.core.run.RunPlan;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The directory of a comparison:
 *
 * <pre>
 * comparison.yaml       the effective configuration
 * comparison.json       from which folder its files count
 * REGIME-seed-N/        a run, see {@link io.stagger.core.run.RunDirectory}, with
 *   rollout.json        what its roll-outs came to
 *   rollout.safetensors the first of them
 * compare.json          what all came to
 * report/               the report and its pictures; made by who writes them
 * </pre>
 */
public final class ComparisonDirectory {
  private static final String EXPERIMENT = "comparison.yaml";
  private static final String FOLDER = "comparison.json";
  private static final String RESULT = "rollout.json";
  private static final String KEPT = "rollout.safetensors";
  private static final String REPORT = "compare.json";
  private static final String SEED = "-seed-";
  private static final DirectoryKind KIND =
      new DirectoryKind("comparison", "compare", EXPERIMENT, FOLDER);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path path;

  private ComparisonDirectory(Path path) {
    this.path = path;
  }

  /**
   * Refuses a path at which no new comparison can begin. Creates nothing.
   *
   * @throws StaggerException if something is there
   */
  public static void checkFree(Path path) {
    KIND.checkFree(path);
  }

  /** Creates the directory of a new comparison. */
  static ComparisonDirectory create(Path path, RunPlan plan, Path experimentFolder) {
    checkFree(path);
    ComparisonDirectory directory = new ComparisonDirectory(path);
    try {
      Files.createDirectories(path);
      directory.write(
          FOLDER,
          JSON.writeValueAsString(
              Map.of(
                  DirectoryKind.FOLDER_KEY,
                  experimentFolder.toAbsolutePath().normalize().toString())));
    } catch (IOException e) {
      throw directory.notWritten(e);
    }
    directory.update(plan);
    return directory;
  }

  /**
   * Opens the directory of a comparison.
   *
   * @throws StaggerException if it is none
   */
  public static ComparisonDirectory open(Path path) {
    KIND.checkThere(path, "directory of a comparison");
    return new ComparisonDirectory(path);
  }

  /** Whether it holds this very configuration. */
  public boolean isFor(RunPlan plan) {
    try {
      return Files.readString(experimentFile()).equals(plan.effective().toYaml());
    } catch (IOException e) {
      throw new StaggerException(
          "The file '%s' can't be read: %s.".formatted(experimentFile(), e.getMessage()), e);
    }
  }

  /** Writes the configuration that the comparison goes on with. */
  void update(RunPlan plan) {
    try {
      write(EXPERIMENT, plan.effective().toYaml());
    } catch (IOException e) {
      throw notWritten(e);
    }
  }

  /**
   * What the comparison is to go on with.
   *
   * @param settings its configuration, changed or not
   * @throws StaggerException if it can't be; as for {@link RunDirectory#plan}
   */
  public RunPlan plan(Settings settings, ExtensionRegistry registry) {
    return withMissingPlugins(registry, () -> RunPlan.of(settings, registry));
  }

  /** A plan; if an extension is missing, the problem names the plugins that may have had it. */
  RunPlan withMissingPlugins(ExtensionRegistry registry, Supplier<RunPlan> plan) {
    try {
      return plan.get();
    } catch (MissingExtensionException e) {
      throw anyRun().map(run -> run.withMissingPlugins(e, registry)).orElse(e);
    }
  }

  private Optional<RunDirectory> anyRun() {
    try (Stream<Path> entries = Files.list(path)) {
      return entries
          .filter(entry -> entry.getFileName().toString().matches(".+" + SEED + "\\d+"))
          .sorted()
          .findFirst()
          .map(RunDirectory::open);
    } catch (IOException | StaggerException e) {
      return Optional.empty();
    }
  }

  /** Where it lies. */
  public Path path() {
    return path;
  }

  /** The effective configuration. */
  public Path experimentFile() {
    return path.resolve(EXPERIMENT);
  }

  /** What all came to, as JSON. */
  public Path reportFile() {
    return path.resolve(REPORT);
  }

  /** Where the report is written; made by who writes it. */
  public Path reportDirectory() {
    return path.resolve("report");
  }

  /** The folder that relative file names in the configuration count from. */
  Path experimentFolder() {
    return KIND.experimentFolder(path);
  }

  /** Where a run lies, or will. */
  public Path run(String regime, long seed) {
    return path.resolve(regime + SEED + seed);
  }

  /** What the roll-outs of a run came to, if that is known for this very configuration. */
  Optional<RolloutResult> result(Path run, String configurationSha256) {
    Path file = run.resolve(RESULT);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      RolloutResult result = JSON.readValue(file.toFile(), RolloutResult.class);
      return Optional.ofNullable(result)
          .filter(found -> found.configurationSha256().equals(configurationSha256));
    } catch (JsonProcessingException e) {
      // Of another version, or spoiled: it is measured again.
      return Optional.empty();
    } catch (IOException e) {
      throw new StaggerException(
          "The file '%s' can't be read: %s.".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Keeps what the roll-outs of a run came to.
   *
   * @param kept some of the roll-outs, each [length, width]
   */
  void save(Path run, RolloutResult result, List<float[]> kept, int width) {
    try {
      List<NamedTensor> tensors = new ArrayList<>();
      for (int i = 0; i < kept.size(); i++) {
        float[] values = kept.get(i);
        tensors.add(
            new NamedTensor(
                "sequence_" + i,
                List.of((long) values.length / width, (long) width),
                FloatBuffer.wrap(values)));
      }
      Path partial = run.resolve(KEPT + ".partial");
      try (FileChannel channel =
          FileChannel.open(
              partial,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        SafetensorsWriter.write(channel, tensors, Map.of("content", "roll-outs in token units"));
      }
      Files.move(partial, run.resolve(KEPT), StandardCopyOption.ATOMIC_MOVE);
      // Last, because it says that all is there.
      write(path.relativize(run).resolve(RESULT).toString(), JSON.writeValueAsString(result));
    } catch (IOException e) {
      throw notWritten(e);
    }
  }

  /** Writes what all came to. */
  void save(ComparisonReport report) {
    try {
      write(REPORT, report.toJson().toPrettyString() + System.lineSeparator());
    } catch (IOException e) {
      throw notWritten(e);
    }
  }

  private void write(String name, String text) throws IOException {
    DirectoryKind.write(path.resolve(name), text);
  }

  private StaggerException notWritten(IOException cause) {
    return new StaggerException(
        "The directory '%s' of the comparison can't be written: %s."
            .formatted(path, cause.getMessage()),
        cause);
  }
}
