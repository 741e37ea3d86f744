package io.stagger.core.run;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.stagger.api.StaggerException;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.GuidanceObjective;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.StatePart;
import io.stagger.api.sampling.SamplingTask;
import io.stagger.api.sampling.StreamConditions;
import io.stagger.api.sampling.StreamRequest;
import io.stagger.api.sampling.TokenSampler;
import io.stagger.api.sampling.TokenStream;
import io.stagger.core.rollout.FiniteTokens;
import io.stagger.core.rollout.LevelPlan;
import io.stagger.core.rollout.RolloutConfiguration;
import io.stagger.core.rollout.StreamHost;
import io.stagger.core.rollout.Streams;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

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
 * <p>Padding is appended for a backbone without causality alone. Where somebody observes, all
 * tokens are appended at once and each row is a call of its own.
 *
 * <p>Not thread-safe, because a model is not.
 */
public final class Sampler implements TokenSampler {
  private final Model model;
  private final StepPlanner planner;
  private final Ways ways;
  private final TokenSpec spec;
  private final boolean causal;
  private final Settings settings;
  private final ReentrantLock turn = new ReentrantLock(true);
  private final String identity;
  private final Streams streams;
  private GuidanceTally guidanceTally = GuidanceTally.NONE;

  /**
   * Creates a sampler whose streams go on by windows.
   *
   * @param ways the plans that the run is configured with
   * @param spec the shape of the model's tokens
   * @param causal whether the backbone is exactly causal
   */
  public Sampler(
      Model model,
      StepPlanner planner,
      Ways ways,
      TokenSpec spec,
      boolean causal,
      Settings settings) {
    this(model, planner, ways, spec, causal, settings, false, RolloutConfiguration.DEFAULT, "");
  }

  /**
   * Creates a sampler.
   *
   * @param ways the plans that the run is configured with
   * @param spec the shape of the model's tokens
   * @param causal whether the backbone is exactly causal
   * @param remembersWithoutLimit whether it remembers any number of committed tokens
   * @param rollout how streams keep their past
   * @param identity what tells apart how models are sampled, for snapshots of streams
   */
  public Sampler(
      Model model,
      StepPlanner planner,
      Ways ways,
      TokenSpec spec,
      boolean causal,
      Settings settings,
      boolean remembersWithoutLimit,
      RolloutConfiguration rollout,
      String identity) {
    this.model = model;
    this.planner = planner;
    this.ways = ways;
    this.spec = spec;
    this.causal = causal;
    this.settings = settings;
    this.identity = identity;
    this.streams = new Streams(new Host(remembersWithoutLimit), rollout);
  }

