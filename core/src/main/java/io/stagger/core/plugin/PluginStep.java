package io.stagger.core.plugin;

/** What a plugin's entry class is asked to do. */
public enum PluginStep {
  /** Being made, and contributing its extensions. */
  STARTING,
  /** Being closed. */
  CLOSING
}
