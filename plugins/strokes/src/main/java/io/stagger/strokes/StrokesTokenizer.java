package io.stagger.strokes;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Statistics;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.Tokens;
import io.stagger.strokes.StrokesTokenizerSettings.Ending;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One token for each stroke: the pen moves to a place while it is up, is set down, takes its steps,
 * and is lifted. With n steps a token holds
 *
 * <pre>x, y, dx(1), dy(1), ..., dx(n), dy(n), drawn</pre>
 *
 * <p>where x and y are the place in the box at which the pen is set down, normalized and times
 * {@code startScale}; dx and dy are steps with the pen down, normalized; and {@code drawn} is 1 for
 * a stroke and -1 for the sign that the drawing is finished, whose other numbers are 0. A drawing
 * of as many strokes as there are tokens has no such sign.
 *
 * <p>Places are those of the box and not steps from where the pen was lifted before, so that errors
 * don't add up from stroke to stroke and any stroke can be known without those before it.
 */
final class StrokesTokenizer implements Tokenizer<Drawing> {
  private static final int FIRST_STEP = 2;

  private final int penSteps;
  private final int tokens;
  private final PenScale scale;
  private final StrokeRanges ranges;
  private final StrokesTokenizerSettings settings;
  private final TokenSpec spec;

  /**
   * Creates a tokenizer.
   *
   * @param penSteps steps of each stroke
   * @param tokens tokens of a sequence
   * @param ranges what the strokes of the training split are like
   */
  StrokesTokenizer(
      int penSteps,
      int tokens,
      PenScale scale,
      StrokeRanges ranges,
      StrokesTokenizerSettings settings) {
    this.penSteps = penSteps;
    this.tokens = tokens;
    this.scale = scale;
    this.ranges = ranges;
    this.settings = settings;
    this.spec = TokenSpec.vector(FIRST_STEP + 2 * penSteps + 1, 0);
  }

  /**
   * Takes up what was learned before.
   *
   * @throws StaggerException if it was learned with other settings
   */
  static StrokesTokenizer restore(StrokesTokenizerSettings settings, Statistics statistics) {
    double[] sizes = statistics.get("pen-steps-and-tokens");
    double[] earlier = statistics.get("start-scale-and-ending");
    Ending ending = earlier[1] == 0 ? Ending.EVERY : Ending.ONCE;
    if (earlier[0] != settings.startScale() || ending != settings.ending()) {
      throw new StaggerException(
          "The model was trained with the tokenizer's settings startScale %s and ending %s; leave them as they were."
              .formatted(earlier[0], ending == Ending.EVERY ? "every" : "once"));
    }
    return new StrokesTokenizer(
        (int) sizes[0],
        (int) sizes[1],
        PenScale.restore(statistics),
        StrokeRanges.restore(statistics),
        settings);
  }

  @Override
  public TokenSpec spec() {
    return spec;
  }

  /** How many steps the pen takes in each stroke. */
  int penSteps() {
    return penSteps;
  }

  /** How many tokens a sequence has, and strokes a drawing at most. */
  int tokens() {
    return tokens;
  }

  /** What the strokes of the training split are like. */
  StrokeRanges ranges() {
    return ranges;
  }

  /** How places and steps are normalized. */
  PenScale scale() {
    return scale;
  }

  /** What multiplies the normalized place where a stroke begins. */
  double startScale() {
    return settings.startScale();
  }

  /** Where in a token it stands whether there is a stroke. */
  int drawn() {
    return spec.width() - 1;
  }

  /**
   * {@inheritDoc}
   *
   * @throws StaggerException if the drawing has more strokes than a sequence has tokens, or strokes
   *     with other steps than those that were learned from
   */
  @Override
  public Tokens encode(Drawing sample) {
    int strokes = sample.strokes().size();
    if (strokes > tokens) {
      throw new StaggerException(
          "The drawing '%s' has %d strokes, but the model was trained on at most %d; set 'maxStrokes' of the data as it was."
              .formatted(sample.name(), strokes, tokens));
    }
    float[] values = new float[tokens * spec.width()];
    boolean[] real = new boolean[tokens];
    for (int token = 0; token < tokens; token++) {
      int at = token * spec.width();
      if (token < strokes) {
        encode(sample, token, values, at);
      }
      boolean said = settings.ending() == Ending.ONCE && token > strokes;
      real[token] = !said;
      values[at + drawn()] = said ? 0 : token < strokes ? 1 : -1;
    }
    return new Tokens(spec, values, new float[0], real);
  }

  private void encode(Drawing drawing, int token, float[] values, int at) {
    Stroke stroke = drawing.strokes().get(token);
    if (stroke.steps() != penSteps) {
      throw new StaggerException(
          "The model was trained on strokes of %d steps, but stroke %d of '%s' has %d; set 'penSteps' of the data as it was."
              .formatted(penSteps, token + 1, drawing.name(), stroke.steps()));
    }
    float[] places = stroke.places();
    for (int axis = 0; axis < 2; axis++) {
      values[at + axis] = (float) (settings.startScale() * scale.start(axis, places[axis]));
      for (int step = 1; step <= penSteps; step++) {
        int to = 2 * step + axis;
        values[at + to] = (float) scale.step(axis, (double) places[to] - places[to - 2]);
      }
    }
  }

  /** The strokes up to the first token that says that the drawing is finished. */
  @Override
  public Drawing decode(Tokens encoded, Drawing template) {
    List<Stroke> strokes = new ArrayList<>();
    for (int token = 0; token < encoded.length() && isStroke(encoded, token); token++) {
      strokes.add(stroke(encoded, token));
    }
    return new Drawing(template.name(), strokes);
  }

  /** Whether a token is a stroke rather than a sign that the drawing is finished. */
  boolean isStroke(Tokens encoded, int token) {
    return encoded.isReal(token) && encoded.values().get(token * spec.width() + drawn()) > 0;
  }

  /** The stroke of a token, whatever the token says it is. */
  Stroke stroke(Tokens encoded, int token) {
    FloatBuffer values = encoded.values();
    int at = token * spec.width();
    float[] places = new float[2 * (penSteps + 1)];
    for (int axis = 0; axis < 2; axis++) {
      double place = scale.place(axis, values.get(at + axis) / settings.startScale());
      places[axis] = (float) place;
      for (int step = 1; step <= penSteps; step++) {
        place += scale.difference(axis, values.get(at + 2 * step + axis));
        places[2 * step + axis] = (float) place;
      }
    }
    return new Stroke(places);
  }

  @Override
  public Statistics statistics() {
    Map<String, double[]> values = new HashMap<>(scale.statistics());
    values.putAll(ranges.statistics());
    values.put("pen-steps-and-tokens", new double[] {penSteps, tokens});
    values.put(
        "start-scale-and-ending",
        new double[] {settings.startScale(), settings.ending() == Ending.EVERY ? 0 : 1});
    return new Statistics(values);
  }
}
