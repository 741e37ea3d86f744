package io.stagger.video;

import io.stagger.api.config.Setting;

/**
 * Settings of the data source {@code moving-pictures}.
 *
 * @param folder where the files of Fashion-MNIST are
 * @param size rows and columns of a frame
 * @param itemSize rows and columns that an item is shrunk to
 * @param minSpeed the least speed
 * @param maxSpeed the greatest speed
 * @param frames frames of a clip
 * @param knownFrames frames that are known when a clip is predicted
 * @param trainClips clips of the training split
 * @param validationClips clips of the validation split
 * @param testClips clips of the test split
 * @param seed decides every clip
 */
public record MovingPicturesSettings(
    @Setting(
            value =
                "folder with train-images-idx3-ubyte.gz and t10k-images-idx3-ubyte.gz of"
                    + " Fashion-MNIST; by default where Debian's package dataset-fashion-mnist puts"
                    + " them",
            defaultValue = "/usr/share/datasets/fashion-mnist")
        String folder,
    @Setting(
            value = "rows and columns of a frame, in pixels",
            defaultValue = "24",
            min = 2,
            max = 1024)
        int size,
    @Setting(
            value = "rows and columns that an item is shrunk to, in pixels; less than a frame has",
            defaultValue = "14",
            min = 1,
            max = 28)
        int itemSize,
    @Setting(
            value = "the least speed of an item, in pixels a frame",
            defaultValue = "0.5",
            min = 0,
            max = 1000)
        double minSpeed,
    @Setting(
            value = "the greatest speed of an item, in pixels a frame",
            defaultValue = "1.5",
            min = 0,
            max = 1000)
        double maxSpeed,
    @Setting(value = "frames of a clip", defaultValue = "64", min = 2, max = 100_000) int frames,
    @Setting(
            value = "frames that are known when a clip is predicted; fewer than a clip has",
            defaultValue = "8",
            min = 1,
            max = 100_000)
        int knownFrames,
    @Setting(value = "clips to learn from", defaultValue = "100000", min = 1, max = 1e12)
        long trainClips,
    @Setting(value = "clips of the validation split", defaultValue = "1000", min = 0, max = 1e12)
        long validationClips,
    @Setting(value = "clips of the test split", defaultValue = "1000", min = 0, max = 1e12)
        long testClips,
    @Setting(
            value = "decides every clip: its item, where it begins and how it moves",
            defaultValue = "1")
        long seed) {
  /** Checks what ranges can't say. */
  public MovingPicturesSettings {
    if (folder.isBlank()) {
      throw new IllegalArgumentException(
          "'folder' is empty, but it names the folder with the files of Fashion-MNIST.");
    }
    if (itemSize >= size) {
      throw new IllegalArgumentException(
          "'itemSize' is %d, but must be less than 'size', which is %d, so that an item has room to move."
              .formatted(itemSize, size));
    }
    if (minSpeed > maxSpeed) {
      throw new IllegalArgumentException(
          "'minSpeed' is %s, but must be at most 'maxSpeed', which is %s."
              .formatted(minSpeed, maxSpeed));
    }
    if (knownFrames >= frames) {
      throw new IllegalArgumentException(
          "'knownFrames' is %d, but must be less than 'frames', which is %d, so that there is something to predict."
              .formatted(knownFrames, frames));
    }
    if ((long) frames * size * size > Integer.MAX_VALUE / 2) {
      throw new IllegalArgumentException(
          "'frames' is %d, but clips of frames of %d x %d have at most %d."
              .formatted(frames, size, size, Integer.MAX_VALUE / 2 / (size * size)));
    }
  }
}
