package io.stagger.core.rollout;

import io.stagger.api.StaggerException;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.sampling.StreamConditions;
import java.nio.BufferOverflowException;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The conditions of tokens that have begun and are not past yet: each is asked for once, in the
 * order of positions, however often its token has to begin again.
 */
final class BegunConditions {
  private final TokenSpec spec;
  private final int batch;
  private final Deque<float[]> begun;
  private StreamConditions source;

  /** The position of the first that is kept. */
  private long first;

  /** Of tokens from a position on, of which some have begun. */
  BegunConditions(
      TokenSpec spec, int batch, StreamConditions source, long first, List<float[]> begun) {
    this.spec = spec;
    this.batch = batch;
    this.source = source;
    this.first = first;
    this.begun = new ArrayDeque<>(begun);
  }

  BegunConditions copy() {
    return new BegunConditions(spec, batch, source, first, begun());
  }

  /** Asks somebody else from now on. */
  void source(StreamConditions other) {
    source = other;
  }

  /** What has been asked for, from the first token on that is not past. */
  List<float[]> begun() {
    return new ArrayList<>(begun);
  }

  /** Begins tokens up to a position. */
  void begin(long end) {
    while (first + begun.size() < end) {
      begun.add(ask(first + begun.size()));
    }
  }

  private float[] ask(long position) {
    int width = spec.conditionWidth();
    float[] conditions = new float[batch * width];
    for (int sequence = 0; width > 0 && sequence < batch; sequence++) {
      FloatBuffer target = FloatBuffer.wrap(conditions, sequence * width, width).slice();
      put(sequence, position, target);
      if (target.hasRemaining()) {
        throw new StaggerException(
            "A token has %d conditions, but of token %d of sequence %d only %d were given: open the stream with conditions that put them all."
                .formatted(width, position, sequence, target.position()));
      }
      int place = FiniteTokens.firstNotFinite(target.flip());
      if (place >= 0) {
        throw new StaggerException(
            "Condition %d of token %d of sequence %d is %s, but a model takes finite numbers only: open the stream with conditions that are."
                .formatted(place, position, sequence, target.get(place)));
      }
    }
    return conditions;
  }

  private void put(int sequence, long position, FloatBuffer target) {
    try {
      source.put(sequence, position, target);
    } catch (BufferOverflowException e) {
      throw new StaggerException(
          "A token has %d conditions, but of token %d of sequence %d more were given: open the stream with conditions that put as many."
              .formatted(spec.conditionWidth(), position, sequence),
          e);
    }
  }

  /** The conditions of so many tokens that have begun, from a position on. */
  List<float[]> of(long position, int count) {
    return begun.stream().skip(position - first).limit(count).toList();
  }

  /** Forgets what becomes the past. */
  void pass(long end) {
    while (first < end && !begun.isEmpty()) {
      begun.remove();
      first++;
    }
    first = Math.max(first, end);
  }
}
