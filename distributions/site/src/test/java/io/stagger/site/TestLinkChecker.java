package io.stagger.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of broken link is found, and said in a sentence. */
final class TestLinkChecker {
  @TempDir private Path root;
  private TestingDocs docs;

  @BeforeEach
  void makeDocs() {
    docs = new TestingDocs(root);
  }

  @Test
  void documentationInOrderHasNoProblems() {
    assertThat(docs.problems()).isEmpty();
  }

  @Test
  void aLinkToAMissingPage() {
    assertThat(docs.append("[gone](tides.md)").problems())
        .containsExactly(
            "docs/reference/waves.md:13: the link 'tides.md' leads to docs/reference/tides.md, which is not there.");
  }

  @Test
  void aLinkToAMissingHeadingOfAnotherPage() {
    assertThat(docs.append("[gone](../README.md#references)").problems())
        .containsExactly(
            "docs/reference/waves.md:13: the link '../README.md#references' leads to a heading that docs/README.md does not have.");
  }

  @Test
  void aLinkToAMissingHeadingOfTheSamePage() {
    assertThat(docs.append("[gone](#low-waves)").problems())
        .containsExactly(
            "docs/reference/waves.md:13: the link '#low-waves' leads to a heading that docs/reference/waves.md does not have.");
  }

  @Test
  void aPlaceInAFileThatIsNoPage() {
    docs.write("src/A.java", "class A {}");
    assertThat(docs.append("[code](../../src/A.java#L1)").problems())
        .containsExactly(
            "docs/reference/waves.md:13: the link '../../src/A.java#L1' names a place in a file that has no headings.");
  }

  @Test
  void aMissingPicture() {
    assertThat(docs.append("![A tide](../images/tide.png)").problems())
        .containsExactly(
            "docs/reference/waves.md:13: the picture '../images/tide.png' leads to docs/images/tide.png, which is not there.");
  }

  @Test
  void aPictureWithoutAText() {
    assertThat(docs.append("![](../images/wave.png)").problems())
        .containsExactly(
            "docs/reference/waves.md:13: the picture '../images/wave.png' needs a text that says what is seen.");
  }

  @Test
  void aPictureFromElsewhere() {
    assertThat(docs.append("![A tide](https://example.org/tide.png)").problems())
        .containsExactly(
            "docs/reference/waves.md:13: the picture 'https://example.org/tide.png' is not in the repository: keep a copy below docs/images.");
  }

  @Test
  void aPictureThatNoPageShows() {
    assertThat(docs.write("docs/images/tide.png", "png").problems())
        .containsExactly("docs/images/tide.png is shown by no page: show it or delete it.");
  }

  @Test
  void aLinkWithoutAText() {
    assertThat(docs.append("[](../README.md)").problems())
        .containsExactly(
            "docs/reference/waves.md:13: the link '../README.md' needs a text to click on.");
  }

  @Test
  void aLinkToAFolder() {
    assertThat(docs.append("[pictures](../images/)").problems())
        .containsExactly(
            "docs/reference/waves.md:13: the link '../images/' is a folder: name a page in it.");
  }

  @Test
  void aLinkOutOfTheRepository() {
    assertThat(docs.append("[outside](../../../other.md)").problems())
        .containsExactly(
            "docs/reference/waves.md:13: the link '../../../other.md' leads out of the repository.");
  }

  @Test
  void anAbsoluteLink() {
    assertThat(docs.append("[start](/docs/README.md)").problems())
        .containsExactly(
            "docs/reference/waves.md:13: the link '/docs/README.md' begins with '/': say where it is, counted from this page.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https:///path", "http:path"})
  void aWebAddressWithoutAHost(String address) {
    assertThat(docs.append("[web](" + address + ")").problems())
        .containsExactly(
            "docs/reference/waves.md:13: the link '%s' names no host.".formatted(address));
  }

  @Test
  void aWebAddressThatIsNotWellFormed() {
    assertThat(docs.append("[web](<https://example.org/a b>)").problems())
        .singleElement()
        .asString()
        .startsWith(
            "docs/reference/waves.md:13: the link 'https://example.org/a b' is no well-formed address:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"javascript:alert(1)", "ftp://example.org/a", "mailto:nobody"})
  void anAddressOfAnotherKind(String address) {
    assertThat(docs.append("[web](" + address + ")").problems())
        .containsExactly(
            "docs/reference/waves.md:13: the link '%s' has to begin with https:, http: or mailto:."
                .formatted(address));
  }

  @Test
  void aPageThatCannotBeReached() {
    assertThat(docs.write("docs/lost.md", "# Lost\n\n[start](README.md)\n").problems())
        .containsExactly(
            "docs/lost.md can't be reached from docs/README.md: link to it from there, or from a page that can.");
  }

  @Test
  void aPageThatIsReachedByWayOfAnotherIsNotLost() {
    docs.write("docs/reference/tides.md", "# Tides\n");
    assertThat(docs.append("[tides](tides.md)").problems()).isEmpty();
  }

  @Test
  void htmlWhoseLinksNobodyWouldCheck() {
    assertThat(docs.append("<a href=\"tides.md\">gone</a>").problems())
        .contains(
            "docs/reference/waves.md:13 holds HTML, whose links nobody checks: write it in Markdown.");
  }

  @Test
  void linksInCodeAreNone() {
    assertThat(docs.append("`[gone](tides.md)`\n\n```\n[gone](tides.md)\n```").problems())
        .isEmpty();
  }

  @Test
  void aBrokenLinkOfAPageAtTheTop() {
    assertThat(docs.write("README.md", "# Top\n\n[waves](docs/waves.md)\n").problems())
        .containsExactly(
            "README.md:3: the link 'docs/waves.md' leads to docs/waves.md, which is not there.");
  }
}
