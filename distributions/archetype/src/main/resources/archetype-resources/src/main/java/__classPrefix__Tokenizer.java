package ${package};

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.api.data.Statistics;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.TokenizerFactory;
import io.stagger.api.data.Tokens;
import java.util.Map;

/**
 * One token for each step of time: the position, divided by the root mean square of those that the
 * training split starts with. The push is the token's condition: it is known of the future too. A
 * position that is not known becomes padding.
 */
public final class ${classPrefix}Tokenizer implements Tokenizer<${classPrefix}Sample> {
  private static final TokenSpec SPEC = TokenSpec.vector(1, 1);

  private final double scale;

  private ${classPrefix}Tokenizer(double scale) {
    this.scale = scale;
  }

  @Override
  public TokenSpec spec() {
    return SPEC;
  }

  @Override
  public Tokens encode(${classPrefix}Sample sample) {
    float[] values = new float[sample.length()];
    boolean[] real = new boolean[sample.length()];
    for (int t = 0; t < values.length; t++) {
      float position = sample.positions()[t];
      real[t] = !Float.isNaN(position);
      values[t] = real[t] ? (float) (position / scale) : 0;
    }
    return new Tokens(SPEC, values, sample.pushes().clone(), real);
  }

  @Override
  public ${classPrefix}Sample decode(Tokens tokens, ${classPrefix}Sample template) {
    float[] positions = new float[tokens.length()];
    for (int t = 0; t < positions.length; t++) {
      positions[t] = tokens.isReal(t) ? (float) (tokens.values().get(t) * scale) : Float.NaN;
    }
    return template.withPositions(positions);
  }

  @Override
  public Statistics statistics() {
    return new Statistics(Map.of("scale", new double[] {scale}));
  }

  /** Learns the scale, or takes one that was saved. */
  public static final class Factory implements TokenizerFactory<${classPrefix}Sample> {
    private static final int SAMPLES = 1000;

    @Override
    public Class<${classPrefix}Sample> sampleType() {
      return ${classPrefix}Sample.class;
    }

    @Override
    public Tokenizer<${classPrefix}Sample> fit(DataSource<${classPrefix}Sample> source) {
      double squares = 0;
      long count = 0;
      for (long index = 0; index < Math.min(SAMPLES, source.size(Split.TRAIN)); index++) {
        for (float position : source.get(Split.TRAIN, index).positions()) {
          squares += position * position;
          count++;
        }
      }
      return new ${classPrefix}Tokenizer(Math.sqrt(squares / count));
    }

    @Override
    public Tokenizer<${classPrefix}Sample> restore(Statistics statistics) {
      return new ${classPrefix}Tokenizer(statistics.get("scale")[0]);
    }
  }
}
