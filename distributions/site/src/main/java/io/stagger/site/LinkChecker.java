package io.stagger.site;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds links that lead nowhere, pictures that are missing or that no page shows, and pages that
 * can't be reached. What lies outside the repository is only looked at for its form: nothing is
 * fetched.
 */
final class LinkChecker {
  private final Documentation documentation;
  private final List<String> problems = new ArrayList<>();
  private final Set<String> shown = new HashSet<>();

  private LinkChecker(Documentation documentation) {
    this.documentation = documentation;
  }

  /** What is wrong, a sentence each; empty if nothing is. */
  static List<String> problems(Documentation documentation) {
    return new LinkChecker(documentation).check();
  }

  private List<String> check() {
    documentation.pages().values().forEach(page -> check(page, false));
    documentation.topPages().values().forEach(page -> check(page, true));
    checkThatAllIsReached();
    for (String picture : documentation.pictures()) {
      if (!shown.contains(picture)) {
        problems.add("%s is shown by no page: show it or delete it.".formatted(picture));
      }
    }
    return List.copyOf(problems);
  }

  private void checkThatAllIsReached() {
    if (!documentation.pages().containsKey(Documentation.START)) {
      problems.add("%s is missing: the site begins there.".formatted(Documentation.START));
      return;
    }
    Map<String, String> ways = documentation.ways();
    for (String path : documentation.pages().keySet()) {
      if (!ways.containsKey(path)) {
        problems.add(
            "%s can't be reached from %s: link to it from there, or from a page that can."
                .formatted(path, Documentation.START));
      }
    }
  }

  private void check(Page page, boolean isTopPage) {
    for (int line : page.rawHtml()) {
      if (!isTopPage) {
        problems.add(
            "%s:%d holds HTML, whose links nobody checks: write it in Markdown."
                .formatted(page.path(), line));
      }
    }
    for (Page.Link link : page.links()) {
      problem(page, link, isTopPage)
          .ifPresent(
              problem ->
                  problems.add(
                      "%s:%d: %s '%s' %s"
                          .formatted(
                              page.path(),
                              link.line(),
                              link.isPicture() ? "the picture" : "the link",
                              link.destination(),
                              problem)));
    }
  }

  private Optional<String> problem(Page page, Page.Link link, boolean isTopPage) {
    if (link.text().isBlank()) {
      return Optional.of(
          link.isPicture() ? "needs a text that says what is seen." : "needs a text to click on.");
    }
    if (Destination.hasScheme(link.destination())) {
      return link.isPicture()
          ? Optional.of("is not in the repository: keep a copy below docs/images.")
          : formProblem(link.destination());
    }
    Destination destination = Destination.of(page.path(), link.destination()).orElse(null);
    if (destination == null) {
      return Optional.of("begins with '/': say where it is, counted from this page.");
    }
    if (destination.path().equals("..") || destination.path().startsWith("../")) {
      return Optional.of("leads out of the repository.");
    }
    Path file = documentation.root().resolve(destination.path());
    if (Files.isDirectory(file)) {
      return isTopPage && !link.isPicture()
          ? Optional.empty()
          : Optional.of("is a folder: name a page in it.");
    }
    if (!Files.exists(file)) {
      return Optional.of("leads to %s, which is not there.".formatted(destination.path()));
    }
    if (link.isPicture()) {
      shown.add(destination.path());
    }
    return anchorProblem(destination);
  }

  private Optional<String> anchorProblem(Destination destination) {
    if (destination.anchor().isEmpty()) {
      return Optional.empty();
    }
    Page target = documentation.pages().get(destination.path());
    if (target == null) {
      target = documentation.topPages().get(destination.path());
    }
    if (target == null) {
      return Optional.of("names a place in a file that has no headings.");
    }
    return target.hasAnchor(destination.anchor())
        ? Optional.empty()
        : Optional.of("leads to a heading that %s does not have.".formatted(destination.path()));
  }

  private static Optional<String> formProblem(String link) {
    try {
      URI uri = new URI(link);
      String scheme = uri.getScheme();
      boolean isWeb = scheme.equals("https") || scheme.equals("http");
      if (isWeb ? uri.getHost() != null : scheme.equals("mailto") && link.contains("@")) {
        return Optional.empty();
      }
      return Optional.of(isWeb ? "names no host." : "has to begin with https:, http: or mailto:.");
    } catch (URISyntaxException e) {
      return Optional.of("is no well-formed address: %s.".formatted(e.getReason()));
    }
  }
}
