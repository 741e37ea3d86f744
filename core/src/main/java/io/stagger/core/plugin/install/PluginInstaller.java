package io.stagger.core.plugin.install;

import io.stagger.api.StaggerException;
import io.stagger.core.config.Choices;
import io.stagger.core.plugin.PluginDescriptor;
import io.stagger.core.plugin.PluginException;
import io.stagger.core.plugin.PluginRuntime;
import io.stagger.core.plugin.PluginSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes and checks what is in a plugins directory.
 *
 * <p>Everything is checked before anything is moved, and a plugin appears and disappears in one
 * step. Whatever fails leaves the directory as it was, and nothing beside it. A running process
 * keeps to the plugins that it started with, and should not be one that uses a plugin that goes.
 */
public final class PluginInstaller {
  private static final Logger logger = LoggerFactory.getLogger(PluginInstaller.class);
  private static final Duration LONGEST_STEP = Duration.ofSeconds(60);

  private final Path pluginsDirectory;
  private final ArchiveLimits limits;
  private final Duration longestStep;
  private final Cancellation cancellation = new Cancellation();

  /**
   * Creates an installer.
   *
   * @param pluginsDirectory holds one directory for each plugin
   * @param limits how much a zip may unpack to
   */
  public PluginInstaller(Path pluginsDirectory, ArchiveLimits limits) {
    this(pluginsDirectory, limits, LONGEST_STEP);
  }

  /**
   * Creates an installer.
   *
   * @param pluginsDirectory holds one directory for each plugin
   * @param limits how much a zip may unpack to
   * @param longestStep how long a plugin may take to start, and again to close, when it is verified
   */
  public PluginInstaller(Path pluginsDirectory, ArchiveLimits limits, Duration longestStep) {
    this.pluginsDirectory = Objects.requireNonNull(pluginsDirectory, "pluginsDirectory");
    this.limits = Objects.requireNonNull(limits, "limits");
    this.longestStep = Objects.requireNonNull(longestStep, "longestStep");
  }

  /** Lets what is going on stop as soon as it can, and change nothing. From any thread. */
  public void cancel() {
    cancellation.request();
  }

  /**
   * Unpacks a plugin, checks it together with those that are there, and puts it in its place. None
   * of its classes is loaded.
   *
   * @param isReplacing whether it may take the place of an installed plugin of the same id
   * @throws PluginException with every reason why the plugins would not start
   * @throws StaggerException if the zip, the directory or the id can't be used
   */
  public InstalledPlugin install(Path zip, boolean isReplacing) {
    try (Staging staging = Staging.open(pluginsDirectory)) {
      PluginSet installed = PluginSet.of(pluginsDirectory);
      Path unpacked = unpack(zip, staging.fresh());
      Path shown = shown(zip, staging.fresh(), unpacked);
      PluginDescriptor descriptor =
          saying(
              unpacked,
              shown,
              () -> PluginDescriptor.read(unpacked.resolve(PluginDescriptor.FILE_NAME)));
      List<Path> former = directoriesOf(descriptor.id());
      Optional<String> formerVersion =
          former.stream().findFirst().flatMap(PluginInstaller::version);
      if (!former.isEmpty() && !isReplacing) {
        throw new StaggerException(
            "The plugin '%s' is installed already%s: give --replace to put version %s in its place."
                .formatted(
                    descriptor.id(),
                    formerVersion.map(version -> " in version " + version).orElse(""),
                    descriptor.version()));
      }
      Path place = pluginsDirectory.resolve(descriptor.id());
      if (Files.exists(place) && !former.contains(place)) {
        throw new StaggerException(
            "The plugin '%s' belongs into %s, where another lies: give that directory another name."
                .formatted(descriptor.id(), place));
      }
      saying(unpacked, shown, () -> PluginRuntime.check(installed.without(former).with(unpacked)));
      cancellation.check();
      staging.putIn(unpacked, descriptor.id(), former);
      return new InstalledPlugin(descriptor, place, formerVersion);
    } catch (IOException e) {
      throw unchanged(e);
    }
  }

