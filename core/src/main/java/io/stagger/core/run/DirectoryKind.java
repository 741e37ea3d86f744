package io.stagger.core.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagger.api.StaggerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * What directories of runs and of comparisons have in common: two files by which they are known,
 * one of which says from which folder the file names of the other count.
 *
 * @param name what messages call what lies in one
 * @param command the command that goes on with it
 * @param experiment the file with the effective configuration
 * @param facts the JSON file that was written when it began
 */
public record DirectoryKind(String name, String command, String experiment, String facts) {
  /** The key of {@link #facts} for the folder that relative file names count from. */
  public static final String FOLDER_KEY = "experimentFolder";

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Refuses a path at which nothing new can begin. Creates nothing.
   *
   * @throws StaggerException if something is there
   */
  public void checkFree(Path path) {
    if (isAt(path)) {
      throw new StaggerException(
          "'%s' already holds a %s, so go on with `stagger %s --resume %s` or name another directory."
              .formatted(path, name, command, path));
    }
    if (Files.exists(path) && !isEmptyDirectory(path)) {
      throw new StaggerException(
          "'%s' is not empty and not a %s, so name another directory for it."
              .formatted(path, name));
    }
  }

  /**
   * Refuses a path at which there is none.
   *
   * @param directory what messages call such a directory
   */
  public void checkThere(Path path, String directory) {
    if (!isAt(path)) {
      throw new StaggerException(
          Files.exists(path)
              ? "'%s' is not the directory of a %s, because it holds no %s and %s."
                  .formatted(path, name, experiment, facts)
              : "There is no %s '%s'.".formatted(directory, path));
    }
  }

  /** The folder that relative file names in the configuration count from. */
  public Path experimentFolder(Path path) {
    Path file = path.resolve(facts);
    try {
      JsonNode all = JSON.readTree(file.toFile());
      if (!all.isObject()) {
        throw new StaggerException(
            "The file '%s' is damaged: it holds no JSON object.".formatted(file));
      }
      JsonNode folder = all.path(FOLDER_KEY);
      return folder.isTextual() ? Path.of(folder.asText()) : path;
    } catch (JsonProcessingException e) {
      throw new StaggerException(
          "The file '%s' is damaged: %s.".formatted(file, e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new StaggerException(
          "The file '%s' can't be read: %s.".formatted(file, e.getMessage()), e);
    }
  }

  /** Writes a file that is there as a whole or not at all. */
  public static void write(Path file, String text) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".partial");
    Files.writeString(temporary, text);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private boolean isAt(Path path) {
    return Files.isRegularFile(path.resolve(experiment))
        && Files.isRegularFile(path.resolve(facts));
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
