/**
 * What a plugin or an embedding application compiles against.
 *
 * <p>Nothing in this module depends on anything but the JDK. {@link io.stagger.api.ExtensionPoints}
 * lists the places where a plugin can add something; {@link io.stagger.api.plugin.Plugin} is how it
 * does so.
 */
package io.stagger.api;
