package io.stagger.core.plugin;

import java.nio.file.Path;

/**
 * A plugin of a runtime.
 *
 * @param descriptor what its {@code plugin.properties} says
 * @param directory where it lies
 * @param state where it stands
 */
public record LoadedPlugin(PluginDescriptor descriptor, Path directory, PluginState state) {}
