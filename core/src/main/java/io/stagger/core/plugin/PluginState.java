package io.stagger.core.plugin;

/** Where a plugin stands in its life. */
public enum PluginState {
  /** Checked and able to start; or started before and closed again. */
  RESOLVED,
  /** Its extensions can be used. */
  STARTED,
  /**
   * It threw while it was closed, or left a thread running. A plugin that throws while it starts
   * ends the whole start.
   */
  FAILED
}
