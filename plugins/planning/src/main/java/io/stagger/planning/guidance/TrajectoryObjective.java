package io.stagger.planning.guidance;

import io.stagger.api.data.Tokens;
import io.stagger.api.engine.GuidanceObjective;
import java.nio.FloatBuffer;
import java.util.List;

/** An objective that scores the frames of one sequence at a time, in double precision. */
abstract class TrajectoryObjective implements GuidanceObjective {
  final TokenLayout layout;

  TrajectoryObjective(TokenLayout layout) {
    this.layout = layout;
  }

  /**
   * Scores a sequence and adds to the gradient.
   *
   * @param sequence its place in the batch
   * @param known what is known of it
   */
  abstract double score(int sequence, Known known, Frames frames);

  /**
   * What is known of a batch.
   *
   * @param sequences the known tokens, and others that are not looked at; empty if none is known
   * @param tokens how many leading tokens are known
   */
  record Known(List<Tokens> sequences, int tokens) {
    static final Known NOTHING = new Known(List.of(), 0);

    /** The first frame that is planned rather than known; the initial observation never is. */
    int firstPlanned(TokenLayout layout) {
      return Math.max(1, tokens) * layout.frameStack();
    }
  }

  @Override
  public GuidanceObjective forSequences(List<Tokens> sequences, int known) {
    Known told = new Known(List.copyOf(sequences), known);
    return (clean, batch, time, firstPosition, values, gradient) ->
        evaluate(told, clean, batch, time, firstPosition, values, gradient);
  }

  @Override
  public void evaluate(
      FloatBuffer clean,
      int batch,
      int time,
      int firstPosition,
      double[] values,
      FloatBuffer gradient) {
    evaluate(Known.NOTHING, clean, batch, time, firstPosition, values, gradient);
  }

  private void evaluate(
      Known known,
      FloatBuffer clean,
      int batch,
      int time,
      int firstPosition,
      double[] values,
      FloatBuffer gradient) {
    int size = time * layout.width();
    double[] tokens = new double[size];
    double[] slopes = new double[size];
    FloatBuffer source = clean.duplicate();
    FloatBuffer target = gradient.duplicate();
    for (int sequence = 0; sequence < batch; sequence++) {
      for (int i = 0; i < size; i++) {
        tokens[i] = source.get();
      }
      values[sequence] = score(sequence, known, new Frames(layout, tokens, slopes, firstPosition));
      for (double slope : slopes) {
        target.put((float) slope);
      }
    }
  }
}
