package io.stagger.core.run;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.StatePart;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Samples the unknown tokens of sequences by a scheduling matrix.
 *
 * <p>For a causal backbone it saves work without changing the outcome: a token is appended at the
 * first row in which it changes, because until then no other token sees it; and leading tokens are
 * committed to memory as soon as they are finished. Rows between which no token comes or goes are
 * one call into the engine. For any other backbone, and where sampling is steered, all tokens are
 * appended at once, and all rows are one call. Where it is steered, known tokens are not committed
 * either, so that objectives see whole sequences.
 *
 * <p>Not thread-safe, because a model is not.
 */
public final class Sampler {
  private final Model model;
  private final StepPlanner planner;
  private final boolean economical;
  private final Settings settings;
  private GuidanceTally guidanceTally = GuidanceTally.NONE;

  /**
   * Creates a sampler.
   *
   * @param causal whether the backbone is exactly causal
   */
  public Sampler(Model model, StepPlanner planner, boolean causal, Settings settings) {
    this.model = model;
    this.planner = planner;
    // An objective that scores later tokens steers earlier ones, so all of them have to be there.
    this.economical = causal && settings.guidance().isEmpty();
    this.settings = settings;
  }

  /**
   * What stays the same from call to call.
   *
   * @param batchSize the most sequences that are sampled together, at least 1
   * @param weights which parameters are used
   * @param cleanClip the absolute value that clean predictions are clipped to; infinity for none
   * @param guidance what sampling is steered towards
   */
  public record Settings(
      int batchSize, StatePart weights, double cleanClip, List<SamplingRequest.Guidance> guidance) {
    /** Copies the list. */
    public Settings {
      guidance = List.copyOf(guidance);
    }
  }

  /**
   * Samples the tokens after the known ones. Sequences are sampled independently, even where the
   * same one is given several times.
   *
   * @param sequences equally long; the values after the known tokens are not looked at, the
   *     conditions are
   * @param known how many leading tokens are known, at least 0
   * @param matrix the plan for the other tokens
   * @param seeds gives each group of sequences its noise
   * @param progress hears how many sequences are finished
   * @return for each sequence the known and the sampled tokens, all real
   */
  public List<Tokens> sample(
      List<Tokens> sequences,
      int known,
      SchedulingMatrix matrix,
      Seeds seeds,
      LongConsumer progress) {
    int length = known + matrix.horizon();
    for (Tokens sequence : sequences) {
      if (sequence.length() != length) {
        throw new IllegalArgumentException(
            "A sequence has %d tokens, but %d are known and the matrix plans %d more."
                .formatted(sequence.length(), known, matrix.horizon()));
      }
    }
    List<Tokens> sampled = new ArrayList<>(sequences.size());
    for (int first = 0; first < sequences.size(); first += settings.batchSize()) {
      List<Tokens> chunk =
          sequences.subList(first, Math.min(sequences.size(), first + settings.batchSize()));
      sampled.addAll(sampleTogether(chunk, known, matrix, seeds.of(Seeds.Purpose.SAMPLING, first)));
      progress.accept(sampled.size());
    }
    return Collections.unmodifiableList(sampled);
  }

  /** How often this sampler has steered so far, and how often the gradient was clipped. */
  public GuidanceTally guidanceTally() {
    return guidanceTally;
  }

  private List<Tokens> sampleTogether(
      List<Tokens> sequences, int known, SchedulingMatrix matrix, long seed) {
    SamplingRequest request =
        new SamplingRequest(
            sequences.size(),
            settings.weights(),
            planner.stabilization(),
            settings.cleanClip(),
            planner.solver().usesHistory(),
            settings.guidance().stream()
                .map(steer -> steer.with(steer.objective().forSequences(sequences, known)))
                .toList(),
            SamplingRequest.MonteCarlo.OFF,
            seed);
    try (SamplingSession session = model.sample(request)) {
      Rollout rollout = new Rollout(session, sequences, known, matrix);
      rollout.appendKnown();
      if (economical) {
        rollout.runEconomically();
      } else {
        rollout.runAtOnce();
      }
      guidanceTally = guidanceTally.plus(session.guidance());
      return rollout.tokens();
    }
  }

