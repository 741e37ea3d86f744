package io.stagger.site;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/** Reads pages in CommonMark with tables. */
final class PageReader {
  /** What pages are written in besides CommonMark. */
  static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());

  private static final String COMMENT = "<!--";

  private final Parser parser =
      Parser.builder()
          .extensions(EXTENSIONS)
          .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
          .build();

  /**
   * Reads a page.
   *
   * @param path where it is in the repository
   * @param text what it holds
   */
  Page read(String path, String text) {
    Node content = parser.parse(text);
    Collector collector = new Collector();
    content.accept(collector);
    String title = collector.headings.isEmpty() ? path : collector.headings.get(0).text();
    return new Page(path, title, content, collector.headings, collector.links, collector.rawHtml);
  }

  private static final class Collector extends AbstractVisitor {
    private final List<Page.Anchored> headings = new ArrayList<>();
    private final List<Page.Link> links = new ArrayList<>();
    private final List<Integer> rawHtml = new ArrayList<>();
    private final IdGenerator anchors = IdGenerator.builder().build();
    private String section = "";

    @Override
    public void visit(Heading heading) {
      String text = plainText(heading);
      headings.add(new Page.Anchored(heading, text, anchors.generateId(text)));
      if (heading.getLevel() <= 2) {
        section = heading.getLevel() == 2 ? text : "";
      }
      visitChildren(heading);
    }

    @Override
    public void visit(Link link) {
      links.add(new Page.Link(link.getDestination(), plainText(link), false, line(link), section));
      visitChildren(link);
    }

    @Override
    public void visit(Image image) {
      links.add(
          new Page.Link(image.getDestination(), plainText(image), true, line(image), section));
    }

    @Override
    public void visit(HtmlBlock block) {
      if (!block.getLiteral().startsWith(COMMENT)) {
        rawHtml.add(line(block));
      }
    }

    @Override
    public void visit(HtmlInline inline) {
      if (!inline.getLiteral().startsWith(COMMENT)) {
        rawHtml.add(line(inline));
      }
    }
  }

  private static int line(Node node) {
    for (Node at = node; at != null; at = at.getParent()) {
      List<SourceSpan> spans = at.getSourceSpans();
      if (!spans.isEmpty()) {
        return spans.get(0).getLineIndex() + 1;
      }
    }
    return 1;
  }

  private static String plainText(Node node) {
    StringBuilder text = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text part) {
            text.append(part.getLiteral());
          }

          @Override
          public void visit(Code part) {
            text.append(part.getLiteral());
          }

          @Override
          public void visit(SoftLineBreak part) {
            text.append(' ');
          }

          @Override
          public void visit(HardLineBreak part) {
            text.append(' ');
          }
        });
    return text.toString();
  }
}
