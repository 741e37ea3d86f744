package io.stagger.api.config;

/** The configuration record of an extension without settings. */
public record NoSettings() {}
