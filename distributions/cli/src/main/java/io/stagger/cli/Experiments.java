package io.stagger.cli;

import io.stagger.api.StaggerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds experiment files: those of the user by path, those of the distribution by name. */
final class Experiments {
  private static final String EXTENSION = ".yaml";

  private Experiments() {}

  /**
   * Finds an experiment.
   *
   * @param nameOrFile a file, or the name of a bundled experiment
   * @throws StaggerException if it is neither
   */
  static Path find(String nameOrFile) {
    Path file = Path.of(nameOrFile);
    if (Files.isRegularFile(file)) {
      return file;
    }
    List<String> bundled = bundled();
    if (bundled.contains(nameOrFile)) {
      return directory(System.getProperty(CommonOptions.HOME_PROPERTY))
          .resolve(nameOrFile + EXTENSION);
    }
    throw new StaggerException(
        "There is no experiment file '%s'%s."
            .formatted(
                nameOrFile,
                bundled.isEmpty()
                    ? ""
                    : ", nor a bundled experiment of that name (there are "
                        + String.join(", ", bundled)
                        + ")"));
  }

  /** The names of bundled experiments that end so, without the ending. */
  static List<String> bundledEndingIn(String ending) {
    return bundled().stream()
        .filter(name -> name.endsWith(ending))
        .map(name -> name.substring(0, name.length() - ending.length()))
        .toList();
  }

  private static List<String> bundled() {
    String home = System.getProperty(CommonOptions.HOME_PROPERTY);
    return home == null ? List.of() : bundled(directory(home));
  }

  private static Path directory(String home) {
    return Path.of(home, "etc", "experiments");
  }

  private static List<String> bundled(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(EXTENSION))
          .map(name -> name.substring(0, name.length() - EXTENSION.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new StaggerException(
          "The bundled experiments in '%s' can't be listed: %s."
              .formatted(directory, e.getMessage()),
          e);
    }
  }
}
