package io.stagger.tensorflow;

import io.stagger.tensorflow.spi.RecurrentCell;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.While;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A recurrence as a loop over time, which may itself be a part of a loop's body. Its variables are
 * the number of the token, the state, the states so far, and what the steps read.
 */
final class RecurrentLoop {
  private final GraphNetworkBuilder builder;
  private final RecurrentCell cell;

  RecurrentLoop(GraphNetworkBuilder builder, RecurrentCell cell) {
    this.builder = builder;
    this.cell = cell;
  }

  /**
   * Builds the loop.
   *
   * @param initialState [batch, state width]
   * @param x [time, batch, width]
   * @return the states after each token, [time, batch, state width]
   */
  Operand<TFloat32> run(
      Operand<TFloat32> initialState, Operand<TFloat32> x, List<Operand<TFloat32>> shared) {
    Ops tf = builder.tf();
    Operand<TInt32> stateShape = tf.shape(initialState);
    Operand<TFloat32> states =
        tf.fill(
            tf.stack(
                List.of(
                    SamplingGraph.dimension(tf, tf.shape(x), 0),
                    SamplingGraph.dimension(tf, stateShape, 0),
                    SamplingGraph.dimension(tf, stateShape, 1))),
            tf.constant(0f));
    LoopVariables start = new LoopVariables(tf.constant(0), initialState, states, x, shared);
    ConcreteFunction condition =
        ConcreteFunction.create(
            f -> {
              LoopVariables before = start.placeholders(f);
              return LoopSignature.of("condition", before.flat())
                  .output(
                      "goOn",
                      f.math.less(
                          before.token(), SamplingGraph.dimension(f, f.shape(before.x()), 0)))
                  .build();
            });
    ConcreteFunction body =
        ConcreteFunction.create(
            f -> {
              LoopVariables before = start.placeholders(f);
              return LoopSignature.step("body", before.flat(), step(f, before).flat(), f);
            });
    While loop = tf.whileOp(start.flat(), condition, body);
    return SamplingGraph.floats(loop.output().get(LoopVariables.STATES));
  }

  private LoopVariables step(Ops f, LoopVariables before) {
    Operand<TFloat32> state =
        cell.next(
            builder.within(f),
            before.state(),
            f.gather(before.x(), before.token(), f.constant(0)),
            before.shared());
    Operand<TFloat32> states =
        f.tensorScatterNdUpdate(
            before.states(),
            f.reshape(before.token(), f.constant(new int[] {1, 1})),
            f.expandDims(state, f.constant(0)));
    return new LoopVariables(
        f.math.add(before.token(), f.constant(1)), state, states, before.x(), before.shared());
  }

  /** The variables of the loop. */
  private record LoopVariables(
      Operand<TInt32> token,
      Operand<TFloat32> state,
      Operand<TFloat32> states,
      Operand<TFloat32> x,
      List<Operand<TFloat32>> shared) {
    static final int STATES = 2;

    /** Placeholders of a function for variables like these. */
    LoopVariables placeholders(Ops f) {
      return new LoopVariables(
          f.placeholder(TInt32.class, Placeholder.shape(Shape.scalar())),
          placeholder(f, state.shape()),
          placeholder(f, states.shape()),
          placeholder(f, x.shape()),
          shared.stream().map(s -> placeholder(f, s.shape())).toList());
    }

    private static Operand<TFloat32> placeholder(Ops f, Shape shape) {
      return f.placeholder(TFloat32.class, Placeholder.shape(shape));
    }

    List<Operand<?>> flat() {
      List<Operand<?>> all = new ArrayList<>(List.of(token, state, states, x));
      all.addAll(shared);
      return all;
    }
  }
}
