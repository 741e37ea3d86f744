package io.stagger.tensorflow;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.tensorflow.types.TFloat32;

/**
 * A native tensor that several sessions hold, and nobody changes. It is closed when the last holder
 * lets go of it, whichever that is and on whatever thread.
 */
final class SharedTensor {
  private final TFloat32 tensor;
  private final AtomicLong live;
  private final AtomicInteger holders = new AtomicInteger(1);

  /**
   * Takes a tensor over, for one holder.
   *
   * @param live counts the tensors that are held
   */
  SharedTensor(TFloat32 tensor, AtomicLong live) {
    this.tensor = tensor;
    this.live = live;
    live.incrementAndGet();
  }

  /** The tensor, which may be used as long as the asking holder has not let go. */
  TFloat32 tensor() {
    if (holders.get() < 1) {
      throw new IllegalStateException("A tensor is used that nobody holds any more.");
    }
    return tensor;
  }

  /** One more holder. */
  SharedTensor retain() {
    if (holders.getAndUpdate(count -> count < 1 ? count : count + 1) < 1) {
      throw new IllegalStateException("A tensor is shared that nobody holds any more.");
    }
    return this;
  }

  /** One holder less. */
  void release() {
    int left = holders.decrementAndGet();
    if (left < 0) {
      throw new IllegalStateException("A tensor is let go of that nobody holds any more.");
    }
    if (left == 0) {
      live.decrementAndGet();
      tensor.close();
    }
  }
}
