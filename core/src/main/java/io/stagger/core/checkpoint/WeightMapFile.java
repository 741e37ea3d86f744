package io.stagger.core.checkpoint;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.WeightMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A weight map that a user wrote: a text file in UTF-8 with one parameter, or one family of
 * parameters, a line.
 *
 * <pre>
 * # ours = theirs
 * output.bias = head.bias
 * layers.{n}.attention.input.weight = blocks.{n}.attn.qkv.weight transposed
 * </pre>
 *
 * <p>A word in braces stands for any one part of a name between two dots, the same in both names.
 * {@code transposed} says that the two dimensions of theirs are swapped, as those of a PyTorch
 * linear layer are. Empty lines and what follows a '#' don't count.
 */
public final class WeightMapFile implements WeightMap {
  private static final Pattern LINE = Pattern.compile("(\\S+)\\s*=\\s*(\\S+)(\\s+transposed)?");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)\\}");

  private final List<Rule> rules;

  private WeightMapFile(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * Reads a file.
   *
   * @throws StaggerException if it can't be read or a line says something else
   */
  public static WeightMapFile read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new StaggerException("There is no weight map '" + file + "'.", e);
    } catch (IOException e) {
      throw new StaggerException(
          "The weight map '%s' can't be read: %s.".formatted(file, e.getMessage()), e);
    }
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("#.*", "").strip();
      if (!line.isEmpty()) {
        rules.add(rule(file, i + 1, line));
      }
    }
    if (rules.isEmpty()) {
      throw new StaggerException("The weight map '%s' names no parameter.".formatted(file));
    }
    return new WeightMapFile(rules);
  }

  private static Rule rule(Path file, int number, String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new StaggerException(
          "Line %d of the weight map '%s' is '%s', but a line is 'ours = theirs', with ' transposed' at its end if so."
              .formatted(number, file, line));
    }
    String ours = matcher.group(1);
    String theirs = matcher.group(2);
    Matcher placeholders = PLACEHOLDER.matcher(theirs);
    while (placeholders.find()) {
      if (!ours.contains(placeholders.group())) {
        throw new StaggerException(
            "Line %d of the weight map '%s' uses %s in their name, but not in ours."
                .formatted(number, file, placeholders.group()));
      }
    }
    return new Rule(number, line, pattern(ours), theirs, matcher.group(3) != null);
  }

  private static Pattern pattern(String ours) {
    StringBuilder pattern = new StringBuilder();
    Matcher placeholders = PLACEHOLDER.matcher(ours);
    int end = 0;
    while (placeholders.find()) {
      pattern.append(Pattern.quote(ours.substring(end, placeholders.start())));
      String group = placeholders.group(1);
      pattern.append(
          pattern.indexOf("(?<" + group + ">") < 0
              ? "(?<" + group + ">[^.]+)"
              : "\\k<" + group + ">");
      end = placeholders.end();
    }
    return Pattern.compile(pattern.append(Pattern.quote(ours.substring(end))).toString());
  }

  @Override
  public Optional<Source> source(String parameter) {
    return rule(parameter).map(rule -> rule.source(parameter));
  }

  private Optional<Rule> rule(String parameter) {
    return rules.stream().filter(rule -> rule.ours().matcher(parameter).matches()).findFirst();
  }

  /**
   * The lines that say where nothing is: they match no parameter, or only those that an earlier
   * line matches too.
   *
   * @param parameters the names of all parameters here
   * @return such as {@code line 3 'head.bias = output.bias'}, in the file's order
   */
  public List<String> unmatched(Collection<String> parameters) {
    Set<Rule> left = new LinkedHashSet<>(rules);
    parameters.forEach(parameter -> rule(parameter).ifPresent(left::remove));
    return left.stream().map(rule -> "line %d '%s'".formatted(rule.number(), rule.line())).toList();
  }

  /**
   * One line.
   *
   * @param number of the line, from 1
   * @param line what it says
   * @param ours matches our name
   * @param theirs their name, with placeholders
   * @param transposed whether dimensions are swapped
   */
  private record Rule(int number, String line, Pattern ours, String theirs, boolean transposed) {
    /** Where a parameter that matches is. */
    Source source(String parameter) {
      Matcher matcher = ours.matcher(parameter);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("'%s' is not for '%s'.".formatted(line, parameter));
      }
      String name =
          PLACEHOLDER
              .matcher(theirs)
              .replaceAll(found -> Matcher.quoteReplacement(matcher.group(found.group(1))));
      return new Source(name, transposed);
    }
  }
}
