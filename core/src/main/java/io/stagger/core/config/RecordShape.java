package io.stagger.core.config;

import io.stagger.api.config.Setting;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration record as its annotations describe it.
 *
 * @param type the record
 * @param components its components in their order
 */
record RecordShape(Class<? extends Record> type, List<Component> components) {
  /**
   * A component.
   *
   * @param name the key
   * @param kind what it can be
   * @param setting its annotation
   */
  record Component(String name, Kind kind, Setting setting) {
    /** Whether the setting has a default value. */
    boolean hasDefault() {
      return !setting.defaultValue().equals(Setting.NONE);
    }

    /** Whether a file has to give a value. */
    boolean isRequired() {
      return !hasDefault()
          && !(kind instanceof Kind.OptionalOf
              || kind instanceof Kind.Nested
              || kind instanceof Kind.Selected);
    }
  }

  /**
   * Looks at a record.
   *
   * @throws IllegalArgumentException with a sentence if it is not a well-formed configuration
   *     record
   */
  static RecordShape of(Class<? extends Record> type) {
    return new RecordShape(
        type, Arrays.stream(type.getRecordComponents()).map(RecordShape::component).toList());
  }

  /** The keys. */
  Choices keys() {
    return Choices.of(components.stream().map(Component::name).toList());
  }

  /**
   * Makes an instance.
   *
   * @throws RejectedException if the compact constructor rejects the values
   */
  Record create(Object[] values) throws RejectedException {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
      // A plugin need not make its configuration records public.
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException
          || e.getCause() instanceof io.stagger.api.StaggerException) {
        throw new RejectedException(e.getCause());
      }
      throw new IllegalStateException(type.getName() + " could not be made.", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName() + " could not be made.", e);
    }
  }

  /** A compact constructor does not allow a combination of values. */
  static final class RejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    RejectedException(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }

  private static Component component(RecordComponent component) {
    String place =
        component.getName()
            + " of the configuration record "
            + component.getDeclaringRecord().getName();
    Setting setting = component.getAnnotation(Setting.class);
    if (setting == null) {
      throw new IllegalArgumentException(
          "The component %s has no annotation @Setting.".formatted(place));
    }
    Point point = component.getAnnotation(Point.class);
    return new Component(
        component.getName(), kind(component.getGenericType(), point, place), setting);
  }

  private static Kind kind(Type type, Point point, String place) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return new Kind.ListOf(kind(arguments[0], point, place));
      }
      if (generic.getRawType() == Optional.class) {
        return new Kind.OptionalOf(kind(arguments[0], point, place));
      }
      if (generic.getRawType() == Map.class && arguments[0] == String.class) {
        return new Kind.MapOf(kind(arguments[1], point, place));
      }
    } else if (type instanceof Class<?> plain) {
      return plainKind(plain, point, place);
    }
    throw notAllowed(type, place);
  }

  private static Kind plainKind(Class<?> type, Point point, String place) {
    if (type == int.class || type == Integer.class) {
      return new Kind.Whole(true);
    }
    if (type == long.class || type == Long.class) {
      return new Kind.Whole(false);
    }
    if (type == double.class || type == Double.class) {
      return new Kind.Real();
    }
    if (type == boolean.class || type == Boolean.class) {
      return new Kind.Truth();
    }
    if (type == String.class) {
      return new Kind.Text();
    }
    if (type.isEnum()) {
      return new Kind.Constant(type);
    }
    if (type == Selection.class) {
      if (point == null) {
        throw new IllegalArgumentException(
            "The component %s selects an extension and needs the annotation @Point."
                .formatted(place));
      }
      return new Kind.Selected(point.value());
    }
    if (type.isRecord()) {
      return new Kind.Nested(type.asSubclass(Record.class));
    }
    throw notAllowed(type, place);
  }

  private static IllegalArgumentException notAllowed(Type type, String place) {
    return new IllegalArgumentException(
        ("The component %s has the type %s, but a setting is an int, long, double, boolean, String,"
                + " enum, configuration record, or a List or Optional of these.")
            .formatted(place, type.getTypeName()));
  }
}
