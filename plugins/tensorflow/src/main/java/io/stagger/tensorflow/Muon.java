package io.stagger.tensorflow;

import io.stagger.api.engine.OptimizerSettings.Method;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.AssignSubVariableOp;
import org.tensorflow.op.core.AssignVariableOp;
import org.tensorflow.op.core.ReadVariableOp;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * Muon's update of a matrix (Jordan et al., 2024), of a size like AdamW's (Liu et al., 2025): the
 * mean of the gradients is replaced by a matrix with the same singular vectors, whose singular
 * values are all near 1.
 */
final class Muon {
  /** Of the polynomial a s + b s^3 + c s^5, which drives singular values from (0, 1] to near 1. */
  private static final float A = 3.4445f;

  private static final float B = -4.7750f;
  private static final float C = 2.0315f;

  private static final int ITERATIONS = 5;

  /** The root mean square of an AdamW update, as a share of the rate. */
  private static final double UPDATE_SIZE = 0.2;

  /** Keeps a gradient of zeros from being divided by 0. */
  private static final float NORM_EPSILON = 1e-7f;

  private Muon() {}

  /** Whether a parameter is one for Muon. */
  static boolean updates(Shape shape) {
    return shape.numDimensions() == 2
        && shape.get(0) >= Method.MUON_SIDE
        && shape.get(1) >= Method.MUON_SIDE;
  }

  /**
   * Updates the mean of a matrix's gradients, then the matrix.
   *
   * @param tf what the update waits for is among its control dependencies
   * @param handle the variable of the matrix
   * @param mean the variable of its gradients' mean
   */
  static Op apply(
      Ops tf,
      Operand<TType> handle,
      Operand<TType> mean,
      Operand<TFloat32> learningRate,
      Operand<TFloat32> beta,
      Operand<TFloat32> gradient,
      Shape shape) {
    Operand<TFloat32> share = tf.math.mul(gradient, tf.math.sub(tf.constant(1f), beta));
    Operand<TFloat32> old = ReadVariableOp.create(tf.scope(), mean, TFloat32.class);
    Operand<TFloat32> newMean = tf.math.add(tf.math.mul(old, beta), share);
    // Nesterov's look ahead: the mean as it would be if the next gradient were this one too.
    Operand<TFloat32> ahead = tf.math.add(tf.math.mul(newMean, beta), share);
    double size = UPDATE_SIZE * Math.sqrt((double) Math.max(shape.get(0), shape.get(1)));
    Operand<TFloat32> step =
        tf.math.mul(
            orthogonal(tf, ahead, shape), tf.math.mul(learningRate, tf.constant((float) size)));
    Ops last =
        tf.withControlDependencies(List.of(AssignVariableOp.create(tf.scope(), mean, newMean)));
    return AssignSubVariableOp.create(last.scope(), handle, step);
  }

  /** The matrix with its singular values driven to near 1. */
  static Operand<TFloat32> orthogonal(Ops tf, Operand<TFloat32> matrix, Shape shape) {
    boolean tall = shape.get(0) > shape.get(1);
    Operand<TFloat32> norm =
        tf.math.sqrt(tf.reduceSum(tf.math.square(matrix), tf.constant(new int[] {0, 1})));
    Operand<TFloat32> x = tf.math.div(matrix, tf.math.add(norm, tf.constant(NORM_EPSILON)));
    for (int i = 0; i < ITERATIONS; i++) {
      // The products of the shorter side, whichever it is, so the matrix needn't be transposed.
      Operand<TFloat32> products =
          tall
              ? tf.linalg.matMul(x, x, MatMul.transposeA(true))
              : tf.linalg.matMul(x, x, MatMul.transposeB(true));
      Operand<TFloat32> both =
          tf.math.add(
              tf.math.mul(products, tf.constant(B)),
              tf.math.mul(tf.linalg.matMul(products, products), tf.constant(C)));
      x =
          tf.math.add(
              tf.math.mul(x, tf.constant(A)),
              tall ? tf.linalg.matMul(x, both) : tf.linalg.matMul(both, x));
    }
    return x;
  }
}
