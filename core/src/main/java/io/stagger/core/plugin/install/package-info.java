/**
 * Plugins put into a plugins directory from a zip, taken out of it, and checked.
 *
 * <p>{@link io.stagger.core.plugin.install.PluginInstaller} is the entry. A zip comes from anywhere
 * and is not trusted: {@link io.stagger.core.plugin.install.PluginArchive} lets nothing of it out
 * of the directory it is unpacked into, and nothing of a plugin runs while it is installed.
 */
package io.stagger.core.plugin.install;
