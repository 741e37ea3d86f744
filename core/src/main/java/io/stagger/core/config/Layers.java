package io.stagger.core.config;

import io.stagger.api.StaggerException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.configuration2.BaseHierarchicalConfiguration;
import org.apache.commons.configuration2.CombinedConfiguration;
import org.apache.commons.configuration2.interpol.ConfigurationInterpolator;
import org.apache.commons.configuration2.interpol.Lookup;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.apache.commons.configuration2.tree.OverrideCombiner;
import org.apache.commons.text.StringSubstitutor;

/**
 * Layers of settings, combined and interpolated by Commons Configuration.
 *
 * <p>Its own YAML reader loses empty lists and can't tell a list of one element from the element,
 * so a list is one value of one node here.
 */
final class Layers {
  private static final Pattern ONE_REFERENCE = Pattern.compile("\\$\\{([^${}]+)}");
  private static final String DEFAULT_MARK = ":-";

  /** The value of a node that takes back what a lower layer says. */
  private enum Unset {
    UNSET
  }

  private final Map<String, String> environment;
  private final String otherwise;
  private final Deque<ImmutableNode> roots = new ArrayDeque<>();
  private final IdentityHashMap<ImmutableNode, String> origins = new IdentityHashMap<>();

  /** Mappings over a value, which has replaced all that is below it. */
  private final Set<ImmutableNode> whole = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * No layers yet.
   *
   * @param environment what <code>${env:...}</code> sees
   * @param otherwise what messages name for a key that no layer holds
   */
  Layers(Map<String, String> environment, String otherwise) {
    this.environment = environment;
    this.otherwise = otherwise;
  }

  /** Puts a layer above the others. */
  void add(Map<String, Object> mapping, String origin) {
    roots.addFirst(node("", mapping, path -> origin, ""));
  }

  /** Puts a layer of one value above the others. */
  void add(List<String> names, Object value, String origin) {
    Object mapping = value;
    for (int i = names.size() - 1; i >= 0; i--) {
      Map<String, Object> outer = new HashMap<>();
      outer.put(names.get(i), mapping);
      mapping = outer;
    }
    roots.addFirst(node("", mapping, path -> origin, ""));
  }

  /** Puts settings above the others, in which nothing is a reference. */
  void addLiteral(Settings settings) {
    Map<String, Object> mapping = YamlFormat.readMapping(settings.toYaml(), otherwise);
    roots.addFirst(node("", mapping, settings::origin, ""));
  }

  /** A value in which no reference names a key. */
  Object withoutKeys(Object value, Path file) {
    return new Interpolation(lookups(new CombinedConfiguration()))
        .apply(value, "'include' in " + file);
  }

  /** Everything combined. */
  Settings settings() {
    CombinedConfiguration combined = new CombinedConfiguration(new WholeValueCombiner());
    for (ImmutableNode root : roots) {
      BaseHierarchicalConfiguration layer = new BaseHierarchicalConfiguration();
      layer.getNodeModel().setRootNode(root);
      combined.addConfiguration(layer);
    }
    Interpolation interpolation = new Interpolation(lookups(combined));
    Map<String, String> originsByPath = new HashMap<>();
    ImmutableNode root = combined.getNodeModel().getNodeHandler().getRootNode();
    return Settings.of(tree(root, "", interpolation, originsByPath), originsByPath, otherwise);
  }

  private ConfigurationInterpolator lookups(CombinedConfiguration configuration) {
    Map<String, Lookup> lookups = new HashMap<>();
    lookups.put("env", environment::get);
    lookups.put("sys", System::getProperty);
    configuration.setPrefixLookups(lookups);
    return configuration.getInterpolator();
  }

  private ImmutableNode node(String name, Object value, OriginOfPath origin, String path) {
    ImmutableNode.Builder builder = new ImmutableNode.Builder().name(name);
    boolean isMapping = value instanceof Map<?, ?> map && (path.isEmpty() || !map.isEmpty());
    if (isMapping) {
      ((Map<?, ?>) value)
          .forEach(
              (key, child) -> {
                String childName = (String) key;
                builder.addChild(node(childName, child, origin, Settings.join(path, childName)));
              });
    } else {
      builder.value(value == null ? Unset.UNSET : value);
    }
    ImmutableNode node = builder.create();
    if (!isMapping) {
      origins.put(node, origin.of(path));
    }
    return node;
  }

