package io.stagger.tensorflow.spi;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Evaluates the graph form of an objective by itself, as a test of an objective wants to. */
public final class GraphObjectives {
  private GraphObjectives() {}

  /**
   * Scores a batch in a graph of its own.
   *
   * @param clean the clean predictions [batch, time, token width], from the buffer's position on
   * @param width the width of a token
   * @param firstPosition the position of the first token
   * @param values receives each sequence's score [batch]
   * @param gradient receives the gradient of each score, shaped like {@code clean}, from the
   *     buffer's position on
   */
  public static void evaluate(
      GraphObjective objective,
      FloatBuffer clean,
      int batch,
      int time,
      int width,
      int firstPosition,
      double[] values,
      FloatBuffer gradient) {
    List<Tensor> tensors = new ArrayList<>();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> tokens =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, width)));
      GraphScore score = objective.graphScore();
      List<Operand<TFloat32>> arguments = new ArrayList<>();
      for (Shape shape : score.argumentShapes()) {
        arguments.add(tf.placeholder(TFloat32.class, Placeholder.shape(shape)));
      }
      Operand<TFloat32> scores = score.build(tf, tokens, arguments);
      Output<?> slopes =
          graph
              .addGradients(
                  null,
                  new Output<?>[] {tf.reduceSum(scores, tf.constant(0)).asOutput()},
                  new Output<?>[] {tokens.asOutput()},
                  null)[0];
      Session.Runner runner = session.runner().fetch(scores).fetch(slopes);
      runner.feed(tokens, tensor(clean, List.of(batch, time, width), tensors));
      List<GraphObjective.Argument> fed = objective.arguments(batch, time, firstPosition);
      for (int i = 0; i < arguments.size(); i++) {
        GraphObjective.Argument argument = fed.get(i);
        runner.feed(arguments.get(i), tensor(argument.values(), argument.shape(), tensors));
      }
      try (Result result = runner.run()) {
        float[] scored = new float[batch];
        read((TFloat32) result.get(0), FloatBuffer.wrap(scored));
        for (int b = 0; b < batch; b++) {
          values[b] = scored[b];
        }
        read((TFloat32) result.get(1), gradient);
      }
    } finally {
      tensors.forEach(Tensor::close);
    }
  }

  private static TFloat32 tensor(FloatBuffer values, List<Integer> shape, List<Tensor> owned) {
    long[] sizes = shape.stream().mapToLong(Integer::longValue).toArray();
    // A slice, because TensorFlow copies a buffer from its beginning.
    FloatBuffer copy = FloatBuffer.allocate(values.remaining()).put(values.duplicate()).flip();
    TFloat32 tensor = TFloat32.tensorOf(Shape.of(sizes), DataBuffers.of(copy));
    owned.add(tensor);
    return tensor;
  }

  private static void read(TFloat32 tensor, FloatBuffer target) {
    float[] numbers = new float[Math.toIntExact(tensor.size())];
    tensor.asRawTensor().data().asFloats().read(numbers);
    target.duplicate().put(numbers);
  }
}