  /**
   * Takes a plugin away.
   *
   * @return the directory that it was in
   * @throws StaggerException if it is not installed, or another requires it
   */
  public Path remove(String id) {
    try (Staging staging = Staging.open(pluginsDirectory)) {
      Path directory = directoryOf(id);
      checkNobodyRequires(id);
      cancellation.check();
      staging.takeOut(directory);
      return directory;
    } catch (IOException e) {
      throw unchanged(e);
    }
  }

  private void checkNobodyRequires(String id) {
    List<String> dependents =
        descriptors().values().stream()
            .filter(other -> other.requires().contains(id) && !other.id().equals(id))
            .map(other -> "'" + other.id() + "'")
            .toList();
    if (!dependents.isEmpty()) {
      throw new StaggerException(
          "The plugin '%s' can't be removed, because %s %s it: remove %s first."
              .formatted(
                  id,
                  Choices.of(dependents).all(),
                  dependents.size() == 1 ? "requires" : "require",
                  dependents.size() == 1 ? "that" : "those"));
    }
  }

  /** Checks all installed plugins, starts them together and closes them. */
  public Verification verify() {
    try {
      return start(PluginSet.of(pluginsDirectory));
    } catch (PluginException e) {
      return new Verification(List.of(), e.problems());
    }
  }

  /**
   * Checks one installed plugin and those that it requires, starts them together and closes them.
   *
   * @throws StaggerException if it is not installed
   */
  public Verification verifyInstalled(String id) {
    Map<Path, PluginDescriptor> descriptors = descriptors();
    List<Path> chosen = new ArrayList<>(List.of(directoryOf(id)));
    for (int i = 0; i < chosen.size(); i++) {
      PluginDescriptor descriptor = descriptors.get(chosen.get(i));
      if (descriptor != null) {
        descriptor.requires().stream()
            .flatMap(required -> directoriesOf(required).stream())
            .filter(directory -> !chosen.contains(directory))
            .forEach(chosen::add);
      }
    }
    return start(PluginSet.of(pluginsDirectory).only(chosen));
  }

  /**
   * Checks a plugin in a zip as if it were to be installed, in the place of one of the same id,
   * then starts it with all others and closes them. The plugins directory is only read.
   *
   * @throws StaggerException if there is no such file
   */
  public Verification verify(Path zip) {
    if (Files.notExists(zip)) {
      throw new StaggerException("There is no file %s.".formatted(zip));
    }
    Path scratch = scratch();
    try {
      PluginSet installed = PluginSet.of(pluginsDirectory);
      Path unpacked = unpack(zip, scratch.resolve("new"));
      Path shown = shown(zip, scratch.resolve("new"), unpacked);
      PluginDescriptor descriptor =
          saying(
              unpacked,
              shown,
              () -> PluginDescriptor.read(unpacked.resolve(PluginDescriptor.FILE_NAME)));
      Verification found = start(installed.without(directoriesOf(descriptor.id())).with(unpacked));
      return new Verification(found.plugins(), saying(unpacked, shown, found.problems()));
    } catch (PluginException e) {
      return new Verification(List.of(), e.problems());
    } catch (StaggerException e) {
      // What broke off because of a wish to stop is no finding.
      cancellation.check();
      return new Verification(List.of(), List.of(e.getMessage()));
    } finally {
      discard(scratch);
    }
  }

  private Path unpack(Path zip, Path into) {
    return new PluginArchive(zip, limits, cancellation).unpack(into);
  }

  private Verification start(PluginSet set) {
    return new Rehearsal(set, longestStep, cancellation).run();
  }

