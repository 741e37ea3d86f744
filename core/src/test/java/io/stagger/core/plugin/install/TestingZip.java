package io.stagger.core.plugin.install;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Zips as a friend or an enemy would make them. */
final class TestingZip {
  private static final int ENTRY_SIGNATURE = 0x504b0102;

  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  /** Everything in a directory, with a prefix such as {@code "example/"}. */
  TestingZip directory(Path directory, String prefix) throws IOException {
    try (Stream<Path> found = Files.walk(directory)) {
      for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
        entries.put(
            prefix + directory.relativize(file).toString().replace('\\', '/'),
            Files.readAllBytes(file));
      }
    }
    return this;
  }

  TestingZip entry(String name, byte[] content) {
    entries.put(name, content);
    return this;
  }

  TestingZip entry(String name, String content) {
    return entry(name, content.getBytes(StandardCharsets.UTF_8));
  }

  Path write(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }

  /** Writes the zip and makes its last entry a symbolic link, as Info-ZIP on Linux does. */
  Path writeWithLink(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(write(file));
    int last = -1;
    for (int at = 0; at + 4 <= bytes.length; at++) {
      if (number(bytes, at) == ENTRY_SIGNATURE) {
        last = at;
      }
    }
    bytes[last + 5] = 3; // made by Unix
    bytes[last + 40] = (byte) 0xFF;
    bytes[last + 41] = (byte) 0xA1; // lrwxrwxrwx
    return Files.write(file, bytes);
  }

  /** Writes the zip and calls an entry by another name of the same length. */
  Path writeRenamed(Path file, String name, String other) throws IOException {
    String text = Files.readString(write(file), StandardCharsets.ISO_8859_1);
    return Files.writeString(file, text.replace(name, other), StandardCharsets.ISO_8859_1);
  }

  private static int number(byte[] bytes, int at) {
    return (bytes[at] & 255) << 24
        | (bytes[at + 1] & 255) << 16
        | (bytes[at + 2] & 255) << 8
        | (bytes[at + 3] & 255);
  }
}