  private Map<String, Object> tree(
      ImmutableNode node, String path, Interpolation interpolation, Map<String, String> found) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (ImmutableNode child : node.getChildren()) {
      String childPath = Settings.join(path, child.getNodeName());
      if (child.getValue() == null) {
        Map<String, Object> below = tree(child, childPath, interpolation, found);
        if (!below.isEmpty()) {
          tree.put(child.getNodeName(), below);
        }
      } else if (child.getValue() != Unset.UNSET) {
        String origin = origins.get(child);
        found.put(childPath, origin);
        tree.put(
            child.getNodeName(),
            interpolation.apply(child.getValue(), "'" + childPath + "' in " + origin));
      }
    }
    return tree;
  }

  /** Where a value of a layer came from. */
  @FunctionalInterface
  private interface OriginOfPath {
    String of(String path);
  }

  /** Merges mappings; lets a value replace all below it. */
  private final class WholeValueCombiner extends OverrideCombiner {
    @Override
    public ImmutableNode combine(ImmutableNode upper, ImmutableNode lower) {
      if (upper.getValue() instanceof Map<?, ?>) {
        // An empty mapping adds nothing to one.
        return lower.getChildren().isEmpty() ? upper : lower;
      }
      if (upper.getValue() != null || whole.contains(upper)) {
        return upper;
      }
      if (lower.getValue() == null || lower.getValue() instanceof Map<?, ?>) {
        return super.combine(upper, lower.setValue(null));
      }
      ImmutableNode merged = overValue(upper, lower);
      whole.add(merged);
      return merged;
    }

    private ImmutableNode overValue(ImmutableNode upper, ImmutableNode lower) {
      if (lower.getValue() instanceof String name) {
        // The short form of a selection gets settings: 'cosine' with 'levels' above it.
        ImmutableNode nameNode =
            new ImmutableNode.Builder().name(Selection.NAME).value(name).create();
        origins.put(nameNode, origins.get(lower));
        return super.combine(upper, lower.setValue(null).addChild(nameNode));
      }
      return super.combine(upper, lower.setValue(null));
    }
  }

  /** Puts values in the place of references. */
  private static final class Interpolation {
    private final ConfigurationInterpolator interpolator;
    private final Set<String> open = new HashSet<>();

    Interpolation(ConfigurationInterpolator interpolator) {
      this.interpolator = interpolator;
    }

    Object apply(Object value, String place) {
      if (value instanceof List<?> list) {
        return list.stream().map(element -> apply(element, place)).toList();
      }
      if (value instanceof Map<?, ?> map) {
        Map<Object, Object> result = new LinkedHashMap<>();
        map.forEach((key, element) -> result.put(key, apply(element, place)));
        return result;
      }
      return value instanceof String text ? applyToText(text, place) : value;
    }

    private Object applyToText(String text, String place) {
      try {
        Matcher matcher = ONE_REFERENCE.matcher(text);
        if (matcher.matches() && !matcher.group(1).contains(DEFAULT_MARK)) {
          // Alone, a reference keeps the type of what it refers to, unless that is text itself.
          String variable = matcher.group(1);
          Object value = interpolator.resolve(variable);
          if (value != null && value != Unset.UNSET && !(value instanceof String)) {
            if (!open.add(variable)) {
              throw new IllegalStateException(variable);
            }
            Object applied = apply(value, place);
            open.remove(variable);
            return applied;
          }
        }
        return new StringSubstitutor(this::resolve)
            .setEnableUndefinedVariableException(true)
            .replace(text);
      } catch (IllegalArgumentException e) {
        throw new StaggerException(
            "The key %s is '%s', which refers to something that is not set.".formatted(place, text),
            e);
      } catch (IllegalStateException e) {
        throw new StaggerException(
            "The key %s is '%s', which refers to itself.".formatted(place, text), e);
      }
    }

    private String resolve(String variable) {
      Object value = interpolator.resolve(variable);
      return value == null || value == Unset.UNSET ? null : value.toString();
    }
  }
}
