package io.stagger.site.built;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The site as it was built: whatever its pages lead to within it is there. */
final class TestSite {
  private static final Path SITE = Path.of(System.getProperty("stagger.site"));
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]+)\"");

  @Test
  void everyLinkOfEveryPageLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path page : pages()) {
      Matcher matcher = LINK.matcher(Files.readString(page));
      while (matcher.find()) {
        String link = matcher.group(1);
        if (link.contains(":")) {
          continue;
        }
        links++;
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        String anchor =
            hash < 0 ? "" : URLDecoder.decode(link.substring(hash + 1), StandardCharsets.UTF_8);
        Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        if (!Files.isRegularFile(target)
            || (!anchor.isEmpty() && !Files.readString(target).contains("id=\"" + anchor + "\""))) {
          broken.add("%s: %s".formatted(SITE.relativize(page), link));
        }
      }
    }

    assertThat(links).isGreaterThan(1000);
    assertThat(broken).isEmpty();
  }

  @Test
  void everySectionOfTheNavigationHasPages() throws IOException {
    assertThat(Files.readString(SITE.resolve("index.html")))
        .containsSubsequence(
            "<summary>Tutorial</summary>",
            "tutorial/first-forecast.html",
            "<summary>How to</summary>",
            "how-to/write-a-plugin.html",
            "<summary>Reference</summary>",
            "reference/settings.html",
            "<summary>Explanation</summary>",
            "explanation/diffusion-forcing.html",
            "<summary>Decisions</summary>",
            "adr/0001-one-tensorflow-loader.html",
            "javadoc/index.html");
  }

  @Test
  void theJavadocHasTheApiAndTheKits() {
    assertThat(SITE.resolve("javadoc/io/stagger/api/plugin/Plugin.html")).isRegularFile();
    assertThat(SITE.resolve("javadoc/io/stagger/testkit/PluginConformance.html")).isRegularFile();
  }

  /** The pages of the documentation; the Javadoc's own links are the Javadoc tool's. */
  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(SITE)) {
      return files
          .filter(file -> file.toString().endsWith(".html"))
          .filter(file -> !file.startsWith(SITE.resolve("javadoc")))
          .toList();
    }
  }
}
