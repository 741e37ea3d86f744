package io.stagger.api.plugin;

/**
 * The one entry class of a plugin, found by {@link java.util.ServiceLoader} and named by the key
 * {@code class} of its {@code plugin.properties}.
 *
 * <p>It has a public constructor without parameters that does nothing costly. {@link #contribute}
 * is called once, at start. If any plugin fails to start, everything that the failed one registered
 * is taken back. Plugins are closed in the reverse of the order in which they started.
 *
 * @since 0.1.0
 */
public interface Plugin extends AutoCloseable {
  /** Registers what the plugin contributes. Must not start threads or load native libraries. */
  void contribute(Extensions extensions);

  /** Releases what the plugin holds and ends its threads. Closing twice is harmless. */
  @Override
  default void close() {}
}
