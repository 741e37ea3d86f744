package io.stagger.api.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Documents and bounds one component of a configuration record. Every component has one.
 *
 * <p>A component's type is {@code int}, {@code long}, {@code double}, {@code boolean}, {@link
 * String}, an enum (written in lower case with '-'), a {@link java.util.List} of one of these,
 * {@link java.util.Optional} of one of these, or another configuration record. A component that is
 * neither optional, nor a record, nor has a default is required.
 *
 * <p>What a range can't say is checked in the record's compact constructor, which throws {@link
 * IllegalArgumentException} with a sentence that names the key, its value and what is allowed.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** Stands for "no default". */
  String NONE = "\u0000none";

  /** What the setting does, in a phrase, with its unit. */
  String value();

  /** The default as it would be written in the file; list elements are separated by commas. */
  String defaultValue() default NONE;

  /** The least value allowed, for numbers (each element of a list). */
  double min() default Double.NEGATIVE_INFINITY;

  /** The greatest value allowed, for numbers (each element of a list). */
  double max() default Double.POSITIVE_INFINITY;
}
