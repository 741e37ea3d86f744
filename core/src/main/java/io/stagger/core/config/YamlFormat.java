package io.stagger.core.config;

import io.stagger.api.StaggerException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML as configuration files use it. Plain scalars mean what YAML 1.2 says: a date stays text,
 * {@code no} is not a truth value, and {@code 1e-3} is a number.
 */
final class YamlFormat {
  private static final int DEEPEST = 32;

  private YamlFormat() {}

  /**
   * Reads a document that is one mapping, as a new map; an empty document is an empty mapping.
   *
   * @param origin where the text comes from, for messages
   */
  static Map<String, Object> readMapping(String text, String origin) {
    Object value = read(text, origin);
    if (value == null) {
      return new LinkedHashMap<>();
    }
    if (value instanceof Map<?, ?> map) {
      return stringKeys(map, origin, 0);
    }
    throw new StaggerException(
        "%s must hold keys with values, written 'key: value', and not just %s."
            .formatted(origin, value instanceof List ? "a list" : "'" + value + "'"));
  }

  /** Reads one value; text that holds nothing is null. */
  static Object readValue(String text, String origin) {
    return normalized(read(text, origin), origin, 0);
  }

  /** Writes a mapping so that {@link #readMapping} gives an equal one. */
  static String write(Map<String, Object> mapping) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setWidth(100);
    options.setSplitLines(false);
    // One list can stand in several places, and whoever edits one of them means that one.
    options.setDereferenceAliases(true);
    return yaml(options).dump(mapping);
  }

  private static Object read(String text, String origin) {
    try {
      return yaml(new DumperOptions()).load(text);
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      throw new StaggerException(
          "%s is not valid YAML at line %d, column %d: %s."
              .formatted(origin, mark.getLine() + 1, mark.getColumn() + 1, e.getProblem()),
          e);
    } catch (YAMLException e) {
      throw new StaggerException(
          "%s is not valid YAML: %s.".formatted(origin, firstLine(e.getMessage())), e);
    }
  }

  private static Yaml yaml(DumperOptions dumperOptions) {
    LoaderOptions loaderOptions = new LoaderOptions();
    loaderOptions.setAllowDuplicateKeys(false);
    return new Yaml(
        new SafeConstructor(loaderOptions),
        new Representer(dumperOptions),
        dumperOptions,
        loaderOptions,
        new CoreSchema());
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  private static Map<String, Object> stringKeys(Map<?, ?> map, String origin, int depth) {
    Map<String, Object> result = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          if (!(key instanceof String || key instanceof Number)) {
            throw new StaggerException(
                "%s has the key '%s', but a key must be text: write it in quotes."
                    .formatted(origin, key));
          }
          result.put(key.toString(), normalized(value, origin, depth + 1));
        });
    return result;
  }

  private static Object normalized(Object value, String origin, int depth) {
    if (depth > DEEPEST) {
      throw new StaggerException(
          "%s nests more than %d levels deep: an alias may hold itself."
              .formatted(origin, DEEPEST));
    }
    if (value instanceof Map<?, ?> map) {
      return stringKeys(map, origin, depth);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(element -> element(element, origin, depth)).toList();
    }
    if (value instanceof Integer number) {
      return number.longValue();
    }
    return value;
  }

  private static Object element(Object element, String origin, int depth) {
    if (element == null) {
      throw new StaggerException(
          "%s has a list with an empty element: give it a value or take it out.".formatted(origin));
    }
    Object normalized = normalized(element, origin, depth + 1);
    if (normalized instanceof Map<?, ?> map) {
      checkValues(map, origin);
    }
    return normalized;
  }

  /**
   * In a mapping of its own, a key without a value takes back what a layer below says. Lists aren't
   * merged, so there is nothing below.
   */
  private static void checkValues(Map<?, ?> map, String origin) {
    map.forEach(
        (key, value) -> {
          if (value == null) {
            throw new StaggerException(
                "%s has a list with the key '%s' that has no value: write 'key: value', with a space behind the colon, or leave the key out."
                    .formatted(origin, key));
          }
          if (value instanceof Map<?, ?> inner) {
            checkValues(inner, origin);
          }
        });
  }

  /** Which plain scalars are not text. */
  private static final class CoreSchema extends Resolver {
    private static final Pattern BOOLEAN = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern INTEGER = Pattern.compile("[-+]?(?:0|[1-9][0-9]*)");
    private static final Pattern NUMBER =
        Pattern.compile(
            "[-+]?(?:\\.[0-9]+|[0-9]+\\.[0-9]*)(?:[eE][-+]?[0-9]+)?"
                + "|[-+]?[0-9]+[eE][-+]?[0-9]+|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");

    // Called by the constructor of the superclass.
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.BOOL, BOOLEAN, "tTfF");
      addImplicitResolver(Tag.INT, INTEGER, "-+0123456789");
      addImplicitResolver(Tag.FLOAT, NUMBER, "-+0123456789.");
      addImplicitResolver(Tag.MERGE, MERGE, "<");
      addImplicitResolver(Tag.NULL, NULL, "~nN\0");
      addImplicitResolver(Tag.NULL, EMPTY, null);
    }
  }
}
