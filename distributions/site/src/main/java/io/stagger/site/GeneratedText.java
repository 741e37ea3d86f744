package io.stagger.site;

import io.stagger.api.StaggerException;
import io.stagger.core.plugin.ExtensionRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in what pages hold between {@code <!-- generated: WHAT -->} and {@code <!-- end -->}:
 *
 * <ul>
 *   <li>{@code settings experiment}: every key of an experiment file;
 *   <li>{@code settings extensions}: every key of every bundled extension;
 *   <li>{@code points}: the extension points;
 *   <li>{@code extensions POINT}: the bundled extensions of a point;
 *   <li>{@code kit POINT}: what the conformance kit of a point asks for and checks;
 *   <li>{@code code FILE NAME...}: members of a Java source, or all of it.
 * </ul>
 */
public final class GeneratedText {
  /** What renews the text in the repository. */
  public static final String COMMAND =
      "mvn -q package -Dmaven.test.skip=true -Dsite.renew=true -pl distributions/site -am";

  private static final Pattern BLOCK =
      Pattern.compile("(?m)^<!-- generated: ([^\\n]*) -->\\n(?s:(.*?)^)<!-- end -->$");
  private static final Pattern BEGINNING = Pattern.compile("(?m)^<!-- generated:");

  private final Snippets snippets;
  private final Kits kits;
  private final SettingsText settings;

  /**
   * Generates from sources and plugins.
   *
   * @param root the top of the repository
   * @param registry what the bundled plugins contributed
   */
  public GeneratedText(Path root, ExtensionRegistry registry) {
    this.snippets = new Snippets(root);
    this.kits = new Kits(root);
    this.settings = new SettingsText(registry);
  }

  /**
   * A page with everything generated filled in anew.
   *
   * @param path the page, for messages
   * @throws StaggerException if it asks for what can't be generated
   */
  String fill(String path, String text) {
    Matcher blocks = BLOCK.matcher(text);
    long begun = BEGINNING.matcher(text).results().count();
    if (blocks.results().count() != begun) {
      throw new StaggerException(
          "%s: not every line '<!-- generated: ... -->' has its line '<!-- end -->'."
              .formatted(path));
    }
    return blocks.reset().replaceAll(block -> Matcher.quoteReplacement(filled(path, block)));
  }

  /** The pages whose generated text is out of date. */
  public List<String> stale(Path root) {
    List<String> stale = new ArrayList<>();
    Documentation.texts(root)
        .forEach(
            (path, text) -> {
              if (!fill(path, text).equals(text)) {
                stale.add(path);
              }
            });
    return List.copyOf(stale);
  }

  /** Renews the generated text of all pages, and says which of them changed. */
  List<String> renew(Path root) {
    List<String> stale = stale(root);
    try {
      for (String path : stale) {
        Path file = root.resolve(path);
        Files.writeString(file, fill(path, Files.readString(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return stale;
  }

  private String filled(String path, MatchResult block) {
    List<String> words = Arrays.asList(block.group(1).strip().split(" +", -1));
    try {
      return "<!-- generated: %s -->\n\n%s\n\n<!-- end -->"
          .formatted(block.group(1), text(words).strip());
    } catch (StaggerException e) {
      throw new StaggerException("%s: %s".formatted(path, e.getMessage()), e);
    }
  }

  private String text(List<String> words) {
    String what = String.join(" ", words);
    if (what.equals("settings experiment")) {
      return settings.experiment();
    }
    if (what.equals("settings extensions")) {
      return settings.extensions();
    }
    if (what.equals("points")) {
      return settings.points();
    }
    if (words.size() == 2 && words.get(0).equals("extensions")) {
      return settings.extensions(words.get(1));
    }
    if (words.size() == 2 && words.get(0).equals("kit")) {
      return kits.text(settings.point(words.get(1)).type());
    }
    if (words.size() >= 2 && words.get(0).equals("code")) {
      return "```java\n" + snippets.code(words.get(1), words.subList(2, words.size())) + "\n```";
    }
    throw new StaggerException(
        "nothing generates '%s'; there are: settings experiment, settings extensions, points, extensions POINT, kit POINT, and code FILE NAME..."
            .formatted(what));
  }
}
