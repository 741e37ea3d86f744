package io.stagger.testkit;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import java.util.Random;
import java.util.Set;

/** Samples of 8 random numbers, of which the first 3 are known, unless defects are asked for. */
final class TestingDefectiveSource implements DataSource<float[]> {
  /** What can be wrong, and the test of the kit that must notice. */
  enum Defect {
    DECLARES_ANOTHER_TYPE("samplesAreOfTheDeclaredType"),
    HAS_NOTHING_TO_LEARN_FROM("samplesAreOfTheDeclaredType"),
    IS_LONGER_THAN_PROMISED("samplesAreAsLongAsPromised"),
    IS_SHORTER_THAN_PROMISED("samplesAreAsLongAsPromised"),
    HAS_A_SAMPLE_SHORTER_THAN_KNOWN("samplesAreAsLongAsPromised"),
    KNOWS_EVERYTHING("samplesAreAsLongAsPromised"),
    DRAWS_ANEW("theSameNumberIsTheSameSample"),
    LENDS_ONE_BUFFER("theSameNumberIsTheSameSample"),
    DEPENDS_ON_WHO_WAS_OPENED_FIRST("aSourceOpenedAnewGoesOnAnywhere"),
    DEPENDS_ON_WHAT_WAS_READ("aSourceOpenedAnewGoesOnAnywhere"),
    DEPENDS_ON_THE_THREAD("threadsReadTheSameSamples"),
    TESTS_WHAT_IT_TRAINED_ON("splitsDoNotOverlap"),
    VALIDATES_WHAT_IT_TRAINED_ON("splitsDoNotOverlap"),
    TESTS_WHAT_IT_VALIDATED("splitsDoNotOverlap"),
    TAKES_ANY_NUMBER("numbersOutsideASplitAreRefused"),
    HAS_NO_HASH("theFingerprintIsThatOfTheData"),
    HASHES_THE_TIME("theFingerprintIsThatOfTheData"),
    HASHES_NOTHING("theFingerprintIsThatOfTheData"),
    HASHES_WHAT_WAS_READ("theFingerprintIsThatOfTheData"),
    IS_DESCRIBED_BY_NOTHING("itIsDescribedByAPhrase"),
    COUNTS_IN_ITS_DESCRIPTION("itIsDescribedByAPhrase"),
    CLOSES_ONCE_ONLY("closingTwiceIsHarmless");

    private final String noticedBy;

    Defect(String noticedBy) {
      this.noticedBy = noticedBy;
    }

    String noticedBy() {
      return noticedBy;
    }
  }

  private final Set<Defect> defects;
  private final long seed;
  private final int number;
  private final Thread opener = Thread.currentThread();
  private final float[] buffer = new float[8];
  private int reads;
  private boolean closed;

  /**
   * Opens a source.
   *
   * @param number how many of these sources were opened before
   */
  TestingDefectiveSource(Set<Defect> defects, long seed, int number) {
    this.defects = defects;
    this.seed = seed;
    this.number = number;
  }

  private boolean has(Defect defect) {
    return defects.contains(defect);
  }

  @Override
  @SuppressWarnings("unchecked")
  public Class<float[]> sampleType() {
    return has(Defect.DECLARES_ANOTHER_TYPE)
        ? (Class<float[]>) (Class<?>) double[].class
        : float[].class;
  }

  @Override
  public long size(Split split) {
    return switch (split) {
      case TRAIN -> has(Defect.HAS_NOTHING_TO_LEARN_FROM) ? 0 : 20;
      case VALIDATION, TEST -> 4;
      case FUTURE -> 0;
    };
  }

  @Override
  public float[] get(Split split, long index) {
    if (!has(Defect.TAKES_ANY_NUMBER) && (index < 0 || index >= size(split))) {
      throw new IndexOutOfBoundsException("Sample %d of %d.".formatted(index, size(split)));
    }
    reads++;
    Random random = new Random(31 * index + 1000L * where(split).name().length() + salt());
    float[] sample = has(Defect.LENDS_ONE_BUFFER) ? buffer : new float[length(split, index)];
    for (int i = 0; i < sample.length; i++) {
      sample[i] = (float) random.nextGaussian();
    }
    return sample;
  }

  private Split where(Split split) {
    return switch (split) {
      case TEST ->
          has(Defect.TESTS_WHAT_IT_TRAINED_ON)
              ? Split.TRAIN
              : has(Defect.TESTS_WHAT_IT_VALIDATED) ? Split.VALIDATION : split;
      case VALIDATION -> has(Defect.VALIDATES_WHAT_IT_TRAINED_ON) ? Split.TRAIN : split;
      case TRAIN, FUTURE -> split;
    };
  }

  private long salt() {
    long salt = 1_000_000 * seed;
    if (has(Defect.DRAWS_ANEW) || (has(Defect.DEPENDS_ON_WHAT_WAS_READ) && reads == 1)) {
      salt += 7919L * reads;
    }
    if (has(Defect.DEPENDS_ON_WHO_WAS_OPENED_FIRST)) {
      salt += 7919L * number;
    }
    if (has(Defect.DEPENDS_ON_THE_THREAD) && !Thread.currentThread().equals(opener)) {
      salt += 7919;
    }
    return salt;
  }

  private int length(Split split, long index) {
    if (has(Defect.IS_LONGER_THAN_PROMISED) && index == 3) {
      return 9;
    }
    if (has(Defect.IS_SHORTER_THAN_PROMISED)) {
      return 7;
    }
    return has(Defect.HAS_A_SAMPLE_SHORTER_THAN_KNOWN) && split == Split.TEST && index == 3 ? 2 : 8;
  }

  @Override
  public int knownLength() {
    return has(Defect.KNOWS_EVERYTHING) ? 8 : 3;
  }

  @Override
  public int sampleLength() {
    return 8;
  }

  @Override
  public String description() {
    if (has(Defect.COUNTS_IN_ITS_DESCRIPTION)) {
      return "source " + number;
    }
    return has(Defect.IS_DESCRIBED_BY_NOTHING) ? "" : "random numbers";
  }

  @Override
  public String fingerprint() {
    if (has(Defect.HAS_NO_HASH)) {
      return "seed " + seed;
    }
    long hashed = has(Defect.HASHES_NOTHING) ? 0 : seed;
    if (has(Defect.HASHES_THE_TIME)) {
      hashed += number;
    }
    if (has(Defect.HASHES_WHAT_WAS_READ)) {
      hashed += reads;
    }
    return "%064x".formatted(hashed);
  }

  @Override
  public void close() {
    if (closed && has(Defect.CLOSES_ONCE_ONLY)) {
      throw new IllegalStateException("It is closed.");
    }
    closed = true;
  }
}
