package io.stagger.planning.guidance;

import java.util.Arrays;

/** The predicted frames of one sequence, and the gradient of its score. */
final class Frames {
  private final TokenLayout layout;
  private final double[] values;
  private final double[] gradient;
  private final int first;

  /**
   * Wraps the tokens of one sequence.
   *
   * @param values normalized tokens [time, token width]
   * @param gradient the gradient, shaped likewise; set to zeros
   * @param firstPosition the position of the first token
   */
  Frames(TokenLayout layout, double[] values, double[] gradient, int firstPosition) {
    if (values.length % layout.width() != 0 || gradient.length != values.length) {
      throw new IllegalArgumentException(
          "%d and %d numbers are no tokens of width %d."
              .formatted(values.length, gradient.length, layout.width()));
    }
    this.layout = layout;
    this.values = values;
    this.gradient = gradient;
    this.first = firstPosition * layout.frameStack();
    Arrays.fill(gradient, 0);
  }

  /** The first frame that was predicted, counted from the start of the sequence. */
  int first() {
    return first;
  }

  /** One past the last frame. */
  int end() {
    return first + values.length / layout.channels();
  }

  /** A normalized number. */
  double get(int frame, int channel) {
    return values[index(frame, channel)];
  }

  /** A number in the unit of the data. */
  double data(int frame, int channel) {
    return layout.denormalize(channel, get(frame, channel));
  }

  /** Adds to the slope of the score along a normalized number. */
  void addSlope(int frame, int channel, double slope) {
    gradient[index(frame, channel)] += slope;
  }

  /** Adds to the slope of the score along a number in the unit of the data. */
  void addDataSlope(int frame, int channel, double slope) {
    addSlope(frame, channel, slope * layout.deviation().get(channel));
  }

  private int index(int frame, int channel) {
    return (frame - first) * layout.channels() + channel;
  }
}
