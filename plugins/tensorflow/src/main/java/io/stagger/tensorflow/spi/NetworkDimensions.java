package io.stagger.tensorflow.spi;

import io.stagger.api.data.TokenSpec;

/**
 * The sizes that a network is built for.
 *
 * @param tokens the shape of tokens and conditions
 * @param maximumLength the most tokens seen together, committed ones included unless the backbone
 *     {@linkplain GraphBackbone#remembersWithoutLimit remembers without limit}
 * @param levels K, the number of noise levels; the network is told levels from -1 (clean) to K - 1
 */
public record NetworkDimensions(TokenSpec tokens, int maximumLength, int levels) {}
