/**
 * Using trained runs from a Java application, without a command line.
 *
 * <p>{@link io.stagger.api.embed.Stagger#open} starts the plugins of a directory, {@link
 * io.stagger.api.embed.Stagger#load} opens a run, and a {@link io.stagger.api.embed.LoadedRun}
 * samples: tokens by its {@link io.stagger.api.sampling.TokenSampler}, samples of the modality by
 * its {@link io.stagger.api.embed.RunSamples}. An application compiles against this module alone
 * and has {@code stagger-core} at run time.
 *
 * @since 0.1.0
 */
package io.stagger.api.embed;
