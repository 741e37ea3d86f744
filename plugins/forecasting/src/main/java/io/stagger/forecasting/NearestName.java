package io.stagger.forecasting;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the name that a user may have meant. */
final class NearestName {
  private NearestName() {}

  /** The nearest of several names, if it is near enough to be worth suggesting. */
  static Optional<String> of(String wanted, Collection<String> names) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    String lowered = wanted.toLowerCase(Locale.ROOT);
    int limit = Math.max(2, wanted.length() / 3);
    return names.stream()
        .min(
            Comparator.comparingInt(name -> distance.apply(lowered, name.toLowerCase(Locale.ROOT))))
        .filter(name -> distance.apply(lowered, name.toLowerCase(Locale.ROOT)) <= limit);
  }

  /** "; did you mean 'x'" or nothing, to be put before the full stop of a sentence. */
  static String suggestion(String wanted, Collection<String> names) {
    return of(wanted, names).map(name -> "; did you mean '" + name + "'?").orElse(".");
  }
}
