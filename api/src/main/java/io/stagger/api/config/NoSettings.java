package io.stagger.api.config;

/**
 * The configuration record of an extension without settings.
 *
 * @since 0.1.0
 */
public record NoSettings() {}
