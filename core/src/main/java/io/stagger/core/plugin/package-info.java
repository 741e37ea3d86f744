/**
 * The life of plugins: read, checked all together, loaded in isolation, started in the order of
 * their requirements, closed in reverse.
 *
 * <p>{@link io.stagger.core.plugin.PluginRuntime} is the entry. What plugins contributed is found
 * in its {@link io.stagger.core.plugin.ExtensionRegistry}; {@link
 * io.stagger.core.plugin.SelectionResolver} brings it together with configuration.
 */
package io.stagger.core.plugin;
