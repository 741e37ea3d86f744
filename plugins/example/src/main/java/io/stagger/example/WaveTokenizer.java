package io.stagger.example;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.api.data.Statistics;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.TokenizerFactory;
import io.stagger.api.data.Tokens;
import java.util.Map;

/**
 * One token for each step of time: the height, divided by the root mean square of the heights that
 * the training split starts with. A height that is not known becomes padding.
 */
public final class WaveTokenizer implements Tokenizer<Wave> {
  private static final TokenSpec SPEC = TokenSpec.vector(1, 0);

  private final double scale;

  private WaveTokenizer(double scale) {
    this.scale = scale;
  }

  @Override
  public TokenSpec spec() {
    return SPEC;
  }

  @Override
  public Tokens encode(Wave sample) {
    float[] values = new float[sample.length()];
    boolean[] real = new boolean[sample.length()];
    for (int t = 0; t < values.length; t++) {
      float height = sample.heights()[t];
      real[t] = !Float.isNaN(height);
      values[t] = real[t] ? (float) (height / scale) : 0;
    }
    return new Tokens(SPEC, values, new float[0], real);
  }

  @Override
  public Wave decode(Tokens tokens, Wave template) {
    float[] heights = new float[tokens.length()];
    for (int t = 0; t < heights.length; t++) {
      heights[t] = (float) (tokens.values().get(t) * scale);
    }
    return new Wave(heights);
  }

  @Override
  public Statistics statistics() {
    return new Statistics(Map.of("scale", new double[] {scale}));
  }

  /** Learns the scale, or takes one that was saved. */
  public static final class Factory implements TokenizerFactory<Wave> {
    private static final int SAMPLES = 1000;

    @Override
    public Class<Wave> sampleType() {
      return Wave.class;
    }

    @Override
    public Tokenizer<Wave> fit(DataSource<Wave> source) {
      double squares = 0;
      long count = 0;
      for (long index = 0; index < Math.min(SAMPLES, source.size(Split.TRAIN)); index++) {
        for (float height : source.get(Split.TRAIN, index).heights()) {
          squares += height * height;
          count++;
        }
      }
      return new WaveTokenizer(Math.sqrt(squares / count));
    }

    @Override
    public Tokenizer<Wave> restore(Statistics statistics) {
      return new WaveTokenizer(statistics.get("scale")[0]);
    }
  }
}
