package io.stagger.core.run;

import io.stagger.api.config.Setting;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A way of training and sampling that a comparison holds against others.
 *
 * @param name names it in tables, pictures and folders
 * @param set what is otherwise than in the experiment
 */
public record RegimeConfiguration(
    @Setting("names the regime in tables, pictures and folders") String name,
    @Setting(
            value =
                "keys of the experiment that are otherwise in this regime, each key=value as with --set",
            defaultValue = "")
        List<String> set) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  /** What all regimes share, or there would be nothing to compare. */
  private static final Set<String> SHARED = Set.of("seed", "data", "tokenizer", "compare");

  /** Checks what the ranges can't say, and copies the list. */
  public RegimeConfiguration {
    set = List.copyOf(set);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "The regime's name is '%s', but it names a folder, so write letters, digits, '.', '_' and '-' only."
              .formatted(name));
    }
    for (String assignment : set) {
      String top = assignment.split("[.=]", 2)[0].strip();
      if (SHARED.contains(top)) {
        throw new IllegalArgumentException(
            "The regime '%s' sets '%s', but all regimes of a comparison share %s; set it for the whole experiment instead."
                .formatted(name, assignment, "seed, data, tokenizer and compare"));
      }
    }
  }
}