  /**
   * What stays the same from call to call.
   *
   * @param batchSize the most sequences that are sampled together, at least 1
   * @param window the most tokens that a sequence may have, at least 1
   * @param together the most of them that the model sees together, at most {@code window}: if
   *     fewer, all others have to be committed to its memory
   * @param trainingLength the most tokens that one had in training, from 1 to {@code window}
   * @param weights which parameters are used
   * @param cleanClip the absolute value that clean predictions are clipped to; infinity for none
   * @param guidance what sampling is steered towards
   * @param monteCarlo how many futures guidance looks at
   */
  public record Settings(
      int batchSize,
      int window,
      int together,
      int trainingLength,
      StatePart weights,
      double cleanClip,
      List<SamplingRequest.Guidance> guidance,
      SamplingRequest.MonteCarlo monteCarlo) {
    /** Copies the list. */
    public Settings {
      guidance = List.copyOf(guidance);
      if (together > window || trainingLength > window) {
        throw new IllegalArgumentException(
            "The model sees %d tokens together and %d in training, more than the %d of a sequence."
                .formatted(together, trainingLength, window));
      }
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
    return sample(
        new SamplingTask(
            sequences,
            known,
            matrix,
            0,
            SamplingTask.Steering.AS_CONFIGURED,
            0,
            SamplingTask.Observer.NONE),
        seeds,
        progress);
  }

  @Override
  public TokenSpec spec() {
    return spec;
  }

  @Override
  public int window() {
    return settings.window();
  }

  @Override
  public int trainingLength() {
    return settings.trainingLength();
  }

  @Override
  public SchedulingMatrix matrix(int horizon) {
    return ways.defaultMatrix(horizon);
  }

  @Override
  public Guided guided() {
    return new Guided(
        settings.guidance().stream().map(SamplingRequest.Guidance::name).toList(),
        settings.monteCarlo().futures());
  }

  @Override
  public List<Tokens> sample(SamplingTask task) {
    return sample(task, new Seeds(task.seed()), done -> {});
  }

  private List<Tokens> sample(SamplingTask task, Seeds seeds, LongConsumer progress) {
    int length = task.known() + task.matrix().horizon() + task.padding();
    if (length > settings.window()) {
      throw new StaggerException(
          "A sequence of %d tokens is asked for, but the model sees at most %d; ask for fewer, or set sampling.window."
              .formatted(length, settings.window()));
    }
    if (task.matrix().steps() > planner.schedule().levels()) {
      throw new StaggerException(
          "A matrix of %d steps is asked for, but the model has %d noise levels; ask for at most as many steps."
              .formatted(task.matrix().steps(), planner.schedule().levels()));
    }
    for (Tokens sequence : task.sequences()) {
      if (!sequence.spec().equals(spec)) {
        throw new IllegalArgumentException(
            "Sequences of %s are to be sampled, but the model has tokens of %s."
                .formatted(sequence.spec(), spec));
      }
    }
    checkFinite(task);
    List<Tokens> sampled = new ArrayList<>(task.sequences().size());
    for (int first = 0; first < task.sequences().size(); first += settings.batchSize()) {
      int end = Math.min(task.sequences().size(), first + settings.batchSize());
      turn.lock();
      try {
        sampled.addAll(sampleTogether(task, first, end, seeds.of(Seeds.Purpose.SAMPLING, first)));
      } finally {
        turn.unlock();
      }
      progress.accept(sampled.size());
    }
    return Collections.unmodifiableList(sampled);
  }

  /** Checks all numbers that the model looks at. */
  private void checkFinite(SamplingTask task) {
    int planned = task.known() + task.matrix().horizon();
    int end = causal ? planned : planned + task.padding();
    for (int i = 0; i < task.sequences().size(); i++) {
      Tokens sequence = task.sequences().get(i);
      for (int time = 0; time < end; time++) {
        boolean known = time < task.known();
        String what = known ? "Known" : "Coming";
        if (known || (time < planned && beginsBelowNoise(task, time))) {
          FiniteTokens.checkValues(what, sequence, i, time);
        }
        FiniteTokens.checkConditions(what, sequence, i, time);
      }
    }
  }

  private static boolean beginsBelowNoise(SamplingTask task, int time) {
    return task.matrix().level(0, time - task.known()) < task.matrix().steps();
  }

  @Override
  public GuidanceTally guidanceTally() {
    turn.lock();
    try {
      return guidanceTally;
    } finally {
      turn.unlock();
    }
  }

  @Override
  public TokenStream stream(StreamRequest request) {
    return streams.open(request);
  }

  @Override
  public TokenStream resume(byte[] snapshot, StreamConditions conditions) {
    return streams.resume(snapshot, conditions);
  }

  private List<Tokens> sampleTogether(SamplingTask task, int first, int end, long seed) {
    List<Tokens> sequences = task.sequences().subList(first, end);
    SamplingTask.Steering steering = task.steering();
    List<List<Double>> goals =
        steering.goals().isEmpty() ? steering.goals() : steering.goals().subList(first, end);
    List<SamplingRequest.Guidance> guidance =
        guidance(steering.strength(), goals, sequences, task.known());
    SamplingRequest request = request(sequences.size(), steering, guidance, seed);
    try (SamplingSession session = model.sample(request)) {
      Rollout rollout = new Rollout(session, task, first, sequences, seed, !guidance.isEmpty());
      rollout.appendKnown();
      // An objective that scores later tokens steers earlier ones, so all of them have to be there.
      if (task.observer() != SamplingTask.Observer.NONE) {
        rollout.runWatched();
      } else if (causal && guidance.isEmpty()) {
        rollout.runEconomically();
      } else {
        rollout.runAtOnce();
      }
      guidanceTally = guidanceTally.plus(session.guidance());
      return rollout.tokens(rollout.values);
    }
  }

  private SamplingRequest request(
      int batch,
      SamplingTask.Steering steering,
      List<SamplingRequest.Guidance> guidance,
      long seed) {
    return new SamplingRequest(
        batch,
        settings.weights(),
        planner.stabilization(),
        settings.cleanClip(),
        planner.solver().usesHistory(),
        guidance,
        monteCarlo(steering),
        seed);
  }

  private List<SamplingRequest.Guidance> guidance(
      double strength, List<List<Double>> goals, List<Tokens> sequences, int known) {
    if (strength == 0) {
      return List.of();
    }
    List<SamplingRequest.Guidance> guidance = new ArrayList<>();
    for (SamplingRequest.Guidance configured : settings.guidance()) {
      GuidanceObjective objective = configured.objective();
      if (!goals.isEmpty()) {
        objective = objective.towards(goals);
      }
      guidance.add(
          new SamplingRequest.Guidance(
              configured.name(),
              objective.forSequences(sequences, known),
              configured.scale() * strength,
              configured.clipNorm()));
    }
    return guidance;
  }

  private SamplingRequest.MonteCarlo monteCarlo(SamplingTask.Steering steering) {
    return new SamplingRequest.MonteCarlo(
        steering.futures().orElse(settings.monteCarlo().futures()),
        settings.monteCarlo().chained());
  }

  /** What streams need of this sampler. */
  private final class Host implements StreamHost {
    private final boolean remembersWithoutLimit;

    private Host(boolean remembersWithoutLimit) {
      this.remembersWithoutLimit = remembersWithoutLimit;
    }

    @Override
    public Model model() {
      return model;
    }

    @Override
    public ReentrantLock turn() {
      return turn;
    }

    @Override
    public TokenSpec spec() {
      return spec;
    }

    @Override
    public int together() {
      return settings.together();
    }

    @Override
    public int trainingLength() {
      return settings.trainingLength();
    }

    @Override
    public boolean remembersWithoutLimit() {
      return causal && remembersWithoutLimit;
    }

    @Override
    public SamplingRequest.Stabilization stabilization() {
      return planner.stabilization();
    }

    @Override
    public NoiseSchedule noiseSchedule() {
      return planner.schedule();
    }

    @Override
    public int trainingLevel(int samplingLevel) {
      return planner.levels().trainingLevel(samplingLevel);
    }

    @Override
    public SchedulingMatrix matrix(int horizon) {
      return ways.defaultMatrix(horizon);
    }

    @Override
    public SamplingRequest request(
        int batch,
        SamplingTask.Steering steering,
        List<SamplingRequest.Guidance> guidance,
        long seed) {
      return Sampler.this.request(batch, steering, guidance, seed);
    }

    @Override
    public List<SamplingRequest.Guidance> guidance(
        SamplingTask.Steering steering, List<Tokens> sequences, int known) {
      return Sampler.this.guidance(steering.strength(), steering.goals(), sequences, known);
    }

    @Override
    public int futures(SamplingTask.Steering steering) {
      return monteCarlo(steering).futures();
    }

    @Override
    public DenoisingSteps plan(
        int known, LevelPlan plan, long row, int steps, long firstToken, int tokens) {
      return planner.plan(known, plan, row, steps, firstToken, tokens);
    }

    @Override
    public void show(
        DenoisingSteps plan, int step, int token, SamplingRequest.Stabilization shown) {
      planner.show(plan, step, token, shown);
    }

    /** A stream is what sampling with its seed would give, if that had an end. */
    @Override
    public long sessionSeed(long seed) {
      return new Seeds(seed).of(Seeds.Purpose.SAMPLING, 0);
    }

    /** A window is what sampling with a seed of its own would give. */
    @Override
    public long windowSeed(long seed, long position) {
      return sessionSeed(new Seeds(seed).of(Seeds.Purpose.WINDOW, position));
    }

    @Override
    public void steered(GuidanceTally tally) {
      guidanceTally = guidanceTally.plus(tally);
    }

    @Override
    public Map<String, String> fingerprint() {
      Hasher parameters = Hashing.sha256().newHasher();
      for (NamedTensor tensor : model.save(settings.weights())) {
        parameters.putUnencodedChars(tensor.name()).putUnencodedChars(tensor.shape().toString());
        FloatBuffer values = tensor.values().duplicate();
        while (values.hasRemaining()) {
          parameters.putFloat(values.get());
        }
      }
      return Map.of(
          "configuration of backbone, diffusion and sampling", identity,
          "shape of tokens", spec.toString(),
          "SHA-256 of the parameters", parameters.hash().toString(),
          "SHA-256 of the noise schedule", Provenance.sha256(planner.schedule()),
          "stabilization", planner.stabilization().toString(),
          "number of sampling steps", Integer.toString(planner.levels().steps()),
          "clip of clean predictions", Double.toString(settings.cleanClip()));
    }
  }

  /** One batch of sequences on its way from noise to clean. */
  private final class Rollout {
    private final SamplingSession session;
    private final SamplingTask task;
    private final int first;
    private final List<Tokens> sequences;
    private final long seed;
    private final boolean guided;
    private final int known;
    private final SchedulingMatrix matrix;
    private final StepPlanner planner;
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
        SamplingSession session,
        SamplingTask task,
        int first,
        List<Tokens> sequences,
        long seed,
        boolean guided) {
      this.session = session;
      this.task = task;
      this.first = first;
      this.sequences = sequences;
      this.seed = seed;
      this.guided = guided;
      this.known = task.known();
      this.matrix = task.matrix();
      this.planner = Sampler.this.planner.withSteps(matrix.steps());
      this.width = spec.width();
      this.conditionWidth = spec.conditionWidth();
      this.values = new float[sequences.size()][(known + matrix.horizon()) * width];
      for (int token = 0; token < matrix.horizon(); token++) {
        // One that is finished at the start may never come into the engine.
        if (matrix.level(0, token) == 0) {
          int at = (known + token) * width;
          for (int i = 0; i < values.length; i++) {
            sequences.get(i).values().get(at, values[i], at, width);
          }
        }
      }
    }

    private void appendKnown() {
      if (guided) {
        checkTogether(known + matrix.horizon());
      }
      // Several groups, where the model sees no more at once.
      for (int group = 0; group < known; group += settings.together()) {
        int count = Math.min(settings.together(), known - group);
        FloatBuffer buffer = direct(sequences.size() * count * width);
        for (int i = 0; i < sequences.size(); i++) {
          sequences.get(i).values().get(group * width, values[i], group * width, count * width);
          buffer.put(values[i], group * width, count * width);
        }
        session.append(count, buffer.flip(), conditions(group, count));
        if (!guided) {
          session.commit(count);
        } else {
          active += count;
        }
      }
    }

    private void checkTogether(int count) {
      if (count > settings.together()) {
        throw new StaggerException(
            "%d tokens would be denoised together, but the model sees at most %d together; choose a sampling.schedule that finishes tokens on the way, such as autoregressive, rolling or chunked, or sample fewer tokens."
                .formatted(count, settings.together()));
      }
    }

    private void runAtOnce() {
      int padding = appendAll();
      session.step(planner.planPadded(active, matrix, 0, matrix.evaluations(), padding));
      readUpTo(matrix.horizon());
    }

    private void runWatched() {
      int padding = appendAll();
      for (int row = 0; row < matrix.evaluations(); row++) {
        show(row);
        session.step(planner.planPadded(active, matrix, row, 1, padding));
      }
      show(matrix.evaluations());
      readUpTo(matrix.horizon());
    }

    /** Returns how many tokens of padding were appended. */
    private int appendAll() {
      checkTogether(active + matrix.horizon() + (causal ? 0 : task.padding()));
      appendUpTo(matrix.horizon());
      int padding = causal ? 0 : task.padding();
      if (padding > 0) {
        session.appendNoise(padding, conditions(known + matrix.horizon(), padding));
      }
      return padding;
    }

    private void show(int row) {
      readUpTo(matrix.horizon());
      finished = 0;
      float[][] copies = new float[values.length][];
      Arrays.setAll(copies, i -> values[i].clone());
      task.observer().reached(first, row, tokens(copies));
    }

    private void runEconomically() {
      int row = 0;
      while (row < matrix.evaluations()) {
        checkTogether(Math.max(changedEnd(row), appended) - finished);
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

    /** One past the last of the leading tokens that are clean in a row and were appended. */
    private int finishedEnd(int row) {
      int token = finished;
      while (token < appended && matrix.level(row, token) == 0) {
        token++;
      }
      return token;
    }

    private void appendUpTo(int end) {
      while (appended < end) {
        boolean noise = beginsAsNoise(appended);
        int next = appended + 1;
        while (next < end && beginsAsNoise(next) == noise) {
          next++;
        }
        int count = next - appended;
        FloatBuffer conditions = conditions(known + appended, count);
        if (noise) {
          session.appendNoise(count, conditions);
        } else {
          session.append(count, noised(appended, count), conditions);
        }
        appended = next;
      }
    }

    private boolean beginsAsNoise(int token) {
      return matrix.level(0, token) == matrix.steps();
    }

    /**
     * The values of tokens that begin below pure noise. Their noise is a function of the seed, the
     * sequence and the token's position alone.
     */
    private FloatBuffer noised(int firstToken, int count) {
      FloatBuffer buffer = direct(sequences.size() * count * width);
      for (int sequence = 0; sequence < sequences.size(); sequence++) {
        FloatBuffer clean = sequences.get(sequence).values();
        for (int token = firstToken; token < firstToken + count; token++) {
          RandomGenerator random =
              new Seeds(seed).generator(Seeds.Purpose.WARM_START, sequence, known + token);
          int level = planner.levels().trainingLevel(matrix.level(0, token));
          double signal = planner.schedule().signal(level);
          double noise = planner.schedule().noise(level);
          int at = (known + token) * width;
          for (int i = 0; i < width; i++) {
            buffer.put((float) (signal * clean.get(at + i) + noise * random.nextGaussian()));
          }
        }
      }
      return buffer.flip();
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

    private List<Tokens> tokens(float[][] numbers) {
      List<Tokens> tokens = new ArrayList<>(sequences.size());
      for (int i = 0; i < sequences.size(); i++) {
        float[] conditions = new float[(known + matrix.horizon()) * conditionWidth];
        sequences.get(i).conditions().get(conditions);
        tokens.add(Tokens.ofReal(spec, numbers[i], conditions));
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
