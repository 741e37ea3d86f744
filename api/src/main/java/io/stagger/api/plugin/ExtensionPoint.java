package io.stagger.api.plugin;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A typed place where plugins add something. Two points are the same if their ids are.
 *
 * @param <T> what an extension of this point is
 * @since 0.1.0
 */
public final class ExtensionPoint<T> {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  private final String id;
  private final Class<?> type;
  private final String description;

  private ExtensionPoint(String id, Class<?> type, String description) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "The id of an extension point is lower-case words joined by '-', not '" + id + "'.");
    }
    this.id = id;
    this.type = Objects.requireNonNull(type, "type");
    this.description = Objects.requireNonNull(description, "description");
  }

  /**
   * Creates a point.
   *
   * @param id lower-case words joined by '-', unique among all loaded plugins
   * @param type the class or interface that every extension of the point implements
   * @param description a phrase that says what extensions of the point are for
   */
  public static <T> ExtensionPoint<T> of(String id, Class<? super T> type, String description) {
    return new ExtensionPoint<>(id, type, description);
  }

  /** The id, as configuration and messages name it. */
  public String id() {
    return id;
  }

  /** The class or interface that every extension of the point implements. */
  public Class<?> type() {
    return type;
  }

  /** A phrase that says what extensions of the point are for. */
  public String description() {
    return description;
  }

  /**
   * The object as an extension of this point.
   *
   * @throws ClassCastException if it is none
   */
  @SuppressWarnings("unchecked") // T is the type, up to wildcards
  public T cast(Object extension) {
    return (T) type.cast(extension);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExtensionPoint<?> that && that.id.equals(id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return id;
  }
}
