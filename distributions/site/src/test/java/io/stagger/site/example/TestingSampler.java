package io.stagger.site.example;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.sampling.SamplingTask;
import io.stagger.api.sampling.StreamConditions;
import io.stagger.api.sampling.StreamRequest;
import io.stagger.api.sampling.TokenSampler;
import io.stagger.api.sampling.TokenStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every number of the first future is 0, of the second 1, and so on. */
final class TestingSampler implements TokenSampler {
  @Override
  public TokenSpec spec() {
    return TokenSpec.vector(1, 0);
  }

  @Override
  public int window() {
    return 8;
  }

  @Override
  public int trainingLength() {
    return 8;
  }

  @Override
  public SchedulingMatrix matrix(int horizon) {
    return SchedulingMatrix.staggered(1, 1, new int[horizon]);
  }

  @Override
  public Guided guided() {
    return new Guided(List.of(), 1);
  }

  @Override
  public GuidanceTally guidanceTally() {
    return GuidanceTally.NONE;
  }

  @Override
  public List<Tokens> sample(SamplingTask task) {
    List<Tokens> sampled = new ArrayList<>();
    for (Tokens sequence : task.sequences()) {
      float[] values = new float[sequence.length()];
      Arrays.fill(values, sampled.size());
      sampled.add(Tokens.ofReal(spec(), values, new float[0]));
    }
    return sampled;
  }

  @Override
  public TokenStream stream(StreamRequest request) {
    throw new UnsupportedOperationException("Nothing streams here.");
  }

  @Override
  public TokenStream resume(byte[] snapshot, StreamConditions conditions) {
    throw new UnsupportedOperationException("Nothing streams here.");
  }
}