  private static Path scratch() {
    try {
      return Files.createTempDirectory(
          "stagger-verify-%d-".formatted(ProcessHandle.current().pid()));
    } catch (IOException e) {
      throw new StaggerException(
          "The zip can't be unpacked for a check, because there is no temporary directory: %s."
              .formatted(Reasons.of(e)),
          e);
    }
  }

  private static void discard(Path scratch) {
    try {
      FileTrees.delete(scratch);
    } catch (IOException e) {
      logger.warn("The directory {} could not be taken away: delete it", scratch, e);
    }
  }

  /** Where the plugin lies as its user knows it: {@code example.zip/example}. */
  private static Path shown(Path zip, Path top, Path unpacked) {
    return zip.resolve(top.relativize(unpacked).toString());
  }

  /** Something that is checked. */
  @FunctionalInterface
  private interface Check<T> {
    T run();
  }

  /** Lets problems name the zip instead of where it was unpacked for a while. */
  private static <T> T saying(Path unpacked, Path shown, Check<T> check) {
    try {
      return check.run();
    } catch (PluginException e) {
      throw new PluginException(saying(unpacked, shown, e.problems()), e);
    }
  }

  private static List<String> saying(Path unpacked, Path shown, List<String> problems) {
    return problems.stream()
        .map(problem -> problem.replace(unpacked.toString(), shown.toString()))
        .toList();
  }

  private StaggerException unchanged(IOException cause) {
    return new StaggerException(
        "The plugins directory %s can't be changed, and is as it was: %s."
            .formatted(pluginsDirectory, Reasons.of(cause)),
        cause);
  }

  private Path directoryOf(String id) {
    List<Path> found = directoriesOf(id);
    if (found.isEmpty()) {
      Choices ids = Choices.of(ids());
      throw new StaggerException(
          "The plugin '%s' is not installed%s: in %s %s %s."
              .formatted(
                  id,
                  ids.hint(id),
                  pluginsDirectory,
                  ids.names().size() == 1 ? "is" : "are",
                  ids.all()));
    }
    if (found.size() > 1) {
      throw new StaggerException(
          "The plugins in %s and %s both have the id '%s': take one of them away by hand."
              .formatted(found.get(0), found.get(1), id));
    }
    return found.get(0);
  }

  private Set<String> ids() {
    Map<Path, PluginDescriptor> descriptors = descriptors();
    Set<String> ids = new TreeSet<>();
    for (Path directory : PluginSet.of(pluginsDirectory).plugins()) {
      PluginDescriptor descriptor = descriptors.get(directory);
      ids.add(descriptor == null ? directory.getFileName().toString() : descriptor.id());
    }
    return ids;
  }

  /** The directories of an id. One whose descriptor can't be read goes by its own name. */
  private List<Path> directoriesOf(String id) {
    Map<Path, PluginDescriptor> descriptors = descriptors();
    return PluginSet.of(pluginsDirectory).plugins().stream()
        .filter(
            directory -> {
              PluginDescriptor descriptor = descriptors.get(directory);
              return descriptor == null
                  ? directory.getFileName().toString().equals(id)
                  : descriptor.id().equals(id);
            })
        .toList();
  }

  /** What can be read. */
  private Map<Path, PluginDescriptor> descriptors() {
    Map<Path, PluginDescriptor> descriptors = new LinkedHashMap<>();
    for (Path directory : PluginSet.of(pluginsDirectory).plugins()) {
      try {
        descriptors.put(
            directory, PluginDescriptor.read(directory.resolve(PluginDescriptor.FILE_NAME)));
      } catch (PluginException e) {
        logger.debug("A descriptor can't be read", e);
      }
    }
    return descriptors;
  }

  private static Optional<String> version(Path directory) {
    try {
      return Optional.of(
          PluginDescriptor.read(directory.resolve(PluginDescriptor.FILE_NAME)).version());
    } catch (PluginException e) {
      // It may be what is to be mended by replacing it.
      return Optional.empty();
    }
  }
}
