package io.stagger.video;

/**
 * Adds a square item to frames at any place, also between pixels: each pixel of the item is a
 * square of light that is shared among the up to four pixels of the frame that it covers, in
 * proportion to the area (bilinear interpolation). The sum of all pixels doesn't depend on the
 * place. Not thread-safe.
 */
final class SubpixelStamp {
  private final float[] item;
  private final int itemSize;
  private final int frameSize;
  private final float[] shiftedRow;

  /**
   * A stamp for one item.
   *
   * @param item [itemSize, itemSize]
   * @param frameSize rows and columns of a frame, at least {@code itemSize}
   */
  SubpixelStamp(float[] item, int itemSize, int frameSize) {
    this.item = item;
    this.itemSize = itemSize;
    this.frameSize = frameSize;
    this.shiftedRow = new float[itemSize + 1];
  }

  /**
   * Adds the item to a frame.
   *
   * @param left the item's left edge, from 0 to {@code frameSize - itemSize}
   * @param top its top edge, likewise
   * @param frames where the frame is
   * @param offset where the frame begins
   */
  void add(double left, double top, float[] frames, int offset) {
    int column = (int) left;
    int row = (int) top;
    float right = (float) (left - column);
    float below = (float) (top - row);
    // What would be beyond the frame is nothing, and must not be written.
    int columns = right > 0 ? itemSize + 1 : itemSize;
    for (int i = 0; i < itemSize; i++) {
      shift(i * itemSize, right);
      int target = offset + (row + i) * frameSize + column;
      add(columns, 1 - below, frames, target);
      if (below > 0) {
        add(columns, below, frames, target + frameSize);
      }
    }
  }

  private void shift(int from, float right) {
    float before = 0;
    for (int j = 0; j < itemSize; j++) {
      float value = item[from + j];
      shiftedRow[j] = (1 - right) * value + right * before;
      before = value;
    }
    shiftedRow[itemSize] = right * before;
  }

  private void add(int columns, float share, float[] frames, int target) {
    for (int j = 0; j < columns; j++) {
      frames[target + j] += share * shiftedRow[j];
    }
  }
}
