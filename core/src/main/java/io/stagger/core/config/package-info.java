/**
 * Configuration: {@link io.stagger.core.config.SettingsLoader} layers experiment file, includes,
 * environment and command line into {@link io.stagger.core.config.Settings}; {@link
 * io.stagger.core.config.RecordBinder} turns them into typed records and answers for every mistake
 * with a sentence that says where it is and what is allowed.
 */
package io.stagger.core.config;
