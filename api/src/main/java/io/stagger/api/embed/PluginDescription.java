package io.stagger.api.embed;

/**
 * A plugin that was started.
 *
 * @param id its id, such as {@code forecasting}
 * @param version its version
 * @since 0.1.0
 */
public record PluginDescription(String id, String version) {}
