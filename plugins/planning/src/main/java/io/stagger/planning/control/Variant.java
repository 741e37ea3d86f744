package io.stagger.planning.control;

import io.stagger.api.sampling.TokenSampler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * One of what a closed loop compares.
 *
 * @param name what reports call it
 * @param strength multiplies the scales of guidance
 * @param futures how many futures guidance looks at; empty without guidance
 */
record Variant(String name, double strength, OptionalInt futures) {
  /**
   * Those that settings ask for, each once.
   *
   * @param guidance how sampling is guided as configured
   */
  static List<Variant> of(ClosedLoopSettings settings, TokenSampler.Guided guidance) {
    boolean guided = !guidance.objectives().isEmpty();
    // Rows are told apart by their names, and the same variant twice would tell nothing new.
    Map<String, Variant> variants = new LinkedHashMap<>();
    for (double strength : settings.strengths()) {
      String name = name(strength, guided);
      if (strength == 0 || !guided) {
        variants.putIfAbsent(name, new Variant(name, 0, OptionalInt.empty()));
        continue;
      }
      List<Integer> counts =
          settings.futures().isEmpty() ? List.of(guidance.futures()) : settings.futures();
      for (int futures : counts) {
        String full = futures == 1 ? name : "%s, %d futures".formatted(name, futures);
        variants.putIfAbsent(full, new Variant(full, strength, OptionalInt.of(futures)));
      }
    }
    return List.copyOf(variants.values());
  }

  private static String name(double strength, boolean guided) {
    if (strength == 0 || !guided) {
      return "unguided";
    }
    return strength == 1 ? "guided" : "guided x " + strength;
  }
}
