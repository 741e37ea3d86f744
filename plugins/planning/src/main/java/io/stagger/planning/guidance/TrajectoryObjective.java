package io.stagger.planning.guidance;

import io.stagger.api.data.Tokens;
import io.stagger.api.engine.GuidanceObjective;
import io.stagger.tensorflow.spi.GraphObjective;
import io.stagger.tensorflow.spi.GraphScore;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * An objective that scores the frames of one sequence at a time, in double precision. For a batch
 * that is about to be sampled it has a graph form too.
 */
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

  /** The score as a fragment of a graph. */
  abstract GraphScore graphScore();

  /**
   * What the fragment reads.
   *
   * @param frames the first frame that is scored, and one past the last, from the start of the
   *     sequence
   */
  abstract List<GraphObjective.Argument> arguments(int batch, Known known, Span frames);

  /**
   * Consecutive frames.
   *
   * @param first the first one
   * @param end one past the last
   */
  record Span(int first, int end) {
    int length() {
      return end - first;
    }
  }

  /** Weights of frames, the same for every sequence, as the argument of a {@link FrameScore}. */
  static List<GraphObjective.Argument> weights(
      int batch, Span frames, Span weighted, double weight) {
    FloatBuffer weights = FloatBuffer.allocate(batch * frames.length());
    for (int sequence = 0; sequence < batch; sequence++) {
      for (int frame = frames.first(); frame < frames.end(); frame++) {
        boolean counts = frame >= weighted.first() && frame < weighted.end();
        weights.put(counts ? (float) weight : 0);
      }
    }
    return List.of(new GraphObjective.Argument(weights.flip(), List.of(batch, frames.length())));
  }

  /** The objective for a batch of which something is known. */
  private final class Told implements GraphObjective {
    private final Known known;

    Told(Known known) {
      this.known = known;
    }

    @Override
    public void evaluate(
        FloatBuffer clean,
        int batch,
        int time,
        int firstPosition,
        double[] values,
        FloatBuffer gradient) {
      TrajectoryObjective.this.evaluate(known, clean, batch, time, firstPosition, values, gradient);
    }

    @Override
    public GraphScore graphScore() {
      return TrajectoryObjective.this.graphScore();
    }

    @Override
    public List<Argument> arguments(int batch, int time, int firstPosition) {
      int first = firstPosition * layout.frameStack();
      return TrajectoryObjective.this.arguments(
          batch, known, new Span(first, first + time * layout.frameStack()));
    }
  }

  @Override
  public GuidanceObjective forSequences(List<Tokens> sequences, int known) {
    return new Told(new Known(List.copyOf(sequences), known));
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
