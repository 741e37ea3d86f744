/**
 * Samples of a modality and the tokens that a network sees.
 *
 * <p>A {@link io.stagger.api.data.DataSource} yields samples, a {@link
 * io.stagger.api.data.Tokenizer} turns each into {@link io.stagger.api.data.Tokens} and back.
 */
package io.stagger.api.data;
