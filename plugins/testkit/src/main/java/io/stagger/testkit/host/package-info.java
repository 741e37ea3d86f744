/**
 * A compute engine in plain Java that samples and does not train: for tests of everything around
 * the network, with networks that are a formula.
 *
 * <p>A {@link io.stagger.testkit.host.HostBackbone} computes on rows of numbers, one row for each
 * token; {@link io.stagger.testkit.host.HostEngine} does the rest as {@link
 * io.stagger.api.engine.SamplingSession} promises it.
 */
package io.stagger.testkit.host;
