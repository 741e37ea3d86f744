package io.stagger.core.config;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;

/**
 * The names that are allowed somewhere, and how a message speaks of them.
 *
 * @param names the names in the order in which a message lists them
 */
public record Choices(List<String> names) {
  // Below this, a suggestion misleads more often than it helps.
  private static final double LEAST_SIMILARITY = 0.8;

  /** Copies the list. */
  public Choices {
    names = List.copyOf(names);
  }

  /** Choices of some names. */
  public static Choices of(Collection<String> names) {
    return new Choices(List.copyOf(names));
  }

  /** The name that a wrong one most likely meant. Case, '-' and '_' make no difference. */
  public Optional<String> nearest(String wrong) {
    JaroWinklerSimilarity similarity = new JaroWinklerSimilarity();
    String plainWrong = plain(wrong);
    String best = null;
    double bestSimilarity = LEAST_SIMILARITY;
    for (String name : names) {
      double value = similarity.apply(plainWrong, plain(name));
      if (value >= bestSimilarity && (best == null || value > bestSimilarity)) {
        best = name;
        bestSimilarity = value;
      }
    }
    return Optional.ofNullable(best);
  }

  /** {@code " (did you mean 'cosine'?)"}, or nothing if no name is near. */
  public String hint(String wrong) {
    return nearest(wrong).map(name -> " (did you mean '" + name + "'?)").orElse("");
  }

  /** {@code "a, b or c"}, or {@code "none"}. */
  public String either() {
    return joined("or");
  }

  /** {@code "a, b and c"}, or {@code "none"}. */
  public String all() {
    return joined("and");
  }

  private String joined(String word) {
    if (names.isEmpty()) {
      return "none";
    }
    int last = names.size() - 1;
    if (last == 0) {
      return names.get(0);
    }
    return String.join(", ", names.subList(0, last)) + " " + word + " " + names.get(last);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }
}
