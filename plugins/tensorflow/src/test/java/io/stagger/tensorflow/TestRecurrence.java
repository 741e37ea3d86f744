package io.stagger.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.TokenSpec;
import io.stagger.tensorflow.EngineConfiguration.Precision;
import io.stagger.tensorflow.spi.Initializer;
import io.stagger.tensorflow.spi.NetworkBuilder;
import io.stagger.tensorflow.spi.NetworkDimensions;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** A recurrence computed as a loop and unrolled, beside the same arithmetic in Java. */
final class TestRecurrence {
  private static final int BATCH = 2;
  private static final int WIDTH = 3;
  private static final int LONGEST = 5;

  @Test
  void loopAndUnrolledStepsEqualPlainArithmetic() {
    for (int time : new int[] {1, 3, LONGEST}) {
      float[] expected = expected(time);
      for (int unrolled : new int[] {0, LONGEST}) {
        assertThat(computed(unrolled, time))
            .as("%d tokens, unrolled to %d", time, unrolled)
            .containsExactly(expected, Offset.offset(1e-6f));
      }
    }
  }

  @Test
  void unrolledStepsAskForEachParameterOnce() {
    List<String> asked = new ArrayList<>();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      scan(tf, LONGEST, tokens(tf), asked);
    }
    assertThat(asked).containsExactly("weight");
  }

  private static float[] computed(int unrolled, int time) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> tokens = tokens(tf);
      Operand<TFloat32> states = scan(tf, unrolled, tokens, new ArrayList<>());
      try (TFloat32 fed = NativeTensors.floats(FloatBuffer.wrap(values(time)), BATCH, time, WIDTH);
          TFloat32 result =
              (TFloat32) session.runner().feed(tokens, fed).fetch(states).run().get(0)) {
        FloatBuffer copy = NativeTensors.direct(BATCH * time * WIDTH);
        NativeTensors.copy(result, copy);
        float[] read = new float[copy.capacity()];
        copy.clear().get(read);
        return read;
      }
    }
  }

  private static Placeholder<TFloat32> tokens(Ops tf) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, WIDTH)));
  }

  /** {@code s_t = tanh(weight * s_{t-1} + x_t) + shared}, from states of 0.5. */
  private static Operand<TFloat32> scan(
      Ops tf, int unrolled, Operand<TFloat32> tokens, List<String> asked) {
    NetworkBuilder builder =
        new GraphNetworkBuilder(
            tf,
            new NetworkDimensions(TokenSpec.vector(WIDTH, 0), LONGEST, 10),
            Precision.FLOAT32,
            (in, name, shape, initializer) -> {
              asked.add(name);
              return in.constant(0.7f);
            },
            Optional.empty(),
            unrolled);
    return builder.scan(
        tf.fill(tf.constant(new int[] {BATCH, WIDTH}), tf.constant(0.5f)),
        tokens,
        List.of(tf.constant(0.1f)),
        (cell, state, x, shared) -> {
          Ops f = cell.tf();
          Operand<TFloat32> weight = cell.parameter("weight", Shape.scalar(), Initializer.zeros());
          return f.math.add(f.math.tanh(f.math.add(f.math.mul(weight, state), x)), shared.get(0));
        });
  }

  private static float[] values(int time) {
    float[] values = new float[BATCH * time * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(1.7 * i);
    }
    return values;
  }

  private static float[] expected(int time) {
    float[] values = values(time);
    float[] states = new float[values.length];
    for (int sequence = 0; sequence < BATCH; sequence++) {
      for (int i = 0; i < WIDTH; i++) {
        double state = 0.5;
        for (int t = 0; t < time; t++) {
          int at = (sequence * time + t) * WIDTH + i;
          state = Math.tanh(0.7f * state + values[at]) + 0.1f;
          states[at] = (float) state;
        }
      }
    }
    return states;
  }
}
