package io.stagger.core.compare;

/**
 * How far roll-outs are from what came in truth, in the unit of tokens, in which the noise of
 * diffusion has deviation 1.
 *
 * @param token which token, counted from 1
 * @param meanAbsolute the mean absolute error of the mean of the futures
 * @param rootMeanSquare the root of its mean square
 */
public record TokenError(int token, double meanAbsolute, double rootMeanSquare) {}
