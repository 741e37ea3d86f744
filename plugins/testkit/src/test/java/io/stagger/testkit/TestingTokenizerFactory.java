package io.stagger.testkit;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.api.data.Statistics;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.TokenizerFactory;
import io.stagger.api.data.Tokens;
import java.util.Map;
import java.util.Set;

/** Tokens that are standardized numbers, unless defects are asked for. */
record TestingTokenizerFactory(Set<Defect> defects) implements TokenizerFactory<float[]> {
  /** What can be wrong, and the test of the kit that must notice. */
  enum Defect {
    LOSES_THE_MEAN("decodesWhatItEncoded"),
    DECLARES_ANOTHER_SHAPE("tokensAreAsDeclared"),
    MISCOUNTS_TOKENS("tokensAreAsDeclared"),
    MAKES_NO_NUMBERS("tokensAreAsDeclared"),
    COUNTS_BACKWARDS("tokenCountGrowsWithTime"),
    DOES_NOT_NORMALIZE("valuesAreNormalized"),
    LEARNS_FROM_THE_TEST_SPLIT("learnsFromTheTrainingSplitAlone"),
    FORGETS_ITS_STATISTICS("restoresFromItsStatistics"),
    CHANGES_THE_SAMPLE("encodingIsRepeatable"),
    PADS_THE_KNOWN("knownTokensAreReal");

    private final String noticedBy;

    Defect(String noticedBy) {
      this.noticedBy = noticedBy;
    }

    String noticedBy() {
      return noticedBy;
    }
  }

  @Override
  public Class<float[]> sampleType() {
    return float[].class;
  }

  @Override
  public Tokenizer<float[]> fit(DataSource<float[]> source) {
    Split split = has(Defect.LEARNS_FROM_THE_TEST_SPLIT) ? Split.TEST : Split.TRAIN;
    double sum = 0;
    long count = 0;
    for (long index = 0; index < source.size(split); index++) {
      for (float value : source.get(split, index)) {
        sum += value;
        count++;
      }
    }
    return new Standardizer(sum / count);
  }

  @Override
  public Tokenizer<float[]> restore(Statistics statistics) {
    return new Standardizer(has(Defect.FORGETS_ITS_STATISTICS) ? 50 : statistics.get("mean")[0]);
  }

  private boolean has(Defect defect) {
    return defects.contains(defect);
  }

  private final class Standardizer implements Tokenizer<float[]> {
    private final double mean;

    Standardizer(double mean) {
      this.mean = mean;
    }

    @Override
    public TokenSpec spec() {
      return TokenSpec.vector(1, has(Defect.DECLARES_ANOTHER_SHAPE) ? 2 : 0);
    }

    @Override
    public int tokenCount(int steps) {
      if (has(Defect.COUNTS_BACKWARDS)) {
        return 8 - steps;
      }
      return has(Defect.MISCOUNTS_TOKENS) ? steps / 2 : steps;
    }

    @Override
    public Tokens encode(float[] sample) {
      float[] values = new float[sample.length];
      boolean[] real = new boolean[sample.length];
      double scale = has(Defect.DOES_NOT_NORMALIZE) ? 0.001 : 7;
      for (int i = 0; i < sample.length; i++) {
        values[i] = (float) ((sample[i] - mean) / scale);
        real[i] = i > 0 || !has(Defect.PADS_THE_KNOWN);
        if (has(Defect.CHANGES_THE_SAMPLE)) {
          sample[i] += 1;
        }
      }
      if (has(Defect.MAKES_NO_NUMBERS)) {
        values[1] = Float.NaN;
      }
      return new Tokens(TokenSpec.vector(1, 0), values, new float[0], real);
    }

    @Override
    public float[] decode(Tokens tokens, float[] template) {
      float[] sample = new float[tokens.length()];
      double scale = has(Defect.DOES_NOT_NORMALIZE) ? 0.001 : 7;
      for (int i = 0; i < sample.length; i++) {
        sample[i] =
            (float) (tokens.values().get(i) * scale + (has(Defect.LOSES_THE_MEAN) ? 0 : mean));
      }
      return sample;
    }

    @Override
    public Statistics statistics() {
      return new Statistics(Map.of("mean", new double[] {mean}));
    }
  }
}
