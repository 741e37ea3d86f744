/** Worlds in which plans are carried out. */
package io.stagger.api.environment;
