/** Benchmarks of whole steps, with the shapes of a PyTorch program to compare with. */
package io.stagger.bench;
