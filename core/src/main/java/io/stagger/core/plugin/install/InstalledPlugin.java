package io.stagger.core.plugin.install;

import io.stagger.core.plugin.PluginDescriptor;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A plugin that was put in place.
 *
 * @param descriptor what it says of itself
 * @param directory where it lies
 * @param replaced the version that was there before; empty if there was none, or it could not be
 *     read
 */
public record InstalledPlugin(
    PluginDescriptor descriptor, Path directory, Optional<String> replaced) {}
