package io.stagger.core.run;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.api.data.Statistics;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.TokenizerFactory;
import io.stagger.api.data.Tokens;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One token a number, divided by the greatest one; the condition is the position. */
final class TestingTokenizer implements Tokenizer<double[]> {
  static final TokenSpec SPEC = TokenSpec.vector(1, 1);

  private final double scale;

  private TestingTokenizer(double scale) {
    this.scale = scale;
  }

  static final class Factory implements TokenizerFactory<double[]> {
    private final AtomicInteger fits;

    Factory(AtomicInteger fits) {
      this.fits = fits;
    }

    @Override
    public Class<double[]> sampleType() {
      return double[].class;
    }

    @Override
    public Tokenizer<double[]> fit(DataSource<double[]> source) {
      fits.incrementAndGet();
      double greatest = 0;
      for (long i = 0; i < source.size(Split.TRAIN); i++) {
        for (double value : source.get(Split.TRAIN, i)) {
          greatest = Math.max(greatest, Math.abs(value));
        }
      }
      return new TestingTokenizer(greatest);
    }

    @Override
    public Tokenizer<double[]> restore(Statistics statistics) {
      return new TestingTokenizer(statistics.get("scale")[0]);
    }
  }

  @Override
  public TokenSpec spec() {
    return SPEC;
  }

  @Override
  public Tokens encode(double[] sample) {
    float[] values = new float[sample.length];
    float[] conditions = new float[sample.length];
    for (int t = 0; t < sample.length; t++) {
      values[t] = (float) (sample[t] / scale);
      conditions[t] = t;
    }
    return Tokens.ofReal(SPEC, values, conditions);
  }

  @Override
  public double[] decode(Tokens tokens, double[] template) {
    double[] sample = new double[tokens.length()];
    for (int t = 0; t < sample.length; t++) {
      sample[t] = tokens.values().get(t) * scale;
    }
    return sample;
  }

  @Override
  public Statistics statistics() {
    return new Statistics(Map.of("scale", new double[] {scale}));
  }
}
