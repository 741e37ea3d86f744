/**
 * Multivariate time series as a modality: a table of several series over one column of dates, the
 * windows that a model sees of it, their tokenizer, scores, baselines and pictures.
 *
 * <p>The finest spacing of dates is one day. A step of time is one row of the table, whatever the
 * spacing.
 */
package io.stagger.forecasting;
