package io.stagger.site;

import io.stagger.api.StaggerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes code out of Java sources, so that what pages show is compiled and tested. Relies on the
 * format that the build checks: members of a top-level type are indented by two blanks, and what
 * they hold by more.
 */
final class Snippets {
  private static final Pattern HEADER = Pattern.compile("(package|import) .*;|");

  private final Path root;

  /**
   * Reads from a repository.
   *
   * @param root its top
   */
  Snippets(Path root) {
    this.root = root;
  }

  /**
   * The code of types or members.
   *
   * @param file where they are, counted from the top
   * @param names the names of top-level types, or of members of them, in the order in which they
   *     are shown; none for all that follows the imports
   * @throws StaggerException if one of them is not there
   */
  String code(String file, List<String> names) {
    List<String> lines;
    try {
      Path path = root.resolve(file);
      if (!Files.isRegularFile(path)) {
        throw new StaggerException("There is no file %s to take code from.".formatted(file));
      }
      lines = Files.readAllLines(path);
    } catch (IOException e) {
      throw new StaggerException("The file %s can't be read.".formatted(file), e);
    }
    if (names.isEmpty()) {
      int first = 0;
      while (first < lines.size() && HEADER.matcher(lines.get(first)).matches()) {
        first++;
      }
      return String.join("\n", lines.subList(first, lines.size())).strip();
    }
    List<String> parts = new ArrayList<>();
    for (String name : names) {
      parts.add(member(file, lines, name));
    }
    return String.join("\n\n", parts);
  }

  private static String member(String file, List<String> lines, String name) {
    Pattern declaration =
        Pattern.compile(
            "(  )?(?! |[*/@})]|return |import |package )[^=(]*\\b%s( ?[=(;{<]| implements | extends ).*"
                .formatted(Pattern.quote(name)));
    for (int at = 0; at < lines.size(); at++) {
      if (declaration.matcher(lines.get(at)).matches()) {
        return dedented(lines.subList(start(lines, at), end(lines, at)));
      }
    }
    throw new StaggerException("The file %s has no member '%s'.".formatted(file, name));
  }

  /** The first line of a member's comment or annotations. */
  private static int start(List<String> lines, int declaration) {
    int at = declaration;
    while (at > 0 && lines.get(at - 1).strip().matches("(@|/\\*\\*|\\*|//).*")) {
      at--;
    }
    return at;
  }

  /** The line after a member's last. */
  private static int end(List<String> lines, int declaration) {
    String indentation = " ".repeat(indentation(lines.get(declaration)));
    boolean hasBody = false;
    for (int at = declaration; at < lines.size(); at++) {
      String line = lines.get(at);
      hasBody |= line.endsWith("{");
      if (line.matches(indentation + "}[);]*")
          || line.endsWith("{}")
          || (!hasBody && line.endsWith(";"))) {
        return at + 1;
      }
    }
    return lines.size();
  }

  private static String dedented(List<String> lines) {
    int indentation = indentation(lines.get(0));
    return String.join(
        "\n",
        lines.stream().map(line -> line.substring(Math.min(indentation, line.length()))).toList());
  }

  private static int indentation(String line) {
    return line.length() - line.stripLeading().length();
  }
}
