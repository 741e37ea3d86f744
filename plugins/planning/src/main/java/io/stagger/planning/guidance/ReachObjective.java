package io.stagger.planning.guidance;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Tokens;
import io.stagger.api.engine.GuidanceObjective;
import io.stagger.tensorflow.spi.GraphObjective;
import io.stagger.tensorflow.spi.GraphScore;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reach a goal at any time within the horizon, as the authors' code reads.
 *
 * <p>With normalized numbers z and their targets g, a frame's distances are those of the position,
 * of each further pair of the observation's numbers (a velocity) and of the action:
 *
 * <pre>
 * position:         d = tanh(|z - g| / (2 width))
 * pairs:            d = tanh(|z - g| / 2)
 * action:           d = |z - g|
 *
 * score = - sum over frames, distances of (weight d) / frames
 * </pre>
 *
 * <p>In known frames the targets are the known numbers, and the weights {@code startWeight} and
 * {@code otherStartWeight}: they hold the plan to where it starts. In planned frames up to the
 * horizon the targets are the goal, and the weights {@code goalWeight} and {@code otherWeight}. All
 * these frames count in the mean, and no others. A bounded distance makes the goal's pull the
 * strongest on frames near it, so that a plan arrives and stays rather than bends everywhere.
 *
 * <p>A norm has no slope at 0; 0 is taken, so that nothing is ever divided by 0. The authors'
 * objective is {@code 1000 guidance_scale / (all frames, columns, batch)} times the sum here, see
 * the reference page. The paper: Chen et al., 2024, section 4.2.
 */
public final class ReachObjective extends TrajectoryObjective {
  static final String NAME = "reach";

  private final ReachSettings settings;
  private final List<int[]> columns;
  private final List<double[]> goals;
  private final boolean oneGoal;

  /**
   * Creates the objective with the settings' goal for every sequence, or without one yet.
   *
   * @throws StaggerException if tokens lack the position, or observations hold fewer numbers than
   *     the goal
   */
  public ReachObjective(ReachSettings settings, TokenLayout layout) {
    this(
        settings,
        layout,
        settings.goal().isEmpty() ? List.of() : List.of(settings.goal()),
        !settings.goal().isEmpty());
  }

  private ReachObjective(
      ReachSettings settings, TokenLayout layout, List<List<Double>> goals, boolean oneGoal) {
    super(layout);
    this.settings = settings;
    this.oneGoal = oneGoal;
    this.columns = columns(Position.of(NAME, settings.position(), layout), layout);
    this.goals = goals.stream().map(goal -> targets(goal, columns, layout)).toList();
  }

  /**
   * The same objective with a goal for each sequence of a batch.
   *
   * @param sequenceGoals as many as the batch has sequences, each like {@link ReachSettings#goal}
   */
  public ReachObjective withGoals(List<List<Double>> sequenceGoals) {
    return new ReachObjective(settings, layout, sequenceGoals, false);
  }

  @Override
  public GuidanceObjective towards(List<List<Double>> sequenceGoals) {
    return oneGoal ? this : withGoals(sequenceGoals);
  }

  @Override
  public GuidanceObjective forSequences(List<Tokens> sequences, int known) {
    if (goals.isEmpty()) {
      throw new StaggerException(
          "The guidance objective '%s' has no goal: set its 'goal', such as goal: [1.5, 3], or sample where each sequence has a goal of its own."
              .formatted(NAME));
    }
    if (!oneGoal && sequences.size() != goals.size()) {
      throw new IllegalArgumentException(
          "%d goals don't go with %d sequences.".formatted(goals.size(), sequences.size()));
    }
    return super.forSequences(sequences, known);
  }

  /** The position first, then the observation's other numbers in pairs. */
  private static List<int[]> columns(Position position, TokenLayout layout) {
    List<int[]> columns = new ArrayList<>();
    columns.add(new int[] {position.x(), position.y()});
    List<Integer> others = new ArrayList<>();
    for (int channel = 0; channel < layout.observations().size(); channel++) {
      if (channel != position.x() && channel != position.y()) {
        others.add(channel);
      }
    }
    for (int i = 0; i < others.size(); i += 2) {
      columns.add(
          others.subList(i, Math.min(i + 2, others.size())).stream()
              .mapToInt(Integer::intValue)
              .toArray());
    }
    return List.copyOf(columns);
  }

  /** The normalized target of each channel. */
  private static double[] targets(List<Double> goal, List<int[]> columns, TokenLayout layout) {
    if (goal.size() > layout.observations().size()) {
      throw new StaggerException(
          "The goal %s of the guidance objective '%s' has %d numbers, but tokens hold %d of an observation; leave the others out."
              .formatted(goal, NAME, goal.size(), layout.observations().size()));
    }
    double[] targets = new double[layout.channels()];
    int given = 0;
    for (int[] column : columns) {
      for (int channel : column) {
        targets[channel] = layout.normalize(channel, given < goal.size() ? goal.get(given) : 0);
        given++;
      }
    }
    // The authors' goal has a normalized action of 0.
    return targets;
  }

