package io.stagger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every link from one page of this repository to another leads somewhere. */
final class TestDocumentationLinks {
  // Tests run in the module's directory.
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\\n]*`");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");

  @Test
  void everyLinkToAPageOrAHeadingResolves() throws IOException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path page : pages()) {
      String text = Files.readString(page);
      Matcher matcher = LINK.matcher(CODE.matcher(text).replaceAll(""));
      while (matcher.find()) {
        String link = matcher.group(1);
        if (link.contains("://") || link.startsWith("mailto:")) {
          continue;
        }
        links++;
        int hash = link.indexOf('#');
        Path target =
            hash == 0
                ? page
                : page.resolveSibling(hash < 0 ? link : link.substring(0, hash)).normalize();
        if (!Files.exists(target)
            || (hash >= 0 && !anchors(target).contains(link.substring(hash + 1)))) {
          broken.add("%s: %s".formatted(ROOT.relativize(page), link));
        }
      }
    }
    assertThat(links).isGreaterThan(100);
    assertThat(broken).isEmpty();
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> top = Files.list(ROOT)) {
      Stream.concat(docs, top)
          .filter(path -> path.getFileName().toString().endsWith(".md"))
          .forEach(pages::add);
    }
    return pages;
  }

  /** What headings are called in links: lower case, without punctuation, words joined by '-'. */
  private static List<String> anchors(Path page) throws IOException {
    String text = Files.readString(page, StandardCharsets.UTF_8);
    return HEADING
        .matcher(text)
        .results()
        .map(
            heading ->
                heading
                    .group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .strip()
                    .replace(' ', '-'))
        .toList();
  }
}
