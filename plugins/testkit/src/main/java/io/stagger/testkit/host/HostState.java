package io.stagger.testkit.host;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.SessionState;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * What a {@link HostSamplingSession} saves. The host computes in double precision, and tensors hold
 * floats: each number is the sum of three, which is exact for zero and for numbers of a size from
 * 2^-96 to 2^127.
 */
final class HostState {
  static final String TOKENS = "tokens";
  static final String CONDITIONS = "conditions";
  static final String HISTORY = "history";
  private static final String MEMORY = "memory";

  /** How many sequences there are, which a network's memory does not show. */
  private static final String BATCH = "batch";

  private static final int PARTS = 3;

  private final SessionState state;
  private final long batch;
  private final Map<String, NamedTensor> tensors = new LinkedHashMap<>();

  /** Reads a state of so many sequences. */
  HostState(SessionState state, int batch) {
    this.state = state;
    this.batch = batch;
    for (NamedTensor tensor : state.tensors()) {
      tensors.put(tensor.name(), tensor);
    }
    double saved = numbers(BATCH, List.of((long) PARTS, 1L))[0];
    if (saved != batch) {
      throw misfit("it holds %.0f sequences, not %d".formatted(saved, batch));
    }
  }

  /** The rows of the active tokens, [active][batch * width], without numbers for a width of 0. */
  double[][] tokens(String name, int width) {
    int active = state.active();
    double[] numbers =
        active == 0 || width == 0
            ? new double[0]
            : numbers(name, List.of((long) PARTS, (long) active, batch, (long) width));
    int size = numbers.length == 0 ? 0 : numbers.length / active;
    double[][] rows = new double[active][size];
    for (int token = 0; token < active; token++) {
      System.arraycopy(numbers, token * size, rows[token], 0, size);
    }
    return rows;
  }

  /** The network's memory. Nothing may be left after it. */
  double[] memory() {
    NamedTensor tensor = tensors.get(MEMORY);
    double[] memory =
        numbers(
            MEMORY,
            List.of((long) PARTS, tensor == null ? 0 : tensor.values().remaining() / (long) PARTS));
    if (!tensors.isEmpty()) {
      throw misfit(
          "it holds '%s', which no such session has".formatted(tensors.keySet().iterator().next()));
    }
    return memory;
  }

  private double[] numbers(String name, List<Long> shape) {
    NamedTensor tensor = tensors.remove(name);
    if (tensor == null) {
      throw misfit("it lacks '%s'".formatted(name));
    }
    if (!tensor.shape().equals(shape)) {
      throw misfit(
          "its '%s' has the shape %s, where %s is needed".formatted(name, tensor.shape(), shape));
    }
    FloatBuffer floats = tensor.values().slice();
    double[] numbers = new double[floats.capacity() / PARTS];
    for (int i = 0; i < numbers.length; i++) {
      // From the greatest part on, so that each sum is exact.
      for (int part = 0; part < PARTS; part++) {
        numbers[i] += floats.get(part * numbers.length + i);
      }
    }
    return numbers;
  }

  static StaggerException misfit(String why) {
    return new StaggerException(
        "The saved session does not fit this model and request: %s; resume it with the model, batch and solver that it was saved with."
            .formatted(why));
  }

  /** Writes a state. */
  record Saving(int batch, int active, List<NamedTensor> tensors) {
    /** Writes the rows of the active tokens, if there are any numbers. */
    void tokens(String name, int width, IntFunction<double[]> rows) {
      if (active == 0 || width == 0) {
        return;
      }
      List<double[]> all = new ArrayList<>();
      for (int token = 0; token < active; token++) {
        all.add(rows.apply(token));
      }
      write(name, List.of((long) PARTS, (long) active, (long) batch, (long) width), all);
    }

    /** Writes the network's memory, and whose it is. */
    void memory(double[] memory) {
      write(BATCH, List.of((long) PARTS, 1L), List.of(new double[] {batch}));
      write(MEMORY, List.of((long) PARTS, (long) memory.length), List.of(memory));
    }

    private void write(String name, List<Long> shape, List<double[]> rows) {
      int size = rows.stream().mapToInt(row -> row.length).sum();
      FloatBuffer floats = FloatBuffer.allocate(PARTS * size);
      int at = 0;
      for (double[] row : rows) {
        for (double number : row) {
          double rest = number;
          for (int part = 0; part < PARTS; part++) {
            float share = (float) rest;
            floats.put(part * size + at, share);
            // What is left of an infinite number would be none.
            rest = Float.isFinite(share) ? rest - share : 0;
          }
          at++;
        }
      }
      tensors.add(new NamedTensor(name, shape, floats));
    }
  }
}
