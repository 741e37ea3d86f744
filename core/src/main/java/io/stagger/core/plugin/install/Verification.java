package io.stagger.core.plugin.install;

import io.stagger.core.plugin.LoadedPlugin;
import java.util.List;

/**
 * What came of a check.
 *
 * @param plugins the plugins that were started and closed again; empty if they could not start
 * @param problems what is wrong, each a sentence that says the mend
 */
public record Verification(List<LoadedPlugin> plugins, List<String> problems) {
  /** Copies the lists. */
  public Verification {
    plugins = List.copyOf(plugins);
    problems = List.copyOf(problems);
  }

  /** Whether nothing is wrong. */
  public boolean isGood() {
    return problems.isEmpty();
  }
}
