package io.stagger.core.compare;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.sampling.SamplingTask;
import io.stagger.api.sampling.StreamConditions;
import io.stagger.api.sampling.TokenStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/** Continues each sequence by its last value times a factor, in every number of a token. */
final class TestingTokenStream implements TokenStream {
  static final TokenSpec SPEC = TokenSpec.vector(2, 0);

  private final float[] last;
  private final float[] factors;
  private final long cancelledAt;
  private long position;

  /** How many tokens each pull asked for. */
  final List<Integer> pulls = new ArrayList<>();

  /** How many tokens were observed. */
  int observed;

  /**
   * Creates a stream.
   *
   * @param cancelledAt the position from which pulls end as if cancelled
   * @param factors one for each sequence
   */
  TestingTokenStream(long cancelledAt, float... factors) {
    this.cancelledAt = cancelledAt;
    this.factors = factors;
    this.last = new float[factors.length];
  }

  @Override
  public TokenSpec spec() {
    return SPEC;
  }

  @Override
  public int batch() {
    return factors.length;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void observe(List<Tokens> tokens, double deviation) {
    for (int i = 0; i < tokens.size(); i++) {
      observed = tokens.get(i).length();
      last[i] = tokens.get(i).values().get(2 * observed - 1);
    }
    position += observed;
  }

  @Override
  public List<Tokens> next(int count) {
    pulls.add(count);
    position += count;
    if (position > cancelledAt) {
      throw new CancellationException();
    }
    List<Tokens> next = new ArrayList<>();
    for (int i = 0; i < factors.length; i++) {
      float[] values = new float[2 * count];
      for (int t = 0; t < count; t++) {
        last[i] *= factors[i];
        values[2 * t] = last[i];
        values[2 * t + 1] = last[i];
      }
      next.add(Tokens.ofReal(SPEC, values, new float[0]));
    }
    return next;
  }

  @Override
  public void condition(StreamConditions conditions) {
    throw new AssertionError();
  }

  @Override
  public void steer(SamplingTask.Steering steering) {
    throw new AssertionError();
  }

  @Override
  public TokenStream fork(long seed) {
    throw new AssertionError();
  }

  @Override
  public byte[] snapshot() {
    throw new AssertionError();
  }

  @Override
  public Flow.Publisher<List<Tokens>> publisher(Executor executor) {
    throw new AssertionError();
  }

  @Override
  public void cancel() {
    throw new AssertionError();
  }

  @Override
  public void close() {}
}
