package io.stagger.core.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.stagger.api.StaggerException;
import io.stagger.api.engine.NamedTensor;
import io.stagger.core.checkpoint.SafetensorsWriter;
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
  private static final String FOLDER_KEY = "experimentFolder";
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
    if (isComparison(path)) {
      throw new StaggerException(
          "'%s' already holds a comparison, so go on with `stagger compare --resume %s` or name another directory."
              .formatted(path, path));
    }
    if (Files.exists(path) && !isEmptyDirectory(path)) {
      throw new StaggerException(
          "'%s' is not empty and not a comparison, so name another directory for it."
              .formatted(path));
    }
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
              Map.of(FOLDER_KEY, experimentFolder.toAbsolutePath().normalize().toString())));
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
    if (!isComparison(path)) {
      throw new StaggerException(
          Files.exists(path)
              ? "'%s' is not the directory of a comparison, because it holds no %s and %s."
                  .formatted(path, EXPERIMENT, FOLDER)
              : "There is no directory of a comparison '%s'.".formatted(path));
    }
    return new ComparisonDirectory(path);
  }

  /** Whether it holds this very configuration. */
  boolean isFor(RunPlan plan) {
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
    try {
      JsonNode folder = JSON.readTree(path.resolve(FOLDER).toFile()).path(FOLDER_KEY);
      return folder.isTextual() ? Path.of(folder.asText()) : path;
    } catch (IOException e) {
      throw new StaggerException(
          "The file '%s' can't be read: %s.".formatted(path.resolve(FOLDER), e.getMessage()), e);
    }
  }

  /** Where a run lies, or will. */
  public Path run(String regime, long seed) {
    return path.resolve(regime + "-seed-" + seed);
  }

  /** What the roll-outs of a run came to, if that is known for this very configuration. */
  Optional<RolloutResult> result(Path run, String configurationSha256) {
    Path file = run.resolve(RESULT);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      RolloutResult result = JSON.readValue(file.toFile(), RolloutResult.class);
      return Optional.of(result)
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
    Path temporary = path.resolve(name + ".partial");
    Files.writeString(temporary, text);
    Files.move(temporary, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private StaggerException notWritten(IOException cause) {
    return new StaggerException(
        "The directory '%s' of the comparison can't be written: %s."
            .formatted(path, cause.getMessage()),
        cause);
  }

  private static boolean isComparison(Path path) {
    return Files.isRegularFile(path.resolve(EXPERIMENT))
        && Files.isRegularFile(path.resolve(FOLDER));
  }

  private static boolean isEmptyDirectory(Path path) {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> children = Files.list(path)) {
      return children.findAny().isEmpty();
    } catch (IOException e) {
      throw new StaggerException(
          "The directory '%s' can't be read: %s.".formatted(path, e.getMessage()), e);
    }
  }
}
