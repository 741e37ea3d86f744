package io.stagger.core.plugin.install;

/**
 * How much a zip may unpack to.
 *
 * @param bytes at most this many bytes
 * @param files at most this many files and directories
 * @param ratio at most this many times its own size, once it is past {@link #FREE_BYTES}
 */
public record ArchiveLimits(long bytes, int files, int ratio) {
  /** 4 GiB in 10000 files, 100 times the size of the zip. */
  public static final ArchiveLimits DEFAULT = new ArchiveLimits(4L << 30, 10_000, 100);

  /** So little is no bomb, however well it was packed. */
  static final long FREE_BYTES = 16L << 20;

  /** Checks that everything is positive. */
  public ArchiveLimits {
    if (bytes <= 0 || files <= 0 || ratio <= 0) {
      throw new IllegalArgumentException(
          "Limits are positive, not %d, %d and %d.".formatted(bytes, files, ratio));
    }
  }

  /** The same limits with another number of bytes. */
  public ArchiveLimits withBytes(long other) {
    return new ArchiveLimits(other, files, ratio);
  }
}
