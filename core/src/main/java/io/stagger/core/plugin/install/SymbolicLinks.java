package io.stagger.core.plugin.install;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds symbolic links in a zip. {@link java.util.zip.ZipFile} does not tell: whether an entry is a
 * link stands in the part of the central directory that belongs to the system that packed it.
 */
final class SymbolicLinks {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_SIZE = 22;
  private static final int LONGEST_COMMENT = 0xFFFF;
  private static final int LOCATOR_SIGNATURE = 0x07064b50;
  private static final int LOCATOR_SIZE = 20;
  private static final int BIG_END_SIGNATURE = 0x06064b50;
  private static final int BIG_END_SIZE = 56;
  private static final int ENTRY_SIGNATURE = 0x02014b50;
  private static final int ENTRY_SIZE = 46;

  private static final int UNIX = 3;
  private static final int FILE_TYPE = 0xF000;
  private static final int LINK = 0xA000;

  private SymbolicLinks() {}

  /** The name of the first entry that is a link. */
  static Optional<String> first(Path zip) throws IOException {
    try (FileChannel channel = FileChannel.open(zip)) {
      long at = directory(channel);
      while (true) {
        ByteBuffer entry = read(channel, at, ENTRY_SIZE);
        if (entry.getInt(0) != ENTRY_SIGNATURE) {
          return Optional.empty();
        }
        int nameLength = Short.toUnsignedInt(entry.getShort(28));
        int madeBy = Byte.toUnsignedInt(entry.get(5));
        int mode = entry.getInt(38) >>> 16;
        if (madeBy == UNIX && (mode & FILE_TYPE) == LINK) {
          return Optional.of(
              StandardCharsets.UTF_8.decode(read(channel, at + ENTRY_SIZE, nameLength)).toString());
        }
        at +=
            ENTRY_SIZE
                + nameLength
                + Short.toUnsignedInt(entry.getShort(30))
                + Short.toUnsignedInt(entry.getShort(32));
      }
    }
  }

  /** Where the central directory begins. */
  private static long directory(FileChannel channel) throws IOException {
    long size = channel.size();
    int tailSize = (int) Math.min(size, END_SIZE + LONGEST_COMMENT);
    ByteBuffer tail = read(channel, size - tailSize, tailSize);
    for (int at = tailSize - END_SIZE; at >= 0; at--) {
      if (tail.getInt(at) == END_SIGNATURE
          && at + END_SIZE + Short.toUnsignedInt(tail.getShort(at + 20)) == tailSize) {
        long end = size - tailSize + at;
        // Counted from the end, as whatever reads zips does: something may stand before the zip.
        return bigDirectory(channel, end)
            .orElse(end - Integer.toUnsignedLong(tail.getInt(at + 12)));
      }
    }
    throw new EOFException("its end is missing");
  }

  /** The same for a zip with numbers of 64 bits. */
  private static Optional<Long> bigDirectory(FileChannel channel, long end) throws IOException {
    if (end < LOCATOR_SIZE) {
      return Optional.empty();
    }
    ByteBuffer locator = read(channel, end - LOCATOR_SIZE, LOCATOR_SIZE);
    if (locator.getInt(0) != LOCATOR_SIGNATURE) {
      return Optional.empty();
    }
    long bigEnd = locator.getLong(8);
    ByteBuffer record = read(channel, bigEnd, BIG_END_SIZE);
    return record.getInt(0) == BIG_END_SIGNATURE
        ? Optional.of(bigEnd - record.getLong(40))
        : Optional.empty();
  }

  private static ByteBuffer read(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    if (position < 0) {
      throw new EOFException("its directory is damaged");
    }
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        // Past the last entry stands the end, which is shorter than an entry may be.
        break;
      }
    }
    return buffer.flip().limit(buffer.capacity());
  }
}
