package io.stagger.planning.control;

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

/**
 * Samples without a network: a test says what each sequence becomes. Keeps every task. All tokens
 * are denoised together, in 10 steps.
 */
final class TestingSampler implements TokenSampler {
  static final int STEPS = 10;

  /** What was asked for, in order. */
  final List<SamplingTask> tasks = new ArrayList<>();

  /** What each guided task adds to the tally. */
  GuidanceTally perTask = GuidanceTally.NONE;

  private GuidanceTally tally = GuidanceTally.NONE;
  private final TokenSpec spec;
  private final int window;
  private final int trainingLength;
  private final List<String> objectives;
  private final Dream dream;

  TestingSampler(
      TokenSpec spec, int window, int trainingLength, List<String> objectives, Dream dream) {
    this.spec = spec;
    this.window = window;
    this.trainingLength = trainingLength;
    this.objectives = objectives;
    this.dream = dream;
  }

  /** Says what a sequence becomes. */
  @FunctionalInterface
  interface Dream {
    /**
     * Overwrites the values of the tokens after the known one.
     *
     * @param sequence which of the task's sequences it is
     * @param values those of the known and the planned tokens
     */
    void fill(SamplingTask task, int sequence, float[] values);
  }

  @Override
  public TokenSpec spec() {
    return spec;
  }

  @Override
  public int window() {
    return window;
  }

  @Override
  public int trainingLength() {
    return trainingLength;
  }

  @Override
  public SchedulingMatrix matrix(int horizon) {
    int[][] rows = new int[STEPS + 1][horizon];
    for (int row = 0; row <= STEPS; row++) {
      Arrays.fill(rows[row], STEPS - row);
    }
    return SchedulingMatrix.of(STEPS, rows);
  }

  @Override
  public Guided guided() {
    return new Guided(objectives, 1);
  }

  @Override
  public GuidanceTally guidanceTally() {
    return tally;
  }

  @Override
  public TokenStream stream(StreamRequest request) {
    throw new UnsupportedOperationException("Plans are sampled window by window.");
  }

  @Override
  public TokenStream resume(byte[] snapshot, StreamConditions conditions) {
    throw new UnsupportedOperationException("Plans are sampled window by window.");
  }

  @Override
  public List<Tokens> sample(SamplingTask task) {
    tasks.add(task);
    if (task.steering().strength() != 0) {
      tally = tally.plus(perTask);
    }
    List<Tokens> sampled = new ArrayList<>();
    for (int i = 0; i < task.sequences().size(); i++) {
      float[] values = new float[(task.known() + task.matrix().horizon()) * spec.width()];
      task.sequences().get(i).values().get(values);
      dream.fill(task, i, values);
      sampled.add(Tokens.ofReal(spec, values, new float[0]));
    }
    task.observer().reached(0, 0, sampled);
    task.observer().reached(0, STEPS, sampled);
    return sampled;
  }
}
