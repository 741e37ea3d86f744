package io.stagger.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TestPublicTypes {
  private static final Path SOURCES = Path.of("src/main/java");

  /** A type's Javadoc that names a version, its annotations, and the type. */
  private static final Pattern SINCE =
      Pattern.compile(
          "@since \\d+\\.\\d+\\.\\d+\\R \\*/\\R(?:@.*\\R)*public [\\w@"
              + " -]*(?:class|interface|record|enum) ");

  private static boolean saysSince(Path file) {
    try {
      return SINCE.matcher(Files.readString(file)).find();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void saySinceWhichVersionTheyAre() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<Path> types =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.endsWith("package-info.java"))
              .toList();
      assertThat(types).hasSizeGreaterThan(60).allMatch(TestPublicTypes::saysSince);
    }
  }
}