  /** One batch of sequences on its way from noise to clean. */
  private final class Rollout {
    private final SamplingSession session;
    private final List<Tokens> sequences;
    private final int known;
    private final SchedulingMatrix matrix;
    private final int width;
    private final int conditionWidth;
    private final float[][] values;

    /** How many known tokens are active rather than committed. */
    private int active;

    /** Columns before this one are read and committed. */
    private int finished;

    /** Columns before this one are appended. */
    private int appended;

    private Rollout(
        SamplingSession session, List<Tokens> sequences, int known, SchedulingMatrix matrix) {
      this.session = session;
      this.sequences = sequences;
      this.known = known;
      this.matrix = matrix;
      TokenSpec spec = sequences.get(0).spec();
      this.width = spec.width();
      this.conditionWidth = spec.conditionWidth();
      this.values = new float[sequences.size()][(known + matrix.horizon()) * width];
    }

    private void appendKnown() {
      if (known == 0) {
        return;
      }
      FloatBuffer buffer = direct(sequences.size() * known * width);
      for (int i = 0; i < sequences.size(); i++) {
        sequences.get(i).values().get(values[i], 0, known * width);
        buffer.put(values[i], 0, known * width);
      }
      session.append(known, buffer.flip(), conditions(0, known));
      if (settings.guidance().isEmpty()) {
        session.commit(known);
      } else {
        active = known;
      }
    }

    private void runAtOnce() {
      appendUpTo(matrix.horizon());
      step(0, matrix.evaluations());
      readUpTo(matrix.horizon());
    }

    private void runEconomically() {
      int row = 0;
      while (row < matrix.evaluations()) {
        appendUpTo(changedEnd(row));
        int end = row + 1;
        while (end < matrix.evaluations()
            && finishedEnd(end) == finished
            && changedEnd(end) <= appended) {
          end++;
        }
        step(row, end - row);
        row = end;
        int clean = finishedEnd(row);
        if (clean > finished) {
          int count = clean - finished;
          readUpTo(clean);
          if (row < matrix.evaluations()) {
            session.commit(count);
          }
        }
      }
    }

    /** One past the last token that changes in the step from a row to the next. */
    private int changedEnd(int row) {
      int token = matrix.horizon();
      while (token > 0 && matrix.level(row, token - 1) == matrix.level(row + 1, token - 1)) {
        token--;
      }
      return token;
    }

    /** One past the last of the leading tokens that are clean in a row. */
    private int finishedEnd(int row) {
      int token = finished;
      while (token < matrix.horizon() && matrix.level(row, token) == 0) {
        token++;
      }
      return token;
    }

    private void appendUpTo(int end) {
      if (end > appended) {
        session.appendNoise(end - appended, conditions(known + appended, end - appended));
        appended = end;
      }
    }

    private void step(int row, int steps) {
      session.step(planner.plan(active, matrix, row, steps, finished, appended - finished));
    }

    private void readUpTo(int end) {
      int count = end - finished;
      FloatBuffer buffer = direct(sequences.size() * count * width);
      session.read(active, count, buffer);
      buffer.rewind();
      for (float[] sequence : values) {
        buffer.get(sequence, (known + finished) * width, count * width);
      }
      finished = end;
    }

    private FloatBuffer conditions(int first, int count) {
      FloatBuffer buffer = direct(sequences.size() * count * conditionWidth);
      float[] row = new float[count * conditionWidth];
      for (Tokens sequence : sequences) {
        sequence.conditions().get(first * conditionWidth, row);
        buffer.put(row);
      }
      return buffer.flip();
    }

    private List<Tokens> tokens() {
      List<Tokens> tokens = new ArrayList<>(sequences.size());
      for (int i = 0; i < sequences.size(); i++) {
        float[] conditions = new float[sequences.get(i).length() * conditionWidth];
        sequences.get(i).conditions().get(conditions);
        tokens.add(Tokens.ofReal(sequences.get(i).spec(), values[i], conditions));
      }
      return tokens;
    }
  }

  private static FloatBuffer direct(int size) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(size, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
