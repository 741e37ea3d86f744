package io.stagger.tensorflow;

import io.stagger.api.engine.OptimizerSettings;
import io.stagger.api.engine.OptimizerSettings.Method;
import io.stagger.api.engine.StatePart;
import io.stagger.api.engine.TrainingSession.StepSettings;
import io.stagger.tensorflow.Variables.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.AssignSubVariableOp;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.ReadVariableOp;
import org.tensorflow.op.nn.L2Loss;
import org.tensorflow.op.train.ResourceApplyAdam;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * The end of a training step: clipping by the global norm, AdamW or Muon with decoupled decay,
 * moving average.
 */
final class OptimizerGraph {
  /** Places in the vector of numbers that the host computes for a step. */
  private static final int LEARNING_RATE = 0;

  /** The learning rate with Adam's bias correction. */
  private static final int CORRECTED_RATE = 1;

  private static final int EPSILON = 2;
  private static final int AVERAGE_DECAY = 3;

  /** How many numbers there are. */
  static final int SCALARS = 4;

  private static final double CLIP_EPSILON = 1e-6;

  final Operand<TFloat32> gradientNorm;
  final Op update;
  private final OptimizerSettings settings;
  private final Placeholder<TFloat32> scalars;

  /**
   * Adds the update to a model's graph.
   *
   * @param scalars where the numbers of {@link #scalars(OptimizerSettings, StepSettings)} are fed
   * @param gradients one for each parameter, in their order
   */
  OptimizerGraph(
      TensorFlowModel model,
      OptimizerSettings settings,
      Placeholder<TFloat32> scalars,
      List<Operand<TFloat32>> gradients) {
    this.settings = settings;
    this.scalars = scalars;
    Ops tf = model.tf();
    List<Operand<TFloat32>> halfSquares = new ArrayList<>();
    for (Operand<TFloat32> gradient : gradients) {
      halfSquares.add(L2Loss.create(tf.scope(), gradient));
    }
    gradientNorm = tf.math.sqrt(tf.math.mul(tf.constant(2f), tf.math.addN(halfSquares)));
    update = update(model, gradients);
  }

  /** The numbers that the host computes for a step, in double precision. */
  static float[] scalars(OptimizerSettings optimizer, StepSettings settings) {
    double count = settings.step() + 1.0;
    // The betas as the graph knows them, in float32, so that the correction fits them exactly.
    double meanCorrection = 1 - Math.pow((float) optimizer.beta1(), count);
    double rootCorrection = Math.sqrt(1 - Math.pow((float) optimizer.beta2(), count));
    float[] scalars = new float[SCALARS];
    scalars[LEARNING_RATE] = (float) settings.learningRate();
    scalars[CORRECTED_RATE] = (float) (settings.learningRate() * rootCorrection / meanCorrection);
    // The operation adds epsilon before the bias correction, Adam's authors after it.
    scalars[EPSILON] = (float) (optimizer.epsilon() * rootCorrection);
    scalars[AVERAGE_DECAY] = (float) settings.averageDecay();
    return scalars;
  }

  private Op update(TensorFlowModel model, List<Operand<TFloat32>> gradients) {
    Ops tf = model.tf();
    Operand<TFloat32> learningRate = scalar(tf, LEARNING_RATE);
    Operand<TFloat32> correctedRate = scalar(tf, CORRECTED_RATE);
    // The host corrects the bias in double precision, so the operation is told there is none.
    Operand<TFloat32> noPower = tf.constant(0f);
    Operand<TFloat32> epsilon = scalar(tf, EPSILON);
    Operand<TFloat32> forget = tf.math.sub(tf.constant(1f), scalar(tf, AVERAGE_DECAY));
    Operand<TFloat32> beta1 = tf.constant((float) settings.beta1());
    Operand<TFloat32> beta2 = tf.constant((float) settings.beta2());
    Operand<TFloat32> decay =
        tf.math.mul(learningRate, tf.constant((float) settings.weightDecay()));
    Operand<TFloat32> clip =
        tf.math.minimum(
            tf.constant(1f),
            tf.math.div(
                tf.constant((float) settings.clipNorm()),
                tf.math.add(gradientNorm, tf.constant((float) CLIP_EPSILON))));
    List<Op> updates = new ArrayList<>();
    for (int i = 0; i < gradients.size(); i++) {
      Parameter parameter = model.parameters().get(i);
      Operand<TType> handle = handle(tf, parameter, model.suffix(StatePart.WEIGHTS));
      Operand<TFloat32> gradient = gradients.get(i);
      if (Double.isFinite(settings.clipNorm())) {
        gradient = tf.math.mul(gradient, clip);
      }
      // Nothing may be updated while the backward pass still reads it.
      Ops after = tf.withControlDependencies(List.of(gradientNorm));
      if (settings.weightDecay() > 0) {
        Op decayed =
            AssignSubVariableOp.create(
                after.scope(), handle, after.math.mul(model.weight(parameter.name()), decay));
        after = tf.withControlDependencies(List.of(gradientNorm, decayed));
      }
      Operand<TType> mean = handle(tf, parameter, model.meanSuffix());
      Op applied =
          settings.method() == Method.MUON && Muon.updates(parameter.shape())
              ? Muon.apply(after, handle, mean, learningRate, beta1, gradient, parameter.shape())
              : ResourceApplyAdam.create(
                  after.scope(),
                  handle,
                  mean,
                  handle(tf, parameter, model.varianceSuffix()),
                  noPower,
                  noPower,
                  correctedRate,
                  beta1,
                  beta2,
                  epsilon,
                  gradient);
      Ops last = tf.withControlDependencies(List.of(applied));
      Operand<TType> average = handle(tf, parameter, model.suffix(StatePart.AVERAGE));
      Operand<TFloat32> difference =
          last.math.sub(
              ReadVariableOp.create(last.scope(), average, TFloat32.class),
              ReadVariableOp.create(last.scope(), handle, TFloat32.class));
      updates.add(
          AssignSubVariableOp.create(last.scope(), average, last.math.mul(difference, forget)));
    }
    return tf.withControlDependencies(updates).noOp();
  }

  private static Operand<TType> handle(Ops tf, Parameter parameter, String suffix) {
    return Variables.handle(tf, parameter.name(), parameter.shape(), suffix);
  }

  private Operand<TFloat32> scalar(Ops tf, int place) {
    return tf.squeeze(
        tf.slice(scalars, tf.constant(new int[] {place}), tf.constant(new int[] {1})));
  }
}
