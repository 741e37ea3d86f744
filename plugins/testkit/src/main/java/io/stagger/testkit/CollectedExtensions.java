package io.stagger.testkit;

import io.stagger.api.StaggerException;
import io.stagger.api.config.Setting;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.ExtensionPoint;
import io.stagger.api.plugin.Extensions;
import io.stagger.api.plugin.Plugin;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a plugin contributes, for tests to look at. */
public final class CollectedExtensions implements Extensions {
  private final List<ExtensionPoint<?>> points = new ArrayList<>();
  private final List<Extension<?, ?>> extensions = new ArrayList<>();

  /** Lets a plugin contribute. */
  public static CollectedExtensions of(Plugin plugin) {
    CollectedExtensions collected = new CollectedExtensions();
    plugin.contribute(collected);
    return collected;
  }

  @Override
  public void define(ExtensionPoint<?> point) {
    if (points.contains(point)) {
      throw new StaggerException("The extension point '" + point.id() + "' is defined twice.");
    }
    points.add(point);
  }

  @Override
  public void add(Extension<?, ?> extension) {
    for (Extension<?, ?> other : extensions) {
      if (other.point().equals(extension.point()) && other.name().equals(extension.name())) {
        throw new StaggerException(
            "The name '%s' is taken at extension point '%s'."
                .formatted(extension.name(), extension.point().id()));
      }
    }
    extensions.add(extension);
  }

  /** The points that were defined, in that order. */
  public List<ExtensionPoint<?>> points() {
    return List.copyOf(points);
  }

  /** The extensions that were added, in that order. */
  public List<Extension<?, ?>> extensions() {
    return List.copyOf(extensions);
  }

  /** The names at a point, in the order in which they were added. */
  public List<String> names(ExtensionPoint<?> point) {
    return extensions.stream()
        .filter(extension -> extension.point().equals(point))
        .map(Extension::name)
        .toList();
  }

  /**
   * The extension of a name.
   *
   * @throws AssertionError if there is none
   */
  public Extension<?, ?> get(ExtensionPoint<?> point, String name) {
    return extensions.stream()
        .filter(extension -> extension.point().equals(point) && extension.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("No '" + name + "' among " + names(point) + " at " + point));
  }

  /**
   * The defaults of a configuration record's settings by key, as a file would say them; a key
   * without a default has {@link Setting#NONE}.
   *
   * @throws AssertionError if a component is not annotated
   */
  public static Map<String, String> defaults(Class<? extends Record> configuration) {
    Map<String, String> defaults = new LinkedHashMap<>();
    for (RecordComponent component : configuration.getRecordComponents()) {
      Setting setting = component.getAnnotation(Setting.class);
      if (setting == null) {
        throw new AssertionError(component + " of " + configuration + " lacks @Setting.");
      }
      defaults.put(component.getName(), setting.defaultValue());
    }
    return defaults;
  }
}
