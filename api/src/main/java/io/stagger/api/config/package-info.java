/**
 * Typed configuration. A plugin declares a record; the settings of an experiment file are bound to
 * it, checked, and documented from its annotations.
 */
package io.stagger.api.config;
