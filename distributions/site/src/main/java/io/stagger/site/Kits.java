package io.stagger.site;

import io.stagger.api.StaggerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Documents the conformance kit of an extension point from its source: what a test class supplies
 * and what is checked.
 */
final class Kits {
  private static final String FOLDER = "plugins/testkit/src/main/java/io/stagger/testkit/";
  private static final String KIT = "Conformance";

  private static final Pattern PARENTS = Pattern.compile("\\bextends ([^{]+)\\{");
  private static final Pattern NAME = Pattern.compile("\\w+");

  /** A method of a kit with its comment; the groups are comment, annotations and declaration. */
  private static final Pattern METHOD =
      Pattern.compile(
          "\\n  /\\*\\*((?:(?!\\*/)(?s:.))*)\\*/\\n((?:  @[^\\n]*\\n)*)  (?!private |static |record )((?:default )?[\\w<>?, ]+ \\w+\\([^)]*\\)[^\\n]*)(?:\\n    return ([^;{]*);\\n  })?");

  private static final Pattern DECLARED = Pattern.compile("(\\w+)\\(");
  private static final Pattern INLINE = Pattern.compile("\\{@(code|link) ([^}]*)}");

  private final Path root;

  /**
   * Reads from a repository.
   *
   * @param root its top
   */
  Kits(Path root) {
    this.root = root;
  }

  /**
   * What the kit of a point asks for and checks, or that there is none.
   *
   * @param type the type of the point's extensions; kits are named after it, without what says that
   *     it is a factory or which kind of a thing it is
   */
  String text(Class<?> type) {
    String name = type.getSimpleName();
    for (String subject :
        List.of(name, name.replace("Factory", ""), name.replace("Denoiser", ""))) {
      if (Files.isRegularFile(file(subject + KIT))) {
        return text(subject + KIT);
      }
    }
    return "There is no kit for this point.";
  }

  private String text(String kit) {
    List<String> supplied = new ArrayList<>();
    List<String> checked = new ArrayList<>();
    collect(kit, supplied, checked);
    return "The kit is [`%s`](../../../%s%s.java), a JUnit interface. A test class implements it and supplies:\n\n%s\n\nInherited tests check:\n\n%s"
        .formatted(kit, FOLDER, kit, String.join("\n", supplied), String.join("\n", checked));
  }

  private void collect(String kit, List<String> supplied, List<String> checked) {
    String source = source(kit);
    Matcher parents = PARENTS.matcher(source.substring(source.indexOf("public interface")));
    if (parents.find()) {
      NAME.matcher(parents.group(1))
          .results()
          .map(match -> match.group())
          .filter(parent -> Files.isRegularFile(file(parent)))
          .forEach(parent -> collect(parent, supplied, checked));
    }
    Matcher methods = METHOD.matcher(source);
    while (methods.find()) {
      String comment = plain(methods.group(1));
      if (methods.group(2).contains("@Test")) {
        add(checked, "- " + comment);
      } else {
        Matcher name = DECLARED.matcher(methods.group(3));
        name.find();
        String usual = methods.group(4);
        String otherwise = usual == null ? "" : " Unless overridden: `%s`.".formatted(usual);
        boolean isDefault = methods.group(3).startsWith("default ");
        if (!isDefault || usual != null) {
          add(supplied, "- `%s()`: %s%s".formatted(name.group(1), phrase(comment), otherwise));
        }
      }
    }
  }

  private static void add(List<String> lines, String line) {
    if (!lines.contains(line)) {
      lines.add(line);
    }
  }

  /** A comment as a line of Markdown, without what follows its first tag. */
  private static String plain(String comment) {
    String text = comment.replaceAll("\\n *\\*? ?", " ").strip();
    int tag = text.indexOf(" @");
    text = (tag < 0 ? text : text.substring(0, tag)).replaceAll(" +", " ").strip();
    return INLINE
        .matcher(text)
        .replaceAll(
            match -> Matcher.quoteReplacement("`" + match.group(2).replaceFirst("^#", "") + "`"));
  }

  private static String phrase(String sentence) {
    return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
  }

  private String source(String kit) {
    try {
      return Files.readString(file(kit));
    } catch (IOException e) {
      throw new StaggerException("the kit %s can't be read.".formatted(kit), e);
    }
  }

  private Path file(String kit) {
    return root.resolve(FOLDER + kit + ".java");
  }
}
