package io.stagger.core.config;

import io.stagger.api.StaggerException;
import io.stagger.api.config.Setting;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The keys of a configuration record, as {@code stagger describe} and the reference pages show
 * them.
 *
 * @param entries the keys in the order of the record's components, nested records flattened
 */
public record RecordReference(List<Entry> entries) {
  /** What stands in the place of a default if a file has to give the key. */
  public static final String REQUIRED = "required";

  /** Copies the list. */
  public RecordReference {
    entries = List.copyOf(entries);
  }

  /**
   * One key.
   *
   * @param key the dotted key; {@code []} stands for each element of a list and {@code <name>} for
   *     each name of a mapping
   * @param type what its value is, in words
   * @param defaultValue its default as it is written, {@link #REQUIRED}, or in words what happens
   *     without it
   * @param range what numbers are allowed, in words; empty if all are
   * @param description what it does
   */
  public record Entry(
      String key, String type, String defaultValue, String range, String description) {}

  /**
   * Describes a record, and so checks that it is well formed: each component has its annotation and
   * a type that can be bound, each default can be bound and lies in its range, and the constructor
   * takes the defaults.
   *
   * @throws IllegalArgumentException with a sentence if it is not
   */
  public static RecordReference of(Class<? extends Record> type) {
    List<Entry> entries = new ArrayList<>();
    describe(type, "", entries, new ArrayDeque<>());
    if (entries.stream().noneMatch(entry -> entry.defaultValue().equals(REQUIRED))) {
      try {
        new RecordBinder().bind(type, Settings.empty());
      } catch (StaggerException e) {
        throw new IllegalArgumentException(
            "The defaults of the configuration record %s don't go together: %s"
                .formatted(type.getName(), e.getMessage()),
            e);
      }
    }
    return new RecordReference(entries);
  }

  private static void describe(
      Class<? extends Record> type,
      String prefix,
      List<Entry> entries,
      Deque<Class<? extends Record>> open) {
    if (open.contains(type)) {
      throw new IllegalArgumentException(
          "The configuration record %s holds itself.".formatted(type.getName()));
    }
    open.push(type);
    for (RecordShape.Component component : RecordShape.of(type).components()) {
      String key = Settings.join(prefix, component.name());
      if (component.hasDefault()) {
        RecordBinder.checkDefault(component, "the defaults of the record " + type.getName());
      }
      describe(component, component.kind(), key, entries, open);
    }
    open.pop();
  }

  private static void describe(
      RecordShape.Component component,
      Kind kind,
      String key,
      List<Entry> entries,
      Deque<Class<? extends Record>> open) {
    if (kind instanceof Kind.Nested nested) {
      describe(nested.type(), key, entries, open);
      return;
    }
    Setting setting = component.setting();
    entries.add(
        new Entry(
            key,
            component.kind().words(),
            defaultValue(component),
            Kind.range(setting),
            setting.value()));
    Kind inner = kind;
    String suffix = "";
    while (true) {
      if (inner instanceof Kind.OptionalOf optional) {
        inner = optional.value();
      } else if (inner instanceof Kind.ListOf list) {
        inner = list.element();
        suffix += "[]";
      } else if (inner instanceof Kind.MapOf map) {
        inner = map.value();
        suffix += ".<name>";
      } else {
        break;
      }
    }
    if (inner instanceof Kind.Nested nested) {
      describe(nested.type(), key + suffix, entries, open);
    }
  }

  private static String defaultValue(RecordShape.Component component) {
    if (component.hasDefault()) {
      String written = component.setting().defaultValue();
      return component.kind() instanceof Kind.ListOf
          ? "[" + String.join(", ", Kind.elements(written)) + "]"
          : written.isEmpty() ? "empty" : written;
    }
    if (component.isRequired()) {
      return REQUIRED;
    }
    return component.kind() instanceof Kind.Selected ? "the highest ranking" : "not set";
  }
}
