package io.stagger.strokes;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.engine.GuidanceObjective;
import io.stagger.api.engine.GuidanceObjectiveFactory;
import java.nio.FloatBuffer;

/**
 * Draw inside a region: with the distance d from the region's edges, along x or along y, of each
 * place that the pen comes by,
 *
 * <pre>score = - sum over strokes, places and axes of (d / unit)^2 / places of a stroke</pre>
 *
 * <p>0 if all lies inside. Tokens that say the drawing is finished don't count. A place is where
 * its stroke begins plus the steps up to there, so the slope along a step is that of all places
 * after it.
 */
public final class InsideObjective implements GuidanceObjective {
  static final String NAME = "inside";

  private final InsideSettings settings;
  private final StrokesTokenizer tokenizer;

  /** Creates the objective for a tokenizer's tokens. */
  InsideObjective(InsideSettings settings, StrokesTokenizer tokenizer) {
    this.settings = settings;
    this.tokenizer = tokenizer;
  }

  /**
   * Makes the objective.
   *
   * @param settings the region
   */
  public record Factory(InsideSettings settings) implements GuidanceObjectiveFactory<Drawing> {
    @Override
    public Class<Drawing> sampleType() {
      return Drawing.class;
    }

    @Override
    public GuidanceObjective create(Tokenizer<? extends Drawing> tokenizer) {
      if (tokenizer instanceof StrokesTokenizer strokes) {
        return new InsideObjective(settings, strokes);
      }
      throw new StaggerException(
          "The guidance objective '%s' needs the tokenizer 'strokes', because it reads where strokes lie, but the tokenizer is %s."
              .formatted(NAME, tokenizer.getClass().getSimpleName()));
    }
  }

  @Override
  public void evaluate(
      FloatBuffer clean,
      int batch,
      int time,
      int firstPosition,
      double[] values,
      FloatBuffer gradient) {
    int width = tokenizer.spec().width();
    FloatBuffer source = clean.duplicate();
    FloatBuffer target = gradient.duplicate();
    float[] token = new float[width];
    for (int sequence = 0; sequence < batch; sequence++) {
      double score = 0;
      for (int i = 0; i < time; i++) {
        source.get(token);
        float[] slopes = new float[width];
        if (token[tokenizer.drawn()] > 0) {
          score += score(token, 0, slopes) + score(token, 1, slopes);
        }
        target.put(slopes);
      }
      values[sequence] = score;
    }
  }

  /** Scores a stroke along one axis, from its last place back to its first. */
  private double score(float[] token, int axis, float[] slopes) {
    PenScale scale = tokenizer.scale();
    int places = tokenizer.penSteps() + 1;
    double[] at = new double[places];
    at[0] = scale.place(axis, token[axis] / tokenizer.startScale());
    for (int step = 1; step < places; step++) {
      at[step] = at[step - 1] + scale.difference(axis, token[2 * step + axis]);
    }
    double low = settings.edges(axis).get(0);
    double high = settings.edges(axis).get(1);
    double score = 0;
    double slope = 0;
    for (int place = places - 1; place >= 0; place--) {
      double beyond = (at[place] - Math.min(high, Math.max(low, at[place]))) / settings.unit();
      score -= beyond * beyond / places;
      slope -= 2 * beyond / settings.unit() / places;
      slopes[2 * place + axis] =
          (float)
              (place == 0
                  ? slope * scale.startDeviation(axis) / tokenizer.startScale()
                  : slope * scale.stepDeviation(axis));
    }
    return score;
  }
}
