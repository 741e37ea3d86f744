package io.stagger.video;

/** Clips that are drawn by hand. */
final class TestingClips {
  private TestingClips() {}

  /** Gray frames of one row, given frame by frame. */
  static Clip rows(float[]... frames) {
    int width = frames[0].length;
    float[] pixels = new float[frames.length * width];
    for (int frame = 0; frame < frames.length; frame++) {
      System.arraycopy(frames[frame], 0, pixels, frame * width, width);
    }
    return new Clip(1, width, 1, pixels);
  }

  /** One frame of {@link #rows}. */
  static float[] row(double... values) {
    float[] row = new float[values.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) values[i];
    }
    return row;
  }
}
