/**
 * The plugin that the guide "write a plugin" walks through: sine waves as a modality.
 *
 * <p>Read it in this order: {@link io.stagger.example.Wave} is a sample, {@link
 * io.stagger.example.SineSource} makes samples, {@link io.stagger.example.WaveTokenizer} turns them
 * into tokens and back, {@link io.stagger.example.WaveError} scores predictions, {@link
 * io.stagger.example.WaveExporter} writes them, and {@link io.stagger.example.ExamplePlugin} tells
 * Stagger about all of them.
 */
package io.stagger.example;
