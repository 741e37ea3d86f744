package io.stagger.core.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * How drift is measured.
 *
 * @param width numbers in a token
 * @param trainingLength the tokens of a sequence in training
 * @param context how many tokens of a roll-out are observed
 * @param length the tokens of a roll-out, with those
 * @param window tokens in a window, for the energy distance
 * @param spectrumWindow tokens in a window, for the spectrum error
 * @param seed decides which windows are taken where there are too many
 */
record DriftSettings(
    int width,
    int trainingLength,
    int context,
    int length,
    int window,
    int spectrumWindow,
    long seed) {
  /** Horizons that tables of different data can share. */
  private static final int[] ROUND = {100, 300, 1000, 2000, 3000, 10_000, 30_000, 100_000};

  /** No two horizons are nearer than this factor, but for the first and the last. */
  private static final double NEAR = 1.15;

  /** The most products of coordinates that one distance takes: about a second. */
  private static final double MOST_WORK = 5e8;

  private static final int MOST_WINDOWS = 1000;

  /**
   * The horizons, in tokens from the beginning of a sequence: the training length, then about two
   * for each doubling, round ones among them, and the last token.
   */
  int[] horizons() {
    TreeSet<Integer> horizons = new TreeSet<>();
    horizons.add(trainingLength);
    horizons.add(length);
    for (int round : ROUND) {
      if (round > trainingLength && round < length) {
        horizons.add(round);
      }
    }
    for (double at = trainingLength * Math.sqrt(2); at < length; at *= Math.sqrt(2)) {
      int horizon = (int) Math.round(at);
      boolean near = horizons.stream().anyMatch(h -> h < horizon * NEAR && horizon < h * NEAR);
      if (!near && horizon < length) {
        horizons.add(horizon);
      }
    }
    return horizons.stream().mapToInt(Integer::intValue).toArray();
  }

  /** How many tokens before a horizon count: as many as are generated up to the first horizon. */
  int bucket() {
    return trainingLength - context;
  }

  /** How many tokens before a horizon count for spectra: two windows, half overlapping thrice. */
  int spectrumBucket() {
    return 2 * spectrumWindow;
  }

  /** The most windows of a sample, so that a distance takes bounded time. */
  int mostWindows() {
    return (int)
        Math.max(64, Math.min(MOST_WINDOWS, Math.sqrt(MOST_WORK / ((double) window * width))));
  }

  /** What is wrong with the settings for data of this length, a sentence each. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (context >= trainingLength) {
      problems.add(
          "The key 'compare.context' is %d, but must be less than the training length, %d tokens."
              .formatted(context, trainingLength));
      return problems;
    }
    if (length < trainingLength) {
      problems.add(
          "The key 'compare.length' is %d, but a roll-out is at least as long as a sequence in training, %d tokens."
              .formatted(length, trainingLength));
    }
    if (window > bucket()) {
      problems.add(
          "The key 'compare.window' is %d, but must be from 1 to %d, the tokens that a roll-out adds to its %d observed ones up to the training length."
              .formatted(window, bucket(), context));
    }
    if (spectrumWindow > trainingLength || spectrumWindow < 4) {
      problems.add(
          "The key 'compare.spectrumWindow' is %d, but must be from 4 to the training length, %d tokens, because it is compared with windows of test samples."
              .formatted(spectrumWindow, trainingLength));
    }
    return problems;
  }
}
