package io.stagger.tensorflow;

import io.stagger.tensorflow.Variables.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.AssignAddVariableOp;
import org.tensorflow.op.core.AssignVariableOp;
import org.tensorflow.op.core.ReadVariableOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * What a model's graph needs to take a training step in parts: sums of the gradients in variables
 * of their own, and an update that reads them. Forward and backward pass are those of the step that
 * is taken whole.
 *
 * <p>The first part sets the sums and needs no zeros, so a step that failed midway leaves nothing
 * behind. The sums are no part of the saved state; the model's session owns them and holds no
 * memory for them before the first step in parts.
 */
final class AccumulationGraph {
  private static final String SUM = "/gradient-sum";

  /** Sets the sums to the gradients of the part that is fed. */
  final Op begin;

  /** Adds the gradients of the part that is fed. */
  final Op add;

  /** The update by the sums; needs only the step's numbers. */
  final OptimizerGraph optimizer;

  AccumulationGraph(TensorFlowModel model, TrainingGraph training) {
    Ops tf = model.tf();
    List<Op> begins = new ArrayList<>();
    List<Op> adds = new ArrayList<>();
    List<Operand<TFloat32>> sums = new ArrayList<>();
    for (int i = 0; i < training.gradients.size(); i++) {
      Parameter parameter = model.parameters().get(i);
      Operand<TFloat32> gradient = training.gradients.get(i);
      Operand<TType> sum = Variables.handle(tf, parameter.name(), parameter.shape(), SUM);
      begins.add(AssignVariableOp.create(tf.scope(), sum, gradient));
      adds.add(AssignAddVariableOp.create(tf.scope(), sum, gradient));
      sums.add(ReadVariableOp.create(tf.scope(), sum, TFloat32.class));
    }
    begin = tf.withControlDependencies(begins).noOp();
    add = tf.withControlDependencies(adds).noOp();
    optimizer = new OptimizerGraph(model, training.settings, training.scalars, sums);
  }
}
