package io.stagger.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A small repository with a documentation that is in order until a test spoils it. */
final class TestingDocs {
  private final Path root;

  TestingDocs(Path root) {
    this.root = root;
    write(
        "docs/README.md",
        """
        # Start

        ## Reference

        - [all about waves](reference/waves.md#high-waves)
        - [the same](reference/waves.md), [the web](https://example.org/a?b=c#d)
        """);
    write(
        "docs/reference/waves.md",
        """
        # Waves

        ![A wave](../images/wave.png)

        Back to the [start](../README.md), on to [high ones](#high-waves).

        ## High `waves`

        | a | b |
        |---|---|
        | 1 | 2 |
        """);
    write("docs/images/wave.png", "png");
    write("README.md", "# Top\n\n[docs](docs/), [waves](docs/reference/waves.md#high-waves)\n");
  }

  /** Writes a file, in place of what was there. */
  TestingDocs write(String path, String text) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Appends to the page about waves, as line 13. */
  TestingDocs append(String line) {
    try {
      Path file = root.resolve("docs/reference/waves.md");
      return write("docs/reference/waves.md", Files.readString(file) + "\n" + line + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Documentation read() {
    return Documentation.read(root, (path, text) -> text);
  }

  List<String> problems() {
    return LinkChecker.problems(read());
  }
}
