package io.stagger.site;

import java.util.IdentityHashMap;
import java.util.List;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;

/**
 * A page as it was written.
 *
 * @param path where it is in the repository, such as {@code docs/reference/solvers.md}
 * @param title the text of its first heading; its path if it has none
 * @param content what it holds
 * @param headings its headings in their order
 * @param links its links and pictures in their order
 * @param rawHtml the lines, from 1, that hold HTML rather than Markdown
 */
record Page(
    String path,
    String title,
    Node content,
    List<Anchored> headings,
    List<Link> links,
    List<Integer> rawHtml) {
  /** Copies the lists. */
  Page {
    headings = List.copyOf(headings);
    links = List.copyOf(links);
    rawHtml = List.copyOf(rawHtml);
  }

  /**
   * A heading.
   *
   * @param node the heading
   * @param text its text without markup
   * @param anchor what links call it
   */
  record Anchored(Heading node, String text, String anchor) {}

  /**
   * A link or a picture.
   *
   * @param destination where it leads, as it is written
   * @param text what is shown; of a picture, what is said of it
   * @param isPicture whether it is a picture
   * @param line where it stands, from 1
   * @param section the heading of level 2 that it stands below; empty if none
   */
  record Link(String destination, String text, boolean isPicture, int line, String section) {}

  /** Whether links can lead to a place in this page by this name. */
  boolean hasAnchor(String anchor) {
    return headings.stream().anyMatch(heading -> heading.anchor().equals(anchor));
  }

  /** What links call each heading. */
  IdentityHashMap<Node, String> anchors() {
    IdentityHashMap<Node, String> anchors = new IdentityHashMap<>();
    headings.forEach(heading -> anchors.put(heading.node(), heading.anchor()));
    return anchors;
  }
}
