package io.stagger.core.config;

import io.stagger.api.StaggerException;
import io.stagger.api.config.Setting;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Binds settings to configuration records and checks them: unknown keys, types, ranges, and what a
 * compact constructor rejects.
 *
 * <p>A key is the name of a record component, exactly. Besides what {@link Setting} lists, a
 * component of the core's own records can be a {@link Selection}, a list of records or selections,
 * or a map from names to anything.
 */
public final class RecordBinder {
  /** Creates a binder; it holds no state. */
  public RecordBinder() {}

  /**
   * Binds settings to a record. What they leave out has its default.
   *
   * @throws StaggerException with every problem, each one sentence on a line of its own, that names
   *     where the setting stands, the key, its value and what is allowed
   * @throws IllegalArgumentException if the class is no well-formed configuration record
   */
  public <C extends Record> C bind(Class<C> type, Settings settings) {
    Binding binding = new Binding();
    Optional<Record> bound = binding.record(type, settings);
    if (!binding.problems.isEmpty()) {
      throw new StaggerException(String.join(System.lineSeparator(), binding.problems));
    }
    return type.cast(bound.orElseThrow());
  }

  /**
   * The value that a default stands for.
   *
   * @throws IllegalArgumentException with a sentence if it is none
   */
  static void checkDefault(RecordShape.Component component, String place) {
    Binding binding = new Binding();
    binding.defaultValue(component, Settings.of(Map.of(), place));
    if (!binding.problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(" ", binding.problems));
    }
  }

  /** One pass over settings. Absent results stand for problems that were noted. */
  private static final class Binding {
    private final List<String> problems = new ArrayList<>();

    Optional<Record> record(Class<? extends Record> type, Settings settings) {
      int problemsBefore = problems.size();
      RecordShape shape = RecordShape.of(type);
      Choices keys = shape.keys();
      for (String key : settings.keys()) {
        if (!keys.names().contains(key)) {
          problems.add(
              "The key %s is unknown%s: allowed here %s %s%s."
                  .formatted(
                      settings.place(key),
                      keys.hint(key),
                      keys.names().size() == 1 ? "is" : "are",
                      keys.all(),
                      settings.replacing(key).map(origin -> left(settings, origin)).orElse("")));
        }
      }
      Object[] values =
          shape.components().stream()
              .map(component -> component(component, settings).orElse(null))
              .toArray();
      if (problems.size() > problemsBefore) {
        return Optional.empty();
      }
      try {
        return Optional.of(shape.create(values));
      } catch (RecordShape.RejectedException e) {
        String where =
            settings.path().isEmpty()
                ? settings.origins()
                : settings.origins() + ", key '" + settings.path() + "'";
        problems.add(where + ": " + e.getMessage());
        return Optional.empty();
      }
    }

    /** How to be rid of the keys of an extension of which only the name was replaced. */
    private static String left(Settings settings, String origin) {
      return "; if it belongs to what '%s' in %s replaced, write %s=NAME there, which leaves out all keys of the former one"
          .formatted(Settings.join(settings.path(), Selection.NAME), origin, settings.path());
    }

    private Optional<Object> component(RecordShape.Component component, Settings settings) {
      Object value = settings.get(component.name());
      Place place = new Place(settings, Settings.join(settings.path(), component.name()));
      if (value != null) {
        return value(component.kind(), component.setting(), value, place);
      }
      if (component.hasDefault()) {
        return defaultValue(component, settings);
      }
      if (component.kind() instanceof Kind.OptionalOf) {
        return Optional.of(Optional.empty());
      }
      if (component.kind() instanceof Kind.Nested || component.kind() instanceof Kind.Selected) {
        return value(component.kind(), component.setting(), Map.of(), place);
      }
      problems.add(
          "The required key %s is missing: give it %s (%s)."
              .formatted(
                  settings.place(component.name()),
                  allowed(component.kind(), component.setting(), ""),
                  component.setting().value()));
      return Optional.empty();
    }

    Optional<Object> defaultValue(RecordShape.Component component, Settings settings) {
      String written = component.setting().defaultValue();
      Place place = new Place(settings, Settings.join(settings.path(), component.name()));
      Kind kind = component.kind();
      if (kind instanceof Kind.OptionalOf optional) {
        kind = optional.value();
      }
      Object value = written;
      if (kind instanceof Kind.ListOf) {
        value = Kind.elements(written);
      } else if (kind instanceof Kind.Nested || kind instanceof Kind.MapOf) {
        if (!written.isEmpty()) {
          problems.add("The default of %s can only be empty.".formatted(place));
          return Optional.empty();
        }
        value = Map.of();
      }
      return value(component.kind(), component.setting(), value, place);
    }

    private Optional<Object> value(Kind kind, Setting setting, Object value, Place place) {
      if (kind instanceof Kind.OptionalOf optional) {
        return value(optional.value(), setting, value, place).map(Optional::of);
      }
      if (kind instanceof Kind.ListOf list) {
        return list(list, setting, value, place);
      }
      if (kind instanceof Kind.MapOf map) {
        return map(map, setting, value, place);
      }
      if (kind instanceof Kind.Nested nested) {
        return value instanceof Map<?, ?>
            ? record(nested.type(), place.section(value)).map(bound -> bound)
            : wrong(kind, setting, value, place);
      }
      if (kind instanceof Kind.Selected) {
        return selection(kind, setting, value, place);
      }
      return scalar(kind, value)
          .filter(bound -> inRange(setting, bound))
          .or(() -> wrong(kind, setting, value, place));
    }

    private Optional<Object> list(Kind.ListOf kind, Setting setting, Object value, Place place) {
      if (!(value instanceof List<?> elements)) {
        return wrong(kind, setting, value, place);
      }
      List<Object> bound = new ArrayList<>();
      for (int i = 0; i < elements.size(); i++) {
        value(kind.element(), setting, elements.get(i), place.element(i)).ifPresent(bound::add);
      }
      return Optional.of(List.copyOf(bound));
    }

    private Optional<Object> map(Kind.MapOf kind, Setting setting, Object value, Place place) {
      if (!(value instanceof Map<?, ?> entries)) {
        return wrong(kind, setting, value, place);
      }
      Map<String, Object> bound = new LinkedHashMap<>();
      entries.forEach(
          (key, entry) ->
              value(kind.value(), setting, entry, place.below((String) key))
                  .ifPresent(boundEntry -> bound.put((String) key, boundEntry)));
      return Optional.of(Collections.unmodifiableMap(bound));
    }

    private Optional<Object> selection(Kind kind, Setting setting, Object value, Place place) {
      if (value instanceof String name) {
        return Optional.of(new Selection(Optional.of(name), place.section(Map.of())));
      }
      if (!(value instanceof Map<?, ?> map)) {
        return wrong(kind, setting, value, place);
      }
      Object name = map.get(Selection.NAME);
      if (name != null && !(name instanceof String)) {
        return wrong(new Kind.Text(), setting, name, place.below(Selection.NAME));
      }
      Settings settings = place.section(value).without(Selection.NAME);
      return Optional.of(new Selection(Optional.ofNullable((String) name), settings));
    }

    private static Optional<Object> scalar(Kind kind, Object value) {
      if (kind instanceof Kind.Whole whole) {
        return number(value).flatMap(number -> whole(number, whole.isInt()));
      }
      if (kind instanceof Kind.Real) {
        return number(value).map(BigDecimal::doubleValue).filter(Double::isFinite).map(x -> x);
      }
      if (kind instanceof Kind.Truth) {
        return switch (value.toString()) {
          case "true" -> Optional.of(true);
          case "false" -> Optional.of(false);
          default -> Optional.empty();
        };
      }
      if (kind instanceof Kind.Constant constant) {
        for (Object candidate : constant.type().getEnumConstants()) {
          if (Kind.Constant.written((Enum<?>) candidate).equals(value)) {
            return Optional.of(candidate);
          }
        }
        return Optional.empty();
      }
      return value instanceof String ? Optional.of(value) : Optional.empty();
    }

    // Text is parsed too: it comes from references and defaults.
    private static Optional<BigDecimal> number(Object value) {
      if (value instanceof Number || value instanceof String) {
        try {
          return Optional.of(new BigDecimal(value.toString().strip()));
        } catch (NumberFormatException e) {
          // Not a number, or not a finite one.
          return Optional.empty();
        }
      }
      return Optional.empty();
    }

    private static Optional<Object> whole(BigDecimal number, boolean isInt) {
      try {
        return isInt ? Optional.of(number.intValueExact()) : Optional.of(number.longValueExact());
      } catch (ArithmeticException e) {
        return Optional.empty();
      }
    }

    private static boolean inRange(Setting setting, Object bound) {
      if (bound instanceof Number number) {
        double value = number.doubleValue();
        return value >= setting.min() && value <= setting.max();
      }
      return true;
    }

    private Optional<Object> wrong(Kind kind, Setting setting, Object value, Place place) {
      String hint =
          kind instanceof Kind.Constant constant
              ? constant.choices().hint(String.valueOf(value))
              : "";
      problems.add(
          "The key %s is '%s', but must be %s%s."
              .formatted(place, value, allowed(kind, setting, value), hint));
      return Optional.empty();
    }

    /** The range in words, with the bounds of {@code int} where the value breaks these. */
    private static String range(Kind.Whole kind, Setting setting, Object value) {
      boolean fits =
          number(value)
              .map(
                  number ->
                      number.doubleValue() >= Integer.MIN_VALUE
                          && number.doubleValue() <= Integer.MAX_VALUE)
              .orElse(true);
      return !kind.isInt() || fits
          ? Kind.range(setting)
          : "from %s to %s"
              .formatted(
                  Kind.number(Math.max(setting.min(), Integer.MIN_VALUE)),
                  Kind.number(Math.min(setting.max(), Integer.MAX_VALUE)));
    }

    private static String allowed(Kind kind, Setting setting, Object value) {
      if (kind instanceof Kind.Whole whole) {
        return ("a whole number " + range(whole, setting, value)).strip();
      }
      if (kind instanceof Kind.Real) {
        return ("a number " + Kind.range(setting)).strip();
      }
      if (kind instanceof Kind.Text) {
        return "text, in quotes if it looks like something else";
      }
      if (kind instanceof Kind.ListOf list) {
        return "a list, written [a, b], each " + allowed(list.element(), setting, value);
      }
      if (kind instanceof Kind.OptionalOf optional) {
        return allowed(optional.value(), setting, value);
      }
      if (kind instanceof Kind.MapOf) {
        return "names with values, written {name: value}";
      }
      if (kind instanceof Kind.Nested nested) {
        return "keys with values, from " + RecordShape.of(nested.type()).keys().all();
      }
      if (kind instanceof Kind.Selected selected) {
        return "the name of a %s, or {name: ..., key: value}".formatted(selected.pointId());
      }
      return kind.words();
    }
  }

  /**
   * Where a value stands.
   *
   * @param settings any level of the tree
   * @param path the value's path, from the top
   */
  private record Place(Settings settings, String path) {
    Place element(int index) {
      return new Place(settings, path + "[" + index + "]");
    }

    Place below(String key) {
      return new Place(settings, Settings.join(path, key));
    }

    Settings section(Object map) {
      return settings.section(path, map);
    }

    @Override
    public String toString() {
      return "'" + path + "' in " + settings.originOf(path);
    }
  }
}
