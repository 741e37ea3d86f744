package io.stagger.tensorflow;

import io.stagger.tensorflow.spi.GraphBackbone;
import io.stagger.tensorflow.spi.Initializer;
import io.stagger.tensorflow.spi.MemorySlot;
import io.stagger.tensorflow.spi.NetworkBuilder;
import io.stagger.tensorflow.spi.NetworkDimensions;
import io.stagger.tensorflow.spi.NetworkInput;
import io.stagger.tensorflow.spi.NetworkOutput;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A small recurrent network whose memory is a latent of fixed size: a running sum of features. */
final class TestingLatentBackbone implements GraphBackbone {
  private static final int LATENT = 8;

  @Override
  public boolean causal() {
    return true;
  }

  @Override
  public List<MemorySlot> memory(NetworkDimensions dimensions) {
    return List.of(new MemorySlot("latent", List.of(LATENT)));
  }

  @Override
  public NetworkOutput forward(NetworkBuilder builder, NetworkInput input) {
    Ops tf = builder.tf();
    int width = builder.dimensions().tokens().width();
    int conditionWidth = builder.dimensions().tokens().conditionWidth();
    Operand<TFloat32> level =
        tf.expandDims(
            tf.math.mul(
                tf.dtypes.cast(input.levels(), TFloat32.class),
                tf.constant(1f / builder.dimensions().levels())),
            tf.constant(-1));
    Operand<TFloat32> features = builder.linear("features", input.tokens(), width, LATENT);
    Operand<TFloat32> scale =
        builder.parameter("level.scale", Shape.of(LATENT), Initializer.fanInUniform(1));
    features = tf.math.add(features, tf.math.mul(level, scale));
    Optional<Operand<TFloat32>> conditions = input.conditions();
    if (conditions.isPresent()) {
      features =
          tf.math.add(
              features, builder.linear("condition", conditions.get(), conditionWidth, LATENT));
    }
    Operand<TFloat32> latents = tf.math.cumsum(tf.math.tanh(features), tf.constant(1));
    if (!input.memory().isEmpty()) {
      latents = tf.math.add(latents, tf.expandDims(input.memory().get(0), tf.constant(1)));
    }
    Operand<TFloat32> output = builder.linear("output", tf.math.tanh(latents), LATENT, width);
    Operand<TInt32> last =
        tf.math.sub(tf.gather(tf.shape(latents), tf.constant(1), tf.constant(0)), tf.constant(1));
    return new NetworkOutput(output, List.of(tf.gather(latents, last, tf.constant(1))));
  }
}