  @Override
  GraphScore graphScore() {
    return new ReachScore(
        layout,
        columns.stream().map(column -> Arrays.stream(column).boxed().toList()).toList(),
        settings.width());
  }

  @Override
  List<GraphObjective.Argument> arguments(int batch, Known known, Span frames) {
    Weights weights = new Weights(known, frames.end());
    FloatBuffer targets = FloatBuffer.allocate(batch * frames.length() * layout.channels());
    FloatBuffer shares = FloatBuffer.allocate(batch * frames.length() * 2);
    double[] start = new double[layout.channels()];
    for (int sequence = 0; sequence < batch; sequence++) {
      for (int frame = frames.first(); frame < frames.end(); frame++) {
        for (double target : target(sequence, known, frame, start)) {
          targets.put((float) target);
        }
        shares.put((float) weights.position(frame)).put((float) weights.other(frame));
      }
    }
    return List.of(
        new GraphObjective.Argument(
            targets.flip(), List.of(batch, frames.length(), layout.channels())),
        new GraphObjective.Argument(shares.flip(), List.of(batch, frames.length(), 2)));
  }

  /** What the distances of a frame count. */
  private final class Weights {
    private final int knownFrames;
    private final int end;
    private final double share;

    /**
     * Finds which frames count.
     *
     * @param last one past the last frame that there is
     */
    Weights(Known known, int last) {
      knownFrames = known.tokens() * layout.frameStack();
      end = (int) Math.min(last, knownFrames + (long) settings.horizon().orElse(last));
      share = 1.0 / Math.max(1, end);
    }

    double position(int frame) {
      return of(frame, settings.startWeight(), settings.goalWeight());
    }

    double other(int frame) {
      return of(frame, settings.otherStartWeight(), settings.otherWeight());
    }

    private double of(int frame, double started, double planned) {
      if (frame >= end) {
        return 0;
      }
      return share * (frame < knownFrames ? started : planned);
    }
  }

  /** The normalized target of a frame: what is known of it, or the goal. */
  private double[] target(int sequence, Known known, int frame, double[] start) {
    return frame < known.tokens() * layout.frameStack()
        ? readKnown(known.sequences().get(sequence), frame, start)
        : goals.get(oneGoal ? 0 : sequence);
  }

  @Override
  double score(int sequence, Known known, Frames frames) {
    Weights weights = new Weights(known, frames.end());
    double[] start = new double[layout.channels()];
    double score = 0;
    for (int frame = frames.first(); frame < weights.end; frame++) {
      double[] target = target(sequence, known, frame, start);
      for (int i = 0; i < columns.size(); i++) {
        double weight = i == 0 ? weights.position(frame) : weights.other(frame);
        double width = i == 0 ? settings.width() : 1;
        score -= bounded(frames, frame, columns.get(i), target, weight, width);
      }
      score -= plain(frames, frame, target, weights.other(frame));
    }
    return score;
  }

  private double[] readKnown(Tokens tokens, int frame, double[] target) {
    for (int channel = 0; channel < target.length; channel++) {
      target[channel] = tokens.values().get(frame * layout.channels() + channel);
    }
    return target;
  }

  private static double bounded(
      Frames frames, int frame, int[] channels, double[] target, double weight, double width) {
    double square = 0;
    for (int channel : channels) {
      double difference = frames.get(frame, channel) - target[channel];
      square += difference * difference;
    }
    double distance = Math.sqrt(square);
    double bounded = Math.tanh(distance / (2 * width));
    if (distance > 0) {
      double slope = weight * (1 - bounded * bounded) / (2 * width) / distance;
      for (int channel : channels) {
        frames.addSlope(frame, channel, -slope * (frames.get(frame, channel) - target[channel]));
      }
    }
    return weight * bounded;
  }

  private double plain(Frames frames, int frame, double[] target, double weight) {
    double square = 0;
    int first = layout.firstAction();
    for (int channel = first; channel < first + layout.actions(); channel++) {
      double difference = frames.get(frame, channel) - target[channel];
      square += difference * difference;
    }
    double distance = Math.sqrt(square);
    if (distance > 0) {
      for (int channel = first; channel < first + layout.actions(); channel++) {
        double difference = frames.get(frame, channel) - target[channel];
        frames.addSlope(frame, channel, -weight * difference / distance);
      }
    }
    return weight * distance;
  }
}
