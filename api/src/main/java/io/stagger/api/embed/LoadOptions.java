package io.stagger.api.embed;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * How a run is opened. Immutable.
 *
 * @param settings settings that differ from the run's, each {@code key=value} as for the command's
 *     {@code --set}, such as {@code sampling.steps=20}
 * @param step the training step of the checkpoint; empty for the one that the model is used from
 * @since 0.1.0
 */
public record LoadOptions(List<String> settings, OptionalLong step) {
  /** As the run is configured, at the checkpoint that its model is used from. */
  public static final LoadOptions DEFAULT = new LoadOptions(List.of(), OptionalLong.empty());

  /** Copies the list. */
  public LoadOptions {
    settings = List.copyOf(settings);
    Objects.requireNonNull(step, "step");
  }

  /**
   * These options and more settings.
   *
   * @param more each {@code key=value}; a later one of the same key wins
   */
  public LoadOptions set(String... more) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of(more));
    return new LoadOptions(all, step);
  }

  /** These options with the checkpoint of a training step. */
  public LoadOptions at(long trainingStep) {
    return new LoadOptions(settings, OptionalLong.of(trainingStep));
  }
}
