package io.stagger.core.run;

import io.stagger.api.plugin.ExtensionPoint;
import io.stagger.core.config.Point;
import io.stagger.core.config.Selection;
import io.stagger.core.config.Settings;
import io.stagger.core.plugin.ExtensionRegistry;
import io.stagger.core.plugin.Resolved;
import io.stagger.core.plugin.SelectionResolver;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a bound configuration out in full: every default filled in, every selection by its name.
 * What comes out, read back, is bound to an equal configuration, even where a default or a ranking
 * has changed since.
 */
final class EffectiveConfiguration {
  private final ExtensionRegistry registry;
  private final SelectionResolver resolver;

  EffectiveConfiguration(ExtensionRegistry registry, SelectionResolver resolver) {
    this.registry = registry;
    this.resolver = resolver;
  }

  /** The settings of a record. */
  Settings of(Record configuration) {
    return Settings.of(expand(configuration), "the effective configuration");
  }

  private Map<String, Object> expand(Record configuration) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (RecordComponent component : configuration.getClass().getRecordComponents()) {
      value(read(configuration, component), component.getAnnotation(Point.class))
          .ifPresent(value -> tree.put(component.getName(), value));
    }
    return tree;
  }

  private Optional<Object> value(Object value, Point point) {
    if (value instanceof Optional<?> optional) {
      return optional.flatMap(present -> value(present, point));
    }
    if (value instanceof Selection selection) {
      return Optional.of(selection(selection, point));
    }
    if (value instanceof Record nested) {
      return Optional.of(expand(nested));
    }
    if (value instanceof Enum<?> constant) {
      return Optional.of(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    if (value instanceof List<?> list) {
      List<Object> elements = new ArrayList<>();
      list.forEach(element -> value(element, point).ifPresent(elements::add));
      return Optional.of(elements);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> entries = new LinkedHashMap<>();
      map.forEach((key, entry) -> value(entry, point).ifPresent(e -> entries.put((String) key, e)));
      return Optional.of(entries);
    }
    return Optional.of(value);
  }

  private Map<String, Object> selection(Selection selection, Point point) {
    ExtensionPoint<?> extensionPoint = registry.point(point.value()).orElseThrow();
    Resolved<?> resolved = resolver.resolve(extensionPoint, selection);
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put(Selection.NAME, resolved.name());
    tree.putAll(expand(resolved.configuration()));
    return tree;
  }

  private static Object read(Record configuration, RecordComponent component) {
    try {
      Method accessor = component.getAccessor();
      // A plugin need not make its configuration records public.
      accessor.setAccessible(true);
      return accessor.invoke(configuration);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("The component " + component + " can't be read.", e);
    }
  }
}
