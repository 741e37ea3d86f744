package io.stagger.tensorflow;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.NamedTensor;
import io.stagger.tensorflow.spi.Initializer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.AssignVariableOp;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.ReadVariableOp;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * The resource variables of one kind (weights, average, or an optimizer's moment) of a model, and
 * the operations that read and write them whole.
 *
 * <p>A variable is reached from any graph function by its shared name.
 */
final class Variables {
  /** A parameter of the network. */
  record Parameter(String name, Shape shape, Initializer initializer) {
    int size() {
      return Math.toIntExact(shape.size());
    }

    List<Long> dimensions() {
      return Arrays.stream(shape.asArray()).boxed().toList();
    }
  }

  private final List<Parameter> parameters;
  private final String suffix;
  private final Map<String, Operand<TFloat32>> reads = new LinkedHashMap<>();
  private final Map<String, Operand<TFloat32>> incoming = new LinkedHashMap<>();
  private final List<Op> assignments = new ArrayList<>();

  /**
   * Adds the variables to a graph.
   *
   * @param suffix tells this kind from others of the same parameters
   */
  Variables(Ops tf, List<Parameter> parameters, String suffix) {
    this.parameters = parameters;
    this.suffix = suffix;
    for (Parameter parameter : parameters) {
      Operand<TType> handle = handle(tf, parameter.name(), parameter.shape(), suffix);
      reads.put(parameter.name(), ReadVariableOp.create(tf.scope(), handle, TFloat32.class));
      Placeholder<TFloat32> value =
          tf.placeholder(TFloat32.class, Placeholder.shape(parameter.shape()));
      incoming.put(parameter.name(), value);
      assignments.add(AssignVariableOp.create(tf.scope(), handle, value));
    }
  }

  /** The handle of a variable, in whichever graph or function {@code tf} builds. */
  static Operand<TType> handle(Ops tf, String name, Shape shape, String suffix) {
    return VarHandleOp.create(
        tf.scope(), TFloat32.class, shape, VarHandleOp.sharedName(name + suffix));
  }

  /** Sets every variable to what its parameter's initializer says. */
  void initialize(Session session, long seed) {
    assign(session, parameter -> FloatBuffer.wrap(initialValues(parameter, seed)));
  }

  /** Sets every variable to zeros. */
  void clear(Session session) {
    assign(session, parameter -> FloatBuffer.allocate(parameter.size()));
  }

  private static float[] initialValues(Parameter parameter, long seed) {
    float[] values = new float[parameter.size()];
    CRC32 hash = new CRC32();
    hash.update(parameter.name().getBytes(StandardCharsets.UTF_8));
    SplittableRandom random = new SplittableRandom(seed ^ (hash.getValue() << 32));
    Initializer initializer = parameter.initializer();
    if (initializer instanceof Initializer.Constant constant) {
      Arrays.fill(values, (float) constant.value());
    } else if (initializer instanceof Initializer.Uniform uniform) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (uniform.bound() * (2 * random.nextDouble() - 1));
      }
    } else if (initializer instanceof Initializer.Normal normal) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (normal.standardDeviation() * random.nextGaussian());
      }
    }
    return values;
  }

  /** Copies every variable out. */
  List<NamedTensor> save(Session session, String nameSuffix) {
    List<NamedTensor> state = new ArrayList<>();
    Session.Runner runner = session.runner();
    reads.values().forEach(runner::fetch);
    var result = runner.run();
    try {
      for (int i = 0; i < parameters.size(); i++) {
        Parameter parameter = parameters.get(i);
        FloatBuffer values =
            ByteBuffer.allocateDirect(Math.multiplyExact(parameter.size(), Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        NativeTensors.copy((TFloat32) result.get(i), values);
        state.add(
            new NamedTensor(parameter.name() + nameSuffix, parameter.dimensions(), values.flip()));
      }
    } finally {
      result.close();
    }
    return state;
  }

  /** The names under which these variables are saved. */
  Set<String> names(String nameSuffix) {
    Set<String> names = new TreeSet<>();
    parameters.forEach(parameter -> names.add(parameter.name() + nameSuffix));
    return names;
  }

  /**
   * Checks that a saved state fits, without changing anything.
   *
   * @param what names the state in messages
   */
  void check(Map<String, NamedTensor> state, String nameSuffix, String what) {
    for (Parameter parameter : parameters) {
      NamedTensor tensor = state.get(parameter.name() + nameSuffix);
      if (tensor == null) {
        throw new StaggerException(
            "The %s lack the tensor '%s' that this model needs; they belong to a model of another configuration."
                .formatted(what, parameter.name() + nameSuffix));
      }
      if (!tensor.shape().equals(parameter.dimensions())) {
        throw new StaggerException(
            "The %s hold the tensor '%s' of shape %s, but this model needs shape %s; they belong to a model of another configuration."
                .formatted(what, tensor.name(), tensor.shape(), parameter.dimensions()));
      }
    }
  }

  /** Sets every variable from a state that was checked. */
  void restore(Session session, Map<String, NamedTensor> state, String nameSuffix) {
    assign(session, parameter -> state.get(parameter.name() + nameSuffix).values());
  }

  private void assign(
      Session session, java.util.function.Function<Parameter, FloatBuffer> valuesOf) {
    List<TFloat32> tensors = new ArrayList<>();
    try {
      Session.Runner runner = session.runner();
      for (Parameter parameter : parameters) {
        TFloat32 tensor =
            NativeTensors.floats(valuesOf.apply(parameter), parameter.shape().asArray());
        tensors.add(tensor);
        runner.feed(incoming.get(parameter.name()), tensor);
      }
      assignments.forEach(runner::addTarget);
      runner.run().close();
    } finally {
      tensors.forEach(TFloat32::close);
    }
  }

  /** The value of a variable, in the model's own graph. */
  Operand<TFloat32> read(String name) {
    return reads.get(name);
  }

  /** What tells this kind from others. */
  String suffix() {
    return suffix;
  }

  /** The parameters, in order. */
  List<Parameter> parameters() {
    return parameters;
  }
}
