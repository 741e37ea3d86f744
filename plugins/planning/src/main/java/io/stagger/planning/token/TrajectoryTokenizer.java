package io.stagger.planning.token;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Statistics;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.Tokens;
import io.stagger.planning.Trajectory;
import io.stagger.planning.guidance.LaidOutTokens;
import io.stagger.planning.guidance.TokenLayout;
import io.stagger.planning.token.TrajectorySettings.InitialPadding;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Stacks of bundles. Step t has the bundle (o(t+1), a(t), r(t)): an action is with the observation
 * that it leads to. With s steps to a stack,
 *
 * <pre>
 * token 0      the initial observation o(0) in a stack of its own
 * token n + 1  the bundles of steps n s .. n s + s - 1
 * </pre>
 *
 * so that a sample of N steps has 1 + N / s tokens, of shape [s times the bundle's width]: frame
 * after frame, the channels of {@link BundleLayout} in each. In token 0 the observation stands in
 * every frame, or in the last alone with zeros before it; what it has no action and no reward for
 * is 0 after normalization.
 *
 * <p>A token is real if one of its steps is and everything in its real steps is known. The rest of
 * a stack in which an episode ends is learned as the sample holds it, so sources had better repeat
 * the last observation there. Tokens have no conditions.
 */
public final class TrajectoryTokenizer implements Tokenizer<Trajectory>, LaidOutTokens {
  private final int frameStack;
  private final InitialPadding initialPadding;
  private final BundleScale scale;
  private final BundleLayout layout;
  private final TokenSpec spec;

  TrajectoryTokenizer(TrajectorySettings settings, BundleScale scale) {
    this.frameStack = settings.frameStack();
    this.initialPadding = settings.initialPadding();
    this.scale = scale;
    this.layout = scale.layout();
    this.spec = TokenSpec.vector(Math.multiplyExact(frameStack, layout.width()), 0);
  }

  /** How many steps make a token. */
  public int frameStack() {
    return frameStack;
  }

  /** Which numbers a step has in a token, and how they are normalized. */
  public BundleScale scale() {
    return scale;
  }

  @Override
  public TokenLayout tokenLayout() {
    return new TokenLayout(
        frameStack,
        layout.observations(),
        layout.actionWidth(),
        layout.hasReward(),
        IntStream.range(0, layout.width()).mapToObj(scale::mean).toList(),
        IntStream.range(0, layout.width()).mapToObj(scale::deviation).toList());
  }

  @Override
  public TokenSpec spec() {
    return spec;
  }

  /**
   * {@inheritDoc}
   *
   * @param steps how many observations, the initial one included
   */
  @Override
  public int tokenCount(int steps) {
    return steps == 0 ? 0 : 1 + (steps - 1) / frameStack;
  }

  /**
   * {@inheritDoc}
   *
   * @throws StaggerException if the number of steps is no multiple of the stack, or the sample is
   *     shaped unlike those that were learned from
   */
  @Override
  public Tokens encode(Trajectory sample) {
    layout.check(sample);
    checkSteps(sample.steps(), frameStack);
    int length = 1 + sample.steps() / frameStack;
    float[] values = new float[length * spec.width()];
    boolean[] real = new boolean[length];
    encodeInitial(sample, values);
    real[0] = true;
    for (int token = 1; token < length; token++) {
      real[token] = (token - 1) * frameStack < sample.realSteps();
    }
    for (int step = 0; step < sample.steps(); step++) {
      for (int channel = 0; channel < layout.width(); channel++) {
        float value = layout.read(sample, step, channel);
        if (Float.isFinite(value)) {
          values[index(step, channel)] = scale.normalize(value, channel);
        } else if (step < sample.realSteps()) {
          real[1 + step / frameStack] = false;
        }
      }
    }
    return new Tokens(spec, values, new float[0], real);
  }

  /**
   * Checks that steps can be stacked.
   *
   * @throws StaggerException if they can't
   */
  static void checkSteps(int steps, int frameStack) {
    if (steps % frameStack != 0) {
      throw new StaggerException(
          "The data's samples have %d steps, which is no multiple of the tokenizer's 'frameStack', %d; make them %d steps long or choose another 'frameStack'."
              .formatted(steps, frameStack, (steps / frameStack + 1) * frameStack));
    }
  }

  private void encodeInitial(Trajectory sample, float[] values) {
    int first =
        switch (initialPadding) {
          case SAME -> 0;
          case ZERO -> frameStack - 1;
        };
    for (int frame = first; frame < frameStack; frame++) {
      for (int channel = 0; channel < layout.firstAction(); channel++) {
        values[frame * layout.width() + channel] =
            scale.normalize(layout.read(sample, -1, channel), channel);
      }
    }
  }

  /** Where a number of a step lies among the values; of step -1 in the last frame of token 0. */
  private int index(int step, int channel) {
    return (frameStack + step) * layout.width() + channel;
  }

  /**
   * Decodes tokens. Where an episode ends within the last real token, it ends as in the template.
   *
   * @param template supplies the numbers that tokens don't carry, as far as it goes; beyond its end
   *     they are 0
   */
  @Override
  public Trajectory decode(Tokens tokens, Trajectory template) {
    layout.check(template);
    int steps = (tokens.length() - 1) * frameStack;
    float[] observations =
        Arrays.copyOf(template.observations(), (steps + 1) * template.observationWidth());
    float[] actions = Arrays.copyOf(template.actions(), steps * template.actionWidth());
    float[] rewards = Arrays.copyOf(template.rewards(), steps);
    FloatBuffer values = tokens.values();
    for (int step = -1; step < steps; step++) {
      int channels = step < 0 ? layout.firstAction() : layout.width();
      for (int channel = 0; channel < channels; channel++) {
        float value = scale.restoreValue(values.get(index(step, channel)), channel);
        layout.write(value, step, channel, observations, actions, rewards);
      }
    }
    return new Trajectory(
        template.observationWidth(),
        template.actionWidth(),
        observations,
        actions,
        rewards,
        realSteps(tokens, template));
  }

  private int realSteps(Tokens tokens, Trajectory template) {
    int stacks = tokens.length() - 1;
    while (stacks > 0 && !tokens.isReal(stacks)) {
      stacks--;
    }
    int most = stacks * frameStack;
    boolean endsInLastStack =
        template.realSteps() > most - frameStack && template.realSteps() <= most;
    return endsInLastStack ? template.realSteps() : most;
  }

  @Override
  public Statistics statistics() {
    return scale.statistics();
  }
}
