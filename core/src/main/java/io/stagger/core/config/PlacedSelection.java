package io.stagger.core.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A selection that stands in a bound record.
 *
 * @param pointId the id of the extension point it selects from
 * @param selection what it selects
 */
public record PlacedSelection(String pointId, Selection selection) {
  /** Every selection in a record, those of nested records, lists and maps included. */
  public static List<PlacedSelection> in(Record bound) {
    List<PlacedSelection> found = new ArrayList<>();
    find(bound, null, found);
    return List.copyOf(found);
  }

  private static void find(Object value, Point point, List<PlacedSelection> found) {
    if (value instanceof Selection selection) {
      found.add(new PlacedSelection(point.value(), selection));
    } else if (value instanceof Record bound) {
      for (RecordComponent component : bound.getClass().getRecordComponents()) {
        find(read(bound, component), component.getAnnotation(Point.class), found);
      }
    } else if (value instanceof Collection<?> elements) {
      elements.forEach(element -> find(element, point, found));
    } else if (value instanceof Map<?, ?> entries) {
      entries.values().forEach(entry -> find(entry, point, found));
    } else if (value instanceof Optional<?> optional) {
      optional.ifPresent(present -> find(present, point, found));
    }
  }

  private static Object read(Record bound, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(bound);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " could not be read.", e);
    }
  }
}
