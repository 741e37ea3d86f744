/**
 * What stands between the extension points and a user: the plugin runtime, configuration, training,
 * sampling and checkpoints. Knows no plugin and no tensor library.
 */
package io.stagger.core;
