/**
 * A plugin for Stagger: weights on springs as a modality.
 *
 * <p>Read it in this order: {@link ${package}.${classPrefix}Sample} is a sample, {@link
 * ${package}.${classPrefix}Source} makes samples, {@link ${package}.${classPrefix}Tokenizer} turns
 * them into tokens and back, {@link ${package}.${classPrefix}Error} scores predictions, {@link
 * ${package}.${classPrefix}Exporter} writes them, and {@link ${package}.${classPrefix}Plugin} tells
 * Stagger about all of them.
 */
package ${package};
