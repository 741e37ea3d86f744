package io.stagger.core.plugin;

import io.stagger.api.plugin.Extension;

/**
 * An extension and the plugin that contributed it.
 *
 * @param extension what was contributed
 * @param pluginId the id of the plugin
 * @param <T> what an extension of its point is
 */
public record RegisteredExtension<T>(Extension<T, ?> extension, String pluginId) {}
