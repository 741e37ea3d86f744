package io.stagger.strokes;

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
import java.util.Collections;
import java.util.List;

/** Samples one drawing for ever: its strokes where tokens are not known. Takes 4 steps. */
final class TestingSampler implements TokenSampler {
  private static final int STEPS = 4;

  private final StrokesTokenizer tokenizer;
  private final Tokens drawn;
  private final List<SamplingTask> tasks = new ArrayList<>();

  /** Samples a stroke for each of the first tokens, and then that the drawing is finished. */
  TestingSampler(StrokesTokenizer tokenizer, Stroke stroke, int strokes) {
    this(tokenizer, Collections.nCopies(strokes, stroke));
  }

  TestingSampler(StrokesTokenizer tokenizer, List<Stroke> strokes) {
    this.tokenizer = tokenizer;
    this.drawn = tokenizer.encode(new Drawing("", strokes));
  }

  /** What was asked for. */
  List<SamplingTask> tasks() {
    return tasks;
  }

  @Override
  public List<Tokens> sample(SamplingTask task) {
    tasks.add(task);
    List<Tokens> sampled = new ArrayList<>();
    for (Tokens sequence : task.sequences()) {
      float[] values = new float[sequence.values().limit()];
      sequence.values().get(values);
      for (int token = task.known(); token < sequence.length(); token++) {
        if (task.matrix().level(0, token - task.known()) > 0) {
          drawn
              .values()
              .get(token * spec().width(), values, token * spec().width(), spec().width());
        }
      }
      sampled.add(Tokens.ofReal(spec(), values, new float[0]));
    }
    for (int row = 0; row < task.matrix().rows(); row++) {
      task.observer().reached(0, row, sampled);
    }
    return sampled;
  }

  @Override
  public TokenSpec spec() {
    return tokenizer.spec();
  }

  @Override
  public int window() {
    return tokenizer.tokens();
  }

  @Override
  public int trainingLength() {
    return tokenizer.tokens();
  }

  @Override
  public SchedulingMatrix matrix(int horizon) {
    int[] starts = new int[horizon];
    Arrays.fill(starts, 0);
    return SchedulingMatrix.staggered(STEPS, STEPS, starts);
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
  public TokenStream stream(StreamRequest request) {
    throw new UnsupportedOperationException("Only sampling is tested.");
  }

  @Override
  public TokenStream resume(byte[] snapshot, StreamConditions conditions) {
    throw new UnsupportedOperationException("Only sampling is tested.");
  }
}
