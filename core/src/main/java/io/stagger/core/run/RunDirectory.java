package io.stagger.core.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stagger.api.StaggerException;
import io.stagger.core.checkpoint.Checkpoint;
import io.stagger.core.checkpoint.CheckpointStore;
import io.stagger.core.checkpoint.Manifest;
import io.stagger.core.config.Settings;
import io.stagger.core.plugin.ExtensionRegistry;
import io.stagger.core.plugin.MissingExtensionException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The directory of a run:
 *
 * <pre>
 * experiment.yaml   the effective configuration
 * run.json          when it began, by which version, and from which folder its files count
 * plugins.json      the plugins that were loaded
 * metrics.jsonl     what happened, a line for each event
 * checkpoints/      see {@link CheckpointStore}
 * evaluation/       scores
 * report/           the report and its pictures
 * </pre>
 */
public final class RunDirectory {
  private static final String EXPERIMENT = "experiment.yaml";
  private static final String RUN = "run.json";
  private static final String PLUGINS = "plugins.json";
  private static final String LOCK = ".lock";
  private static final DirectoryKind KIND = new DirectoryKind("run", "train", EXPERIMENT, RUN);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path path;

  private RunDirectory(Path path) {
    this.path = path;
  }

  /**
   * Refuses a path at which no new run can begin. Creates nothing.
   *
   * @throws StaggerException if something is there
   */
  public static void checkFree(Path path) {
    KIND.checkFree(path);
  }

  /**
   * Creates the directory of a new run.
   *
   * @param experimentFolder the folder that relative file names in the configuration count from
   * @throws StaggerException if something is there or it can't be written
   */
  static RunDirectory create(
      Path path, RunPlan plan, List<Manifest.PluginVersion> plugins, Path experimentFolder) {
    checkFree(path);
    RunDirectory directory = new RunDirectory(path);
    try {
      Files.createDirectories(path);
      ObjectNode run = JSON.createObjectNode();
      run.put("staggerVersion", ProductVersion.current());
      run.put("created", java.time.Instant.now().toString());
      run.put(DirectoryKind.FOLDER_KEY, experimentFolder.toAbsolutePath().normalize().toString());
      directory.write(RUN, JSON.writeValueAsString(run));
      directory.update(plan, plugins);
    } catch (IOException e) {
      throw new StaggerException(
          "The run directory '%s' can't be written: %s.".formatted(path, e.getMessage()), e);
    }
    return directory;
  }

  /**
   * Opens the directory of a run.
   *
   * @throws StaggerException if it is none
   */
  public static RunDirectory open(Path path) {
    KIND.checkThere(path, "run directory");
    return new RunDirectory(path);
  }

  /** Writes the configuration and the plugins that the run goes on with. */
  void update(RunPlan plan, List<Manifest.PluginVersion> plugins) throws IOException {
    write(PLUGINS, JSON.writeValueAsString(plugins));
    write(EXPERIMENT, plan.effective().toYaml());
  }

  private void write(String name, String text) throws IOException {
    DirectoryKind.write(path.resolve(name), text);
  }

  /**
   * What the run is to go on with.
   *
   * @param settings the run's configuration, changed or not
   * @throws StaggerException if it can't be; if an extension is missing, with the plugins that the
   *     run had and the registry hasn't, because it may be theirs
   */
  public RunPlan plan(Settings settings, ExtensionRegistry registry) {
    try {
      return RunPlan.of(settings, registry);
    } catch (MissingExtensionException e) {
      throw withMissingPlugins(e, registry);
    }
  }

  /** A problem, with the plugins that the run had and the registry hasn't. */
  public StaggerException withMissingPlugins(
      MissingExtensionException problem, ExtensionRegistry registry) {
    List<String> missing = missingPlugins(registry);
    return missing.isEmpty()
        ? problem
        : new StaggerException(
            "%s%nThe run was made with %s, which %s not installed: `stagger plugins list` shows what is."
                .formatted(
                    problem.getMessage(),
                    (missing.size() == 1 ? "the plugin " : "the plugins ")
                        + String.join(", ", missing),
                    missing.size() == 1 ? "is" : "are"),
            problem);
  }

  private List<String> missingPlugins(ExtensionRegistry registry) {
    try {
      Set<String> installed = registry.pluginIds();
      List<String> missing = new ArrayList<>();
      for (JsonNode plugin : JSON.readTree(path.resolve(PLUGINS).toFile())) {
        String id = plugin.path("id").asText();
        if (!id.isEmpty() && !installed.contains(id)) {
          missing.add("'%s' %s".formatted(id, plugin.path("version").asText()).strip());
        }
      }
      return missing;
    } catch (IOException e) {
      // What could not be read explains nothing; the problem itself is what matters.
      return List.of();
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

  /** The folder that relative file names in the configuration count from. */
  public Path experimentFolder() {
    return KIND.experimentFolder(path);
  }

  /** What happened, a line of JSON for each event. */
  public Path metricsFile() {
    return path.resolve("metrics.jsonl");
  }

  /** Where scores are written; made by who writes them. */
  public Path evaluationDirectory() {
    return path.resolve("evaluation");
  }

  /** Where the report is written; made by who writes it. */
  public Path reportDirectory() {
    return path.resolve("report");
  }

  /** The checkpoints. */
  public CheckpointStore checkpoints() {
    return new CheckpointStore(path.resolve("checkpoints"));
  }

  /**
   * The checkpoint that a model is used from: the best one if early stopping watched a score and it
   * is still there, else the latest.
   *
   * @throws StaggerException if there is none yet
   */
  public Checkpoint modelCheckpoint() {
    CheckpointStore store = checkpoints();
    Checkpoint latest =
        store
            .latest()
            .orElseThrow(
                () ->
                    new StaggerException(
                        "The run '%s' has no checkpoint yet, so train it with `stagger train --resume %s` first."
                            .formatted(path, path)));
    Manifest.Progress progress = latest.manifest().progress();
    return progress == null ? latest : store.at(progress.bestStep()).orElse(latest);
  }

  /**
   * The checkpoint of a step.
   *
   * @throws StaggerException with the steps that there are, if there is none
   */
  Checkpoint checkpointAt(long step) {
    CheckpointStore store = checkpoints();
    return store
        .at(step)
        .orElseThrow(
            () ->
                new StaggerException(
                    "The run '%s' has no checkpoint of step %d; it has %s."
                        .formatted(
                            path,
                            step,
                            store.steps().isEmpty()
                                ? "none at all"
                                : "those of the steps "
                                    + store.steps().stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(", ")))));
  }

  /**
   * Keeps other processes from training in the same directory until it is closed.
   *
   * @throws StaggerException if another one does
   */
  AutoCloseable lock() {
    try {
      FileChannel channel =
          FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        if (channel.tryLock() != null) {
          return channel;
        }
      } catch (OverlappingFileLockException e) {
        // This process holds it; the sentence below is the same.
      }
      channel.close();
    } catch (IOException e) {
      throw new StaggerException(
          "The run directory '%s' can't be locked: %s.".formatted(path, e.getMessage()), e);
    }
    throw new StaggerException(
        "Another process is training in '%s'; wait for it or stop it first.".formatted(path));
  }
}
