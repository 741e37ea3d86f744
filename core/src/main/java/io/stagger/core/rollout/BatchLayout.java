package io.stagger.core.rollout;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the numbers of a batch are: streams keep them token by token, [batch * width] each, and
 * engines take them sequence by sequence.
 *
 * @param spec the shape of the tokens
 * @param batch the number of sequences
 */
record BatchLayout(TokenSpec spec, int batch) {
  /** The same position of every sequence; the arrays are not changed. */
  record Column(float[] values, float[] conditions) {}

  /** The values, [batch, count, token width], in a direct buffer. */
  FloatBuffer values(List<Column> columns) {
    return buffer(columns.stream().map(Column::values).toList(), spec.width());
  }

  /** The conditions, [batch, count, condition width], in a direct buffer. */
  FloatBuffer conditions(List<Column> columns) {
    return buffer(columns.stream().map(Column::conditions).toList(), spec.conditionWidth());
  }

  /** Rows of [batch * width] as [batch, count, width], in a direct buffer. */
  FloatBuffer buffer(List<float[]> rows, int width) {
    FloatBuffer buffer = direct(rows.size() * width);
    for (int sequence = 0; sequence < batch; sequence++) {
      for (float[] row : rows) {
        buffer.put(row, sequence * width, width);
      }
    }
    return buffer.flip();
  }

  /** A direct buffer for so many numbers of each sequence. */
  FloatBuffer direct(int numbers) {
    return ByteBuffer.allocateDirect(
            Math.multiplyExact(Math.multiplyExact(batch, numbers), Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** The reverse of {@link #buffer}. */
  List<float[]> rows(FloatBuffer buffer, int count, int width) {
    List<float[]> rows = new ArrayList<>(count);
    for (int token = 0; token < count; token++) {
      float[] row = new float[batch * width];
      for (int sequence = 0; sequence < batch; sequence++) {
        int at = buffer.position() + (sequence * count + token) * width;
        buffer.get(at, row, sequence * width, width);
      }
      rows.add(row);
    }
    return rows;
  }

  /** For each sequence its tokens, all real. */
  List<Tokens> tokens(List<Column> columns) {
    List<Tokens> tokens = new ArrayList<>(batch);
    for (int sequence = 0; sequence < batch; sequence++) {
      float[] values = new float[columns.size() * spec.width()];
      float[] conditions = new float[columns.size() * spec.conditionWidth()];
      for (int i = 0; i < columns.size(); i++) {
        copy(columns.get(i).values(), sequence, values, i, spec.width());
        copy(columns.get(i).conditions(), sequence, conditions, i, spec.conditionWidth());
      }
      tokens.add(Tokens.ofReal(spec, values, conditions));
    }
    return tokens;
  }

  private static void copy(float[] from, int fromBlock, float[] to, int toBlock, int width) {
    System.arraycopy(from, fromBlock * width, to, toBlock * width, width);
  }

  /**
   * The reverse of {@link #tokens}.
   *
   * @throws IllegalArgumentException if there are not as many sequences, they differ in length, or
   *     anything in them is of another shape, padding, or not finite
   */
  List<Column> columns(List<Tokens> sequences) {
    if (sequences.size() != batch) {
      throw new IllegalArgumentException(
          "The stream has %d sequences, but tokens of %d are observed."
              .formatted(batch, sequences.size()));
    }
    int length = sequences.get(0).length();
    for (int sequence = 0; sequence < batch; sequence++) {
      check(sequences.get(sequence), length, sequence);
    }
    List<Column> columns = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      float[] values = new float[batch * spec.width()];
      float[] conditions = new float[batch * spec.conditionWidth()];
      for (int sequence = 0; sequence < batch; sequence++) {
        Tokens tokens = sequences.get(sequence);
        tokens.values().get(i * spec.width(), values, sequence * spec.width(), spec.width());
        tokens
            .conditions()
            .get(
                i * spec.conditionWidth(),
                conditions,
                sequence * spec.conditionWidth(),
                spec.conditionWidth());
      }
      columns.add(new Column(values, conditions));
    }
    return columns;
  }

  private void check(Tokens tokens, int length, int sequence) {
    if (tokens.length() != length || length == 0) {
      throw new IllegalArgumentException(
          "At least 1 token is observed, as many of each sequence, not %d of one and %d of another."
              .formatted(length, tokens.length()));
    }
    if (!tokens.spec().equals(spec)) {
      throw new IllegalArgumentException(
          "Tokens of %s are observed, but the stream has tokens of %s."
              .formatted(tokens.spec(), spec));
    }
    for (int time = 0; time < length; time++) {
      if (!tokens.isReal(time)) {
        throw new IllegalArgumentException(
            "Observed token %d is padding, but only real ones can be observed.".formatted(time));
      }
      FiniteTokens.checkValues("Observed", tokens, sequence, time);
      FiniteTokens.checkConditions("Observed", tokens, sequence, time);
    }
  }
}
