package io.stagger.core.plugin;

/** Is told what plugins are about to do, so that somebody can say which one does not finish. */
@FunctionalInterface
public interface PluginWatcher {
  /**
   * A plugin's code runs from now on.
   *
   * @param id whose
   * @param step what it does
   */
  void begins(String id, PluginStep step);
}
