package io.stagger.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestSiteWriter {
  @TempDir private Path root;
  @TempDir private Path site;

  @Test
  void pagesBecomeHtmlThatLeadsToHtml() throws IOException {
    SiteWriter.write(new TestingDocs(root).read(), site);

    assertThat(html("index.html"))
        .contains("<title>Start · Stagger</title>")
        .contains("<a href=\"reference/waves.html#high-waves\">all about waves</a>")
        .contains("<a href=\"https://example.org/a?b=c#d\">the web</a>");
    assertThat(html("reference/waves.html"))
        .contains("<h2 id=\"high-waves\">High <code>waves</code></h2>")
        .contains("<a href=\"../index.html\">start</a>")
        .contains("<a href=\"#high-waves\">high ones</a>")
        .contains("src=\"../images/wave.png\" alt=\"A wave\"")
        .contains("<td>2</td>");
    assertThat(site.resolve("images/wave.png")).hasContent("png");
  }

  @Test
  void everyPageHasTheNavigationOfTheStart() throws IOException {
    SiteWriter.write(new TestingDocs(root).read(), site);

    assertThat(html("reference/waves.html"))
        .containsSubsequence(
            "<summary>Reference</summary>",
            "<a href=\"../reference/waves.html\" aria-current=\"true\">The same</a>",
            "<a href=\"../index.html\">Start</a> ›");
  }

  @Test
  void pagesOfAFolderAreReachedByItsFirstPage() throws IOException {
    TestingDocs docs =
        new TestingDocs(root)
            .write("docs/reference/tides/README.md", "# Tides\n\n[high](high.md)\n")
            .write("docs/reference/tides/high.md", "# High tide\n")
            .append("[high](tides/high.md), [all](tides/README.md)");

    SiteWriter.write(docs.read(), site);

    assertThat(html("reference/tides/high.html"))
        .contains(
            "<p class=\"way\"><a href=\"../../index.html\">Start</a> › <a href=\"../../reference/waves.html\">Waves</a> › <a href=\"../../reference/tides/index.html\">Tides</a> › </p>");
  }

  @Test
  void nothingIsFetchedFromElsewhere() throws IOException {
    SiteWriter.write(new TestingDocs(root).read(), site);

    assertThat(html("index.html")).doesNotContainPattern("(src|link[^>]*href)=\"https?:");
    assertThat(html("style.css")).doesNotContain("url(", "@import");
  }

  @Test
  void sourcesThatPagesLeadToArePagesOfTheirOwn() throws IOException {
    TestingDocs docs =
        new TestingDocs(root)
            .write("src/A.java", "class A<T> {}")
            .append("[code](../../src/A.java)");

    SiteWriter.write(docs.read(), site);

    assertThat(html("reference/waves.html")).contains("href=\"../sources/src/A.java.html\"");
    assertThat(html("sources/src/A.java.html")).contains("class A&lt;T&gt; {}");
  }

  @Test
  void linksToTypesOfTheJavadocLeadThere() throws IOException {
    TestingDocs docs =
        new TestingDocs(root)
            .write("api/src/main/java/a/B.java", "class B {}")
            .append("[B](../../api/src/main/java/a/B.java)");
    Files.createDirectories(site.resolve("javadoc/a"));
    Files.writeString(site.resolve("javadoc/a/B.html"), "B");

    SiteWriter.write(docs.read(), site);

    assertThat(html("reference/waves.html"))
        .contains("<a href=\"../javadoc/a/B.html\">B</a>")
        .contains("<a href=\"../javadoc/index.html\">Javadoc</a>");
  }

  @Test
  void commentsAreLeftOut() throws IOException {
    SiteWriter.write(new TestingDocs(root).append("<!-- generated: points -->").read(), site);

    assertThat(html("reference/waves.html")).doesNotContain("generated");
  }

  private String html(String path) throws IOException {
    return Files.readString(site.resolve(path));
  }
}
