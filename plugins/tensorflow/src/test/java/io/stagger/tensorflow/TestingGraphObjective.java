package io.stagger.tensorflow;

import io.stagger.tensorflow.spi.GraphObjective;
import io.stagger.tensorflow.spi.GraphScore;
import java.nio.FloatBuffer;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;

/**
 * Minus the sum over numbers of {@code (x - target)^power}: every token of every sequence has a
 * target of its own.
 *
 * @param power 2; 1, whose slope is the same everywhere; or one half, whose slope is not finite
 *     where a number is below the target
 */
record TestingGraphObjective(float power) implements GraphObjective {
  private static float target(int sequence, int token) {
    return 1 + 0.25f * sequence - 0.5f * token;
  }

  @Override
  public GraphScore graphScore() {
    return new Score(power);
  }

  @Override
  public List<Argument> arguments(int batch, int time, int firstPosition) {
    // Not from the buffer's beginning, as a slice may be.
    FloatBuffer targets = FloatBuffer.allocate(3 + batch * time).position(3);
    for (int sequence = 0; sequence < batch; sequence++) {
      for (int token = 0; token < time; token++) {
        targets.put(target(sequence, firstPosition + token));
      }
    }
    return List.of(new Argument(targets.position(3), List.of(batch, time, 1)));
  }

  @Override
  public void evaluate(
      FloatBuffer clean,
      int batch,
      int time,
      int firstPosition,
      double[] values,
      FloatBuffer gradient) {
    int width = clean.remaining() / batch / time;
    for (int i = 0; i < clean.remaining(); i++) {
      int sequence = i / (time * width);
      double distance =
          clean.get(clean.position() + i) - target(sequence, firstPosition + i / width % time);
      values[sequence] -= Math.pow(distance, power);
      gradient.put(gradient.position() + i, (float) (-power * Math.pow(distance, power - 1)));
    }
  }

  private record Score(float power) implements GraphScore {
    @Override
    public List<Shape> argumentShapes() {
      return List.of(Shape.of(-1, -1, 1));
    }

    @Override
    public Operand<TFloat32> build(
        Ops tf, Operand<TFloat32> clean, List<Operand<TFloat32>> arguments) {
      Operand<TFloat32> distance = tf.math.sub(clean, arguments.get(0));
      Operand<TFloat32> cost = distance;
      if (power == 2) {
        cost = tf.math.square(distance);
      } else if (power != 1) {
        cost = tf.math.pow(distance, tf.constant(power));
      }
      return tf.math.neg(
          tf.reduceSum(cost, tf.constant(new int[] {1, 2}), ReduceSum.keepDims(false)));
    }
  }
}
