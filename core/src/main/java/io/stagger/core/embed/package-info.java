/**
 * Implements {@link io.stagger.api.embed}: plugins and runs inside an application, whose threads
 * and class loaders Stagger knows nothing of.
 */
package io.stagger.core.embed;
