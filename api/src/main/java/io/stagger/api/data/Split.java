package io.stagger.api.data;

/**
 * A part of a data source.
 *
 * @since 0.1.0
 */
public enum Split {
  /** What the network learns from. */
  TRAIN,
  /** What choices are made by: early stopping, settings. Never overlaps the test span. */
  VALIDATION,
  /** What is reported. */
  TEST,
  /** What has not happened yet: samples whose later part is unknown (not a number). */
  FUTURE
}
