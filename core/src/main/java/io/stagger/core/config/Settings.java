package io.stagger.core.config;

import io.stagger.api.StaggerException;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Settings as they were written, before they are bound to records: an immutable tree of mappings,
 * lists and values. Each knows where it came from, so that a message can name it.
 *
 * <p>Two settings are equal if their trees are; where they came from makes no difference.
 */
public final class Settings {
  private final Map<String, Object> tree;
  private final String path;
  private final Origins origins;

  private Settings(Map<String, Object> tree, String path, Origins origins) {
    this.tree = tree;
    this.path = path;
    this.origins = origins;
  }

  /** Settings without a key. */
  public static Settings empty() {
    return new Settings(Map.of(), "", new Origins(Map.of(), "the defaults"));
  }

  /**
   * Settings of a tree.
   *
   * @param tree nested maps of lists, maps, text, numbers and truth values; without nulls
   * @param origin where they came from, as messages name it: a file, for instance
   */
  public static Settings of(Map<String, ?> tree, String origin) {
    return of(tree, Map.of(), origin);
  }

  /** Settings of a tree whose values came from various places, by dotted path. */
  static Settings of(Map<String, ?> tree, Map<String, String> origins, String otherwise) {
    return new Settings(copy(tree), "", new Origins(origins, otherwise));
  }

  /** The keys of this level, in the order in which they were written. */
  public Set<String> keys() {
    return tree.keySet();
  }

  /**
   * A value.
   *
   * @param key the dotted path below this level
   * @return a String, Boolean, Long, BigInteger, Double, List or Map, if there is one
   */
  public Optional<Object> value(String key) {
    Object value = tree;
    for (String name : key.split("\\.", -1)) {
      value = value instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return Optional.ofNullable(value);
  }

  /**
   * The settings below a key; empty if nothing is there.
   *
   * @throws StaggerException if the key holds a single value or a list
   */
  public Settings at(String key) {
    Object value = value(key).orElse(Map.of());
    if (value instanceof Map<?, ?>) {
      return section(join(path, key), value);
    }
    throw new StaggerException(
        "The key %s is '%s', but must hold keys of its own.".formatted(place(key), value));
  }

  /** The dotted path of this level, counted from the top; empty at the top. */
  public String path() {
    return path;
  }

  /**
   * Where a key came from, such as {@code experiment.yaml} or {@code the environment variable X}.
   *
   * @param key the dotted path below this level; for a key that is not there, where it would be
   *     expected
   */
  public String origin(String key) {
    return origins.of(join(path, key));
  }

  /**
   * Where the keys of this level came from: every place that said one of them, joined by "and". For
   * messages about keys that don't go together.
   */
  public String origins() {
    return origins.below(path);
  }

  /**
   * Where the name of an extension was chosen whose settings these are, if a key is from below:
   * what is no file, such as an option, overrides all files, and a name by itself leaves the keys
   * of the extension that it replaces.
   *
   * @param key a key of this level
   */
  Optional<String> replacing(String key) {
    String place = join(path, Selection.NAME);
    boolean inFile = !origin(key).startsWith(SettingsLoader.NO_FILE);
    return Optional.ofNullable(path.isEmpty() ? null : origins.byPath().get(place))
        .filter(origin -> inFile && origin.startsWith(SettingsLoader.NO_FILE));
  }

  /** A key as messages name it: {@code 'training.steps' in experiment.yaml}. */
  public String place(String key) {
    return "'" + join(path, key) + "' in " + origin(key);
  }

  /** These settings as nested unmodifiable maps. */
  public Map<String, Object> toMap() {
    return tree;
  }

  /** These settings as YAML, which {@link SettingsLoader} reads back as equal settings. */
  public String toYaml() {
    return YamlFormat.write(escaped(tree));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Settings that && that.tree.equals(tree);
  }

  @Override
  public int hashCode() {
    return tree.hashCode();
  }

  @Override
  public String toString() {
    return tree.toString();
  }

  /** The value of one key of this level, which may hold dots; null if there is none. */
  Object get(String key) {
    return tree.get(key);
  }

  /** This level without a key. */
  Settings without(String key) {
    Map<String, Object> rest = new LinkedHashMap<>(tree);
    rest.remove(key);
    return new Settings(Collections.unmodifiableMap(rest), path, origins);
  }

  /** Settings that stand elsewhere in the same tree. */
  Settings section(String absolutePath, Object map) {
    return new Settings(asTree(map), absolutePath, origins);
  }

  /** The origin of an absolute path. */
  String originOf(String absolutePath) {
    return origins.of(absolutePath);
  }

  static String join(String path, String key) {
    if (path.isEmpty() || key.isEmpty()) {
      return path + key;
    }
    return path + "." + key;
  }

  @SuppressWarnings("unchecked") // every map inside a tree is made by copy()
  private static Map<String, Object> asTree(Object map) {
    return (Map<String, Object>) map;
  }

  private static Map<String, Object> copy(Map<?, ?> map) {
    Map<String, Object> result = new LinkedHashMap<>();
    map.forEach((key, value) -> result.put((String) key, copyValue(value)));
    return Collections.unmodifiableMap(result);
  }

  private static Object copyValue(Object value) {
    if (value instanceof Map<?, ?> map) {
      return copy(map);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Settings::copyValue).toList();
    }
    if (value instanceof Integer number) {
      return number.longValue();
    }
    if (value instanceof Float number) {
      return number.doubleValue();
    }
    if (value instanceof String
        || value instanceof Boolean
        || value instanceof Long
        || value instanceof BigInteger
        || value instanceof Double) {
      return value;
    }
    throw new IllegalArgumentException("Settings can't hold " + value + ".");
  }

  // Interpolation is over by now, so what still looks like a reference is meant literally.
  private static Map<String, Object> escaped(Map<?, ?> map) {
    Map<String, Object> result = new LinkedHashMap<>();
    map.forEach((key, value) -> result.put((String) key, escapedValue(value)));
    return result;
  }

  private static Object escapedValue(Object value) {
    if (value instanceof Map<?, ?> map) {
      return escaped(map);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Settings::escapedValue).toList();
    }
    return value instanceof String text ? text.replace("${", "$${") : value;
  }

  /**
   * Where each path of a tree came from.
   *
   * @param byPath origins of values by dotted path
   * @param otherwise the origin of every other path
   */
  private record Origins(Map<String, String> byPath, String otherwise) {
    Origins {
      byPath = Map.copyOf(byPath);
    }

    /** The origin of a path, or of what holds it, or of the first thing it holds. */
    String of(String path) {
      for (String at = path; !at.isEmpty(); at = parent(at)) {
        String origin = byPath.get(at);
        if (origin != null) {
          return origin;
        }
      }
      return byPath.keySet().stream()
          .filter(known -> !path.isEmpty() && known.startsWith(path + "."))
          .sorted()
          .findFirst()
          .map(byPath::get)
          .orElse(otherwise);
    }

    /** Every origin of what a path holds, or the path's own. */
    String below(String path) {
      String prefix = path.isEmpty() ? "" : path + ".";
      String all =
          byPath.keySet().stream()
              .filter(known -> known.startsWith(prefix))
              .sorted()
              .map(byPath::get)
              .distinct()
              .collect(Collectors.joining(" and "));
      return all.isEmpty() ? of(path) : all;
    }

    private static String parent(String path) {
      int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
      return end < 0 ? "" : path.substring(0, end);
    }
  }
}
