package io.stagger.diffusion.level;

import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/**
 * Levels that never fall from token to token: the mixes of levels that pyramid and autoregressive
 * sampling go through, and no others. The frame-oriented probability propagation (FoPP) of
 * AR-Diffusion (Sun et al., 2025): a token f and its level k are uniform, and what is before and
 * after it is uniform among all that is possible,
 *
 * <pre>
 * f ~ uniform {0 .. n - 1},  k(f) = k ~ uniform {0 .. K - 1}
 * k(0) .. k(f-1)    ~ uniform over the non-decreasing sequences of values 0 .. k
 * k(f+1) .. k(n-1)  ~ uniform over the non-decreasing sequences of values k .. K-1
 * </pre>
 *
 * with n the sequence's length before its padding. So every token sees every level, which a uniform
 * draw from all non-decreasing sequences would not give: there, first tokens would nearly always be
 * clean. The paper counts completions by a recursion whose numbers overflow; here a non-decreasing
 * sequence of m values out of v comes directly from a uniform m-subset of {@code m + v - 1} places,
 * its members less their ranks (stars and bars: there are {@code C(m + v - 1, m)} of either), which
 * is exact for any size.
 *
 * <p>For models that are sampled in order only: nothing is spent on mixes that never occur, but
 * such a model can't fill in a past from its future. Padding gets the highest level, so that the
 * whole row never falls. Costs {@code O(time + K / 64)} a sequence.
 */
public final class MonotoneLevelSampler implements NoiseLevelSampler {
  @Override
  public void draw(Request request, NoiseLevels levels, float[] shares, RandomGenerator random) {
    int levelCount = request.levelCount();
    BitSet places = new BitSet();
    for (int sequence = 0; sequence < levels.batch(); sequence++) {
      int length = request.length(sequence);
      int pivot = random.nextInt(length);
      int level = random.nextInt(levelCount);
      levels.set(sequence, pivot, level);
      choose(places, pivot, level + 1, random);
      spread(levels, sequence, 0, pivot, 0, places);
      int after = length - pivot - 1;
      choose(places, after, levelCount - level, random);
      spread(levels, sequence, pivot + 1, after, level, places);
      for (int token = length; token < levels.time(); token++) {
        levels.set(sequence, token, levelCount - 1);
      }
    }
  }

  /** A uniform subset of {@code count + values - 1} places with {@code count} members (Floyd). */
  private static void choose(BitSet places, int count, int values, RandomGenerator random) {
    places.clear();
    int end = Math.addExact(count, values - 1);
    for (int last = end - count; last < end; last++) {
      int place = random.nextInt(last + 1);
      places.set(places.get(place) ? last : place);
    }
  }

  /** Sets the tokens from {@code first} on to the subset's members less their ranks. */
  private static void spread(
      NoiseLevels levels, int sequence, int first, int count, int lowest, BitSet places) {
    int place = -1;
    for (int rank = 0; rank < count; rank++) {
      place = places.nextSetBit(place + 1);
      levels.set(sequence, first + rank, lowest + place - rank);
    }
  }
}
