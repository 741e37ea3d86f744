package io.stagger.site;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Writes the site: a page of HTML for each page of the documentation, its pictures, and the files
 * of the repository that pages lead to. What it writes needs no network.
 */
final class SiteWriter {
  /** The folder of the site that holds the Javadoc. */
  static final String JAVADOC = "javadoc/";

  private static final String SOURCES = "sources/";
  private static final String STYLE = "style.css";

  private final Documentation documentation;
  private final Path output;
  private final Template frame;
  private final Map<String, List<Entry>> navigation;
  private final Set<String> sources = new TreeSet<>();

  private SiteWriter(Documentation documentation, Path output) throws IOException {
    this.documentation = documentation;
    this.output = output;
    this.navigation = navigation(documentation);
    try (Reader reader =
        new InputStreamReader(
            SiteWriter.class.getResourceAsStream("page.html.mustache"), StandardCharsets.UTF_8)) {
      this.frame = Mustache.compiler().escapeHTML(true).compile(reader);
    }
  }

  /** A page in the navigation. */
  private record Entry(String path, String name) {}

  /**
   * Writes the site.
   *
   * @param documentation without problems
   * @param output the folder, which may hold the Javadoc already
   */
  static void write(Documentation documentation, Path output) {
    try {
      new SiteWriter(documentation, output).write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write() throws IOException {
    Files.createDirectories(output);
    try (InputStream style = SiteWriter.class.getResourceAsStream(STYLE)) {
      Files.write(output.resolve(STYLE), style.readAllBytes());
    }
    for (Page page : documentation.pages().values()) {
      write(sitePath(page.path()), page.title(), page.path(), html(page), headings(page));
    }
    for (String picture : documentation.pictures()) {
      Path target = output.resolve(withoutFolder(picture));
      Files.createDirectories(target.getParent());
      Files.write(target, Files.readAllBytes(documentation.root().resolve(picture)));
    }
    for (String source : sources) {
      String text = Files.readString(documentation.root().resolve(source));
      String html =
          "<h1>%s</h1>\n<pre><code>%s</code></pre>\n".formatted(escaped(source), escaped(text));
      write(SOURCES + source + ".html", source, Documentation.START, html, List.of());
    }
  }

  private void write(
      String sitePath, String title, String path, String html, List<Map<String, String>> headings)
      throws IOException {
    String root = "../".repeat((int) sitePath.chars().filter(c -> c == '/').count());
    List<Page> way = documentation.wayTo(path);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("title", title);
    values.put("root", root);
    values.put("content", html);
    values.put("headings", headings);
    values.put("hasHeadings", headings.size() > 1);
    values.put(
        "way",
        way.subList(0, Math.max(0, way.size() - 1)).stream()
            .map(page -> Map.of("link", root + sitePath(page.path()), "name", page.title()))
            .toList());
    List<Object> sections = new ArrayList<>();
    navigation.forEach((section, entries) -> sections.add(section(section, entries, root, way)));
    values.put("sections", sections);
    values.put(
        "javadoc", Files.exists(output.resolve(JAVADOC)) ? root + JAVADOC + "index.html" : "");
    Path file = output.resolve(sitePath);
    Files.createDirectories(file.getParent());
    Files.writeString(file, frame.execute(values));
  }

  private static Map<String, Object> section(
      String name, List<Entry> entries, String root, List<Page> way) {
    List<Object> links = new ArrayList<>();
    boolean isOpen = false;
    for (Entry entry : entries) {
      boolean isCurrent = way.stream().anyMatch(page -> page.path().equals(entry.path()));
      isOpen |= isCurrent;
      links.add(
          Map.of(
              "link", root + sitePath(entry.path()), "name", entry.name(), "current", isCurrent));
    }
    return Map.of("name", name, "links", links, "open", isOpen || way.size() < 2);
  }

  /** The sections of the page that the documentation begins with, and the pages they name. */
  private static Map<String, List<Entry>> navigation(Documentation documentation) {
    Map<String, List<Entry>> navigation = new LinkedHashMap<>();
    Set<String> seen = new LinkedHashSet<>();
    Page start = documentation.pages().get(Documentation.START);
    for (Page.Link link : start.links()) {
      Destination destination =
          Destination.of(start.path(), link.destination()).orElse(new Destination("", ""));
      if (!link.section().isEmpty()
          && destination.anchor().isEmpty()
          && documentation.pages().containsKey(destination.path())
          && seen.add(destination.path())) {
        String name = Character.toUpperCase(link.text().charAt(0)) + link.text().substring(1);
        navigation
            .computeIfAbsent(link.section(), section -> new ArrayList<>())
            .add(new Entry(destination.path(), name));
      }
    }
    return navigation;
  }

  private static List<Map<String, String>> headings(Page page) {
    return page.headings().stream()
        .filter(heading -> heading.node().getLevel() == 2)
        .map(heading -> Map.of("anchor", heading.anchor(), "text", heading.text()))
        .toList();
  }

  private String html(Page page) {
    IdentityHashMap<Node, String> anchors = page.anchors();
    return HtmlRenderer.builder()
        .extensions(PageReader.EXTENSIONS)
        .nodeRendererFactory(context -> new Nothing())
        .attributeProviderFactory(
            context ->
                (node, tag, attributes) -> {
                  if (node instanceof Heading) {
                    attributes.put("id", anchors.get(node));
                  } else if (node instanceof Link link) {
                    attributes.put("href", rewritten(page, link.getDestination()));
                  } else if (node instanceof Image image) {
                    attributes.put("src", rewritten(page, image.getDestination()));
                    attributes.put("loading", "lazy");
                  } else if (node instanceof TableBlock) {
                    attributes.put("tabindex", "0");
                  }
                })
        .build()
        .render(page.content());
  }

  /** Where a link of a page leads within the site. */
  private String rewritten(Page page, String link) {
    Destination destination = Destination.of(page.path(), link).orElse(null);
    if (destination == null) {
      return link;
    }
    String anchor = destination.anchor().isEmpty() ? "" : "#" + destination.anchor();
    if (destination.path().equals(page.path()) && !anchor.isEmpty()) {
      return anchor;
    }
    String root = "../".repeat((int) sitePath(page.path()).chars().filter(c -> c == '/').count());
    return root + target(destination.path()) + anchor;
  }

  private String target(String path) {
    if (documentation.pages().containsKey(path)) {
      return sitePath(path);
    }
    if (path.startsWith(Documentation.FOLDER)) {
      return withoutFolder(path);
    }
    if (path.endsWith(".java") && path.contains("/src/main/java/")) {
      String type = path.substring(path.indexOf("/src/main/java/") + "/src/main/java/".length());
      String javadoc = JAVADOC + type.substring(0, type.length() - ".java".length()) + ".html";
      if (Files.exists(output.resolve(javadoc))) {
        return javadoc;
      }
    }
    sources.add(path);
    return SOURCES + path + ".html";
  }

  /** Where a page of the documentation stands in the site. */
  static String sitePath(String path) {
    String page = withoutFolder(path);
    String name = page.substring(0, page.length() - ".md".length());
    return (name.endsWith("README") ? name.substring(0, name.length() - 6) + "index" : name)
        + ".html";
  }

  private static String withoutFolder(String path) {
    return path.substring(Documentation.FOLDER.length());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** Leaves out HTML: what a checked page holds of it is comments. */
  private static final class Nothing implements NodeRenderer {
    @Override
    public Set<Class<? extends Node>> getNodeTypes() {
      return Set.of(HtmlBlock.class, HtmlInline.class);
    }

    @Override
    public void render(Node node) {}
  }
}
