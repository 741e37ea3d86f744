package io.stagger.core.plugin;

import io.stagger.api.StaggerException;
import java.util.List;

/** Plugins that can't be started as they are. Holds every problem that was found, not the first. */
public final class PluginException extends StaggerException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /** Creates the exception from at least one problem, each a sentence that says the mend. */
  public PluginException(List<String> problems) {
    this(problems, null);
  }

  /** Creates the exception with what caused it. */
  public PluginException(List<String> problems, Throwable cause) {
    super(String.join(System.lineSeparator(), printable(problems)), cause);
    this.problems = printable(problems);
  }

  /** They name what stands in files of plugins. */
  private static List<String> printable(List<String> problems) {
    return problems.stream().map(Printable::of).toList();
  }

  /** Every problem, each one sentence that says the mend; the message holds one on each line. */
  public List<String> problems() {
    return problems;
  }
}
