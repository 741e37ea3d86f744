/** Sampling with a trained model, as an application, a trial or a plugin does it. */
package io.stagger.api.sampling;
