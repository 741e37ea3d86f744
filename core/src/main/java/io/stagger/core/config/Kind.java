package io.stagger.core.config;

import io.stagger.api.config.Setting;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a component of a configuration record can be. */
sealed interface Kind {
  /** A whole number that fits {@code int}, or {@code long}. */
  record Whole(boolean isInt) implements Kind {}

  /** A finite number. */
  record Real() implements Kind {}

  /** True or false. */
  record Truth() implements Kind {}

  /** Text. */
  record Text() implements Kind {}

  /** A constant of an enum. */
  record Constant(Class<?> type) implements Kind {
    /** The constants as configuration writes them: in lower case, words joined by '-'. */
    Choices choices() {
      return Choices.of(
          Arrays.stream(type.getEnumConstants())
              .map(constant -> written((Enum<?>) constant))
              .toList());
    }

    static String written(Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** A list of something else. */
  record ListOf(Kind element) implements Kind {}

  /** Something that may be absent. */
  record OptionalOf(Kind value) implements Kind {}

  /** Something for each of some names. */
  record MapOf(Kind value) implements Kind {}

  /** A configuration record. */
  record Nested(Class<? extends Record> type) implements Kind {}

  /** An extension of a point. */
  record Selected(String pointId) implements Kind {}

  /** The kind in words, such as {@code list of whole numbers}. */
  default String words() {
    if (this instanceof Whole) {
      return "whole number";
    }
    if (this instanceof Real) {
      return "number";
    }
    if (this instanceof Truth) {
      return "true or false";
    }
    if (this instanceof Text) {
      return "text";
    }
    if (this instanceof Constant constant) {
      return constant.choices().either();
    }
    if (this instanceof ListOf list) {
      return "list of " + list.element().words();
    }
    if (this instanceof OptionalOf optional) {
      return optional.value().words();
    }
    if (this instanceof MapOf map) {
      return "names, each with " + map.value().words();
    }
    if (this instanceof Selected selected) {
      return selected.pointId();
    }
    return "keys";
  }

  /** The range of a setting in words; empty if it has none. */
  static String range(Setting setting) {
    boolean hasMin = setting.min() != Double.NEGATIVE_INFINITY;
    boolean hasMax = setting.max() != Double.POSITIVE_INFINITY;
    if (hasMin && hasMax) {
      return "from %s to %s".formatted(number(setting.min()), number(setting.max()));
    }
    if (hasMin) {
      return "at least " + number(setting.min());
    }
    return hasMax ? "at most " + number(setting.max()) : "";
  }

  /** A number without a needless fraction. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value).replace(".0E", "e").replace('E', 'e');
  }

  /** The elements of a default that is a list. */
  static List<String> elements(String defaultValue) {
    return defaultValue.isBlank()
        ? List.of()
        : Arrays.stream(defaultValue.split(",", -1)).map(String::strip).toList();
  }
}
