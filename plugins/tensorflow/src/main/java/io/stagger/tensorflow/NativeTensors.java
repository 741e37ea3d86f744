package io.stagger.tensorflow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Copies between Java buffers and native tensors, in bulk. Whoever makes a tensor closes it. */
final class NativeTensors {
  private NativeTensors() {}

  /** A tensor with the remaining numbers of a buffer, whose position is left alone. */
  static TFloat32 floats(FloatBuffer values, long... shape) {
    return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(values.slice()));
  }

  static TFloat32 floats(float[] values, long... shape) {
    return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(FloatBuffer.wrap(values)));
  }

  static TInt32 ints(int[] values, long... shape) {
    return TInt32.tensorOf(Shape.of(shape), DataBuffers.of(IntBuffer.wrap(values)));
  }

  static TInt64 longs(long... values) {
    return TInt64.vectorOf(values);
  }

  static TFloat32 zeros(List<Long> shape) {
    Shape full = Shape.of(shape.stream().mapToLong(Long::longValue).toArray());
    return full.size() == 0
        ? TFloat32.tensorOf(full)
        : TFloat32.tensorOf(
            full, DataBuffers.of(FloatBuffer.allocate(Math.toIntExact(full.size()))));
  }

  /** A direct buffer of zeros in native byte order. */
  static FloatBuffer direct(int size) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(size, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** Copies a whole tensor to a buffer, from its position on, and moves the position. */
  static void copy(TFloat32 tensor, FloatBuffer target) {
    int size = Math.toIntExact(tensor.size());
    FloatBuffer window = target.duplicate();
    window.limit(window.position() + size);
    tensor.asRawTensor().data().asFloats().copyTo(DataBuffers.of(window.slice()), size);
    target.position(target.position() + size);
  }
}
