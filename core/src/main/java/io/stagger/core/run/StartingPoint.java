package io.stagger.core.run;

import io.stagger.core.checkpoint.Manifest;
import java.util.Optional;

/**
 * Where training goes on.
 *
 * @param step how many steps were taken before
 * @param progress what early stopping remembers from then
 */
record StartingPoint(long step, Optional<Manifest.Progress> progress) {
  /** The beginning. */
  static final StartingPoint BEGINNING = new StartingPoint(0, Optional.empty());

  /** The point at which a checkpoint was taken. */
  static StartingPoint of(Manifest manifest) {
    return new StartingPoint(manifest.step(), Optional.ofNullable(manifest.progress()));
  }
}
