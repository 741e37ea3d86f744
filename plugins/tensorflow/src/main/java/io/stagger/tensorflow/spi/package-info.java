/**
 * The graph SPI: how a backbone describes its network to the TensorFlow engine.
 *
 * <p>A plugin that requires the plugin {@code tensorflow} sees this package and {@code
 * org.tensorflow}. It writes one {@link io.stagger.tensorflow.spi.GraphBackbone}; the engine uses
 * that one definition for training, for sampling and inside compiled loops.
 */
package io.stagger.tensorflow.spi;
