package io.stagger.core.config;

import io.stagger.api.StaggerException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads settings from layers, of which a later one overrides an earlier one, key by key:
 *
 * <ol>
 *   <li>the files that the key {@code include} of the experiment file lists, in that order,
 *       relative to the file that lists them; they may include others
 *   <li>the experiment file
 *   <li>environment variables: {@code STAGGER_CFG_training__steps=100} sets {@code training.steps}
 *   <li>assignments of the command line: {@code training.steps=100}; the value is written as in the
 *       file, a list {@code [a, b]}
 * </ol>
 *
 * <p>A value or a list replaces what it overrides as a whole; mappings are merged. An empty value
 * ({@code null}) takes back what a layer below says, so that the default counts.
 *
 * <p><code>${training.steps}</code> stands for the value of another key, <code>${env:HOME}</code>
 * for an environment variable, <code>${sys:user.dir}</code> for a system property; <code>
 * ${key:-text}</code> has a default, and two dollar signs before a brace are a literal one.
 */
public final class SettingsLoader {
  /** What the name of an environment variable that sets a key begins with. */
  public static final String ENVIRONMENT_PREFIX = "STAGGER_CFG_";

  /** What names of places begin with that are no files. */
  static final String NO_FILE = "the ";

  private static final String INCLUDE = "include";

  private final Map<String, String> environment;

  /**
   * Creates a loader.
   *
   * @param environment the environment variables: {@code System.getenv()} outside of tests
   */
  public SettingsLoader(Map<String, String> environment) {
    // Sorted, so that which of two contradicting variables wins does not depend on the system.
    this.environment = new TreeMap<>(environment);
  }

  /**
   * Reads an experiment file and everything that overrides it.
   *
   * @param assignments {@code key=value}, a later one overrides an earlier one
   * @throws StaggerException with a sentence that names the file, variable or option and the key
   */
  public Settings load(Path experiment, List<String> assignments) {
    Layers layers = new Layers(environment, experiment.toString());
    addFile(layers, experiment, "experiment file", new LinkedHashSet<>());
    return load(layers, assignments);
  }

  /** Reads environment variables and assignments alone. */
  public Settings load(List<String> assignments) {
    return load(new Layers(environment, "the options --set"), assignments);
  }

  /**
   * Reads what overrides settings that exist, such as those of a finished run.
   *
   * @param settings the lowest layer; they are taken literally
   */
  public Settings override(Settings settings, List<String> assignments) {
    Layers layers = new Layers(environment, settings.origin(""));
    layers.addLiteral(settings);
    return load(layers, assignments);
  }

  /**
   * Changes settings that exist by assignments that do not come from the command line. Environment
   * variables have no say.
   *
   * @param settings the lowest layer; they are taken literally
   * @param assignments {@code key=value}, as those of the command line
   * @param origin where the assignments came from, as messages name it
   */
  public static Settings change(Settings settings, List<String> assignments, String origin) {
    Layers layers = new Layers(Map.of(), settings.origin(""));
    layers.addLiteral(settings);
    addAssignments(layers, assignments, origin);
    return layers.settings();
  }

  private Settings load(Layers layers, List<String> assignments) {
    environment.forEach(
        (variable, value) -> {
          if (variable.startsWith(ENVIRONMENT_PREFIX)) {
            String key = variable.substring(ENVIRONMENT_PREFIX.length()).replace("__", ".");
            addAssignment(layers, key, value, "the environment variable " + variable);
          }
        });
    addAssignments(layers, assignments, "the option --set");
    return layers.settings();
  }

  private static void addAssignments(Layers layers, List<String> assignments, String origin) {
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals < 1) {
        throw new StaggerException(
            "%s takes key=value, such as training.steps=100, not '%s'."
                .formatted(capitalized(origin), assignment));
      }
      addAssignment(
          layers,
          assignment.substring(0, equals).strip(),
          assignment.substring(equals + 1),
          origin);
    }
  }

  private static String capitalized(String phrase) {
    return Character.toUpperCase(phrase.charAt(0)) + phrase.substring(1);
  }

  private static void addAssignment(Layers layers, String key, String text, String origin) {
    List<String> names = List.of(key.split("\\.", -1));
    if (names.stream().anyMatch(String::isBlank)) {
      throw new StaggerException(
          "'%s' in %s is not a key: write names joined by single dots.".formatted(key, origin));
    }
    if (names.get(0).equals(INCLUDE)) {
      throw new StaggerException(
          "The key 'include' can only stand in a file, not in %s.".formatted(origin));
    }
    String place = "The value of '%s' in %s".formatted(key, origin);
    layers.add(names, text.isEmpty() ? "" : YamlFormat.readValue(text, place), origin);
  }

  private static void addFile(Layers layers, Path file, String role, Set<Path> open) {
    Path identity = file.toAbsolutePath().normalize();
    if (!open.add(identity)) {
      throw new StaggerException("The file %s includes itself.".formatted(file));
    }
    Map<String, Object> mapping = YamlFormat.readMapping(read(file, role), file.toString());
    for (String included : includes(layers, mapping.get(INCLUDE), file)) {
      Path target = file.resolveSibling(included);
      if (Files.notExists(target)) {
        throw new StaggerException(
            "%s includes '%s', but there is no file %s%s."
                .formatted(file, included, target, siblings(target).hint(name(target))));
      }
      addFile(layers, target, "included file", open);
    }
    mapping.remove(INCLUDE);
    layers.add(mapping, file.toString());
    open.remove(identity);
  }

  private static List<String> includes(Layers layers, Object value, Path file) {
    if (value == null) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (Object element : value instanceof List<?> list ? list : List.of(value)) {
      if (!(layers.withoutKeys(element, file) instanceof String name)) {
        throw new StaggerException(
            "The key 'include' in %s is '%s', but must be a list of file names."
                .formatted(file, value));
      }
      names.add(name);
    }
    return names;
  }

  private static String read(Path file, String role) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new StaggerException(
          "There is no %s %s%s.".formatted(role, file, siblings(file).hint(name(file))), e);
    } catch (CharacterCodingException e) {
      throw new StaggerException(
          "The %s %s is not text in UTF-8: save it in that encoding.".formatted(role, file), e);
    } catch (IOException e) {
      throw new StaggerException(
          "The %s %s can't be read: %s."
              .formatted(
                  role, file, Files.isDirectory(file) ? "it is a directory" : e.getMessage()),
          e);
    }
  }

  private static Choices siblings(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      return Choices.of(List.of());
    }
    try (Stream<Path> files = Files.list(directory)) {
      return Choices.of(files.map(SettingsLoader::name).sorted().toList());
    } catch (IOException e) {
      // Only a suggestion is lost.
      return Choices.of(List.of());
    }
  }

  private static String name(Path file) {
    Path name = file.getFileName();
    return name == null ? "" : name.toString();
  }
}
