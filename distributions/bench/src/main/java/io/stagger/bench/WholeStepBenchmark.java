package io.stagger.bench;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.engine.DenoisingSteps;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.GuidanceObjective;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.OptimizerSettings;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.engine.StatePart;
import io.stagger.api.engine.TrainingBatch;
import io.stagger.api.engine.TrainingSession;
import io.stagger.diffusion.parameterization.CleanParameterization;
import io.stagger.diffusion.schedule.LinearNoiseSchedule;
import io.stagger.diffusion.schedule.LinearSettings;
import io.stagger.diffusion.solver.DdimSettings;
import io.stagger.diffusion.solver.DdimSolver;
import io.stagger.planning.guidance.ReachObjective;
import io.stagger.planning.guidance.ReachSettings;
import io.stagger.planning.guidance.TokenLayout;
import io.stagger.tensorflow.EngineConfiguration;
import io.stagger.tensorflow.TensorFlowEngine;
import io.stagger.transformer.TransformerBackbone;
import io.stagger.transformer.TransformerConfiguration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times one training step, one denoising step with or without guidance, a loop of 100 denoising
 * steps, or a token of a roll-out of a transformer, and prints one line of JSON. Shapes and work
 * are those of the PyTorch program that the script beside it alternates with: post-norm, ReLU, no
 * dropout, linear schedule, clean prediction, min-SNR weights, DDIM with eta 0. Guidance is the
 * planner's way to reach a goal, the gradient of which goes back through the network.
 */
@Command(
    name = "whole-step",
    mixinStandardHelpOptions = true,
    description = "Times whole steps of the engine and prints one line of JSON.")
public final class WholeStepBenchmark implements Callable<Integer> {
  private static final int LEVELS = 1000;
  private static final int WARM_UP = 3;
  private static final double SNR_CLIP = 5;
  private static final int LOOP_STEPS = 100;
  private static final int ROLLOUT_STEPS = 20;

  /** The shapes to measure. */
  enum Shape {
    /** A small causal model. */
    SMALL(6, 128, 4, 4, 32, true),
    /** The planner's network. */
    PLAN(20, 128, 12, 4, 61, false),
    /** A wide causal model. */
    WIDE(64, 512, 6, 8, 64, true);

    final int tokenWidth;
    final int width;
    final int layers;
    final int heads;
    final int tokens;
    final boolean causal;

    Shape(int tokenWidth, int width, int layers, int heads, int tokens, boolean causal) {
      this.tokenWidth = tokenWidth;
      this.width = width;
      this.layers = layers;
      this.heads = heads;
      this.tokens = tokens;
      this.causal = causal;
    }
  }

  /** What to time. */
  enum Work {
    /** One training step. */
    TRAIN,
    /** One denoising step of the whole sequence. */
    DENOISE,
    /** The same steered by an objective that the graph scores, in the planner's tokens. */
    GUIDED,
    /** The same steered by the objective in plain Java. */
    GUIDED_BY_HOST,
    /** A loop of denoising steps in one call into the engine. */
    LOOP,
    /** One more token of a roll-out past the window, from noise to the model's memory. */
    ROLLOUT,
    /** Many tokens of a roll-out, to see whether time and memory a token stay flat. */
    LONG_ROLLOUT,
    /** Many training steps, to see whether memory stays flat. */
    MEMORY
  }

  @Option(names = "--model", description = "small, plan or wide (default: small).")
  private String model = "small";

  @Option(
      names = "--what",
      description =
          "train, denoise, guided, guided-by-host, loop, rollout, long-rollout or memory (default: train).")
  private String what = "train";

  @Option(names = "--batch", description = "Sequences (default: 64).")
  private int batch = 64;

  @Option(names = "--reps", description = "Counted repetitions (default: 15).")
  private int reps = 15;

  @Option(
      names = "--steps",
      description = "Steps of a loop, or of a token of a roll-out (default: 100 and 20).")
  private Optional<Integer> steps = Optional.empty();

  @Option(names = "--dtype", description = "fp32 or bf16 (default: fp32).")
  private String dtype = "fp32";

  @Option(names = "--threads", description = "Threads of one operation (default: 2).")
  private int threads = 2;

  private final Random random = new Random(0);

  /** Runs the command line. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new WholeStepBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Shape shape = Shape.valueOf(model.toUpperCase(Locale.ROOT));
    Work work = Work.valueOf(what.toUpperCase(Locale.ROOT).replace('-', '_'));
    EngineConfiguration.Precision precision =
        dtype.equals("bf16")
            ? EngineConfiguration.Precision.BFLOAT16
            : EngineConfiguration.Precision.FLOAT32;
    NoiseSchedule schedule = new LinearNoiseSchedule(new LinearSettings(LEVELS, 1e-4, 2e-2));
    Parameterization parameterization = new CleanParameterization();
    Solver solver = new DdimSolver(new DdimSettings(0));
    TransformerBackbone backbone =
        new TransformerBackbone(
            new TransformerConfiguration(
                shape.width,
                shape.layers,
                shape.heads,
                4,
                shape.causal,
                TransformerConfiguration.Normalization.POST,
                TransformerConfiguration.Activation.RELU,
                0,
                rolledOut(work)
                    ? TransformerConfiguration.Positions.ROTARY
                    : TransformerConfiguration.Positions.SINUSOID,
                Optional.empty(),
                0));
    try (Engine engine = TensorFlowEngine.open(new EngineConfiguration(threads, precision, "cpu"));
        Model built =
            engine.create(
                new ModelRequest(
                    backbone,
                    TokenSpec.vector(shape.tokenWidth, 0),
                    shape.tokens,
                    schedule,
                    parameterization,
                    20,
                    0))) {
      if (work == Work.MEMORY) {
        memory(built, shape, schedule);
        return 0;
      }
      if (rolledOut(work)) {
        try (Rollout rollout = new Rollout(built, shape, schedule, parameterization, solver)) {
          if (work == Work.LONG_ROLLOUT) {
            rollout.printLong();
          } else {
            print(engine, built, time(rollout::token), rollout.parts());
          }
        }
        return 0;
      }
      double[] times =
          switch (work) {
            case MEMORY, ROLLOUT, LONG_ROLLOUT ->
                throw new IllegalStateException("Not timed as a step.");
            case TRAIN -> train(built, shape, schedule);
            case DENOISE -> denoise(built, shape, schedule, parameterization, solver, 1, List.of());
            case GUIDED ->
                denoise(
                    built,
                    shape,
                    schedule,
                    parameterization,
                    solver,
                    1,
                    List.of(reach(shape, Optional.of(List.of()))));
            case GUIDED_BY_HOST ->
                denoise(
                    built,
                    shape,
                    schedule,
                    parameterization,
                    solver,
                    1,
                    List.of(reach(shape, Optional.empty())));
            case LOOP ->
                denoise(
                    built,
                    shape,
                    schedule,
                    parameterization,
                    solver,
                    steps.orElse(LOOP_STEPS),
                    List.of());
          };
      print(engine, built, times, "");
    }
    return 0;
  }

  private static boolean rolledOut(Work work) {
    return work == Work.ROLLOUT || work == Work.LONG_ROLLOUT;
  }

  /**
   * Prints what was measured.
   *
   * @param more further fields, each after a comma
   */
  private void print(Engine engine, Model built, double[] times, String more) {
    Arrays.sort(times);
    System.out.printf(
        Locale.ROOT,
        "{\"ours\": \"%s %s\", \"model\": \"%s\", \"what\": \"%s\", \"batch\": %d, \"dtype\": \"%s\", \"threads\": %d, \"parameters\": %d, \"median_ms\": %.3f, \"min_ms\": %.3f%s}%n",
        engine.describe().name(),
        engine.describe().version(),
        model,
        what,
        batch,
        dtype,
        threads,
        built.parameterCount(),
        times[times.length / 2],
        times[0],
        more);
  }

  private double[] time(Runnable work) {
    for (int i = 0; i < WARM_UP; i++) {
      work.run();
    }
    double[] times = new double[reps];
    for (int i = 0; i < reps; i++) {
      long start = System.nanoTime();
      work.run();
      times[i] = (System.nanoTime() - start) * 1e-6;
    }
    return times;
  }

  private FloatBuffer noise(int size) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(size * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < size; i++) {
      buffer.put(i, (float) random.nextGaussian());
    }
    return buffer;
  }

  private double[] train(Model built, Shape shape, NoiseSchedule schedule) {
    try (Training training = new Training(built, shape, schedule)) {
      return time(training::step);
    }
  }

  /** Prints the resident size after each thousand of 5000 training steps. */
  private void memory(Model built, Shape shape, NoiseSchedule schedule) throws IOException {
    try (Training training = new Training(built, shape, schedule)) {
      for (int step = 1; step <= 5000; step++) {
        training.step();
        if (step % 1000 == 0) {
          System.out.printf(
              Locale.ROOT,
              "{\"what\": \"memory\", \"model\": \"%s\", \"batch\": %d, \"steps\": %d, \"resident_mib\": %.1f}%n",
              model,
              batch,
              step,
              residentKib() / 1024.0);
        }
      }
    }
  }

  private static long residentKib() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("The system does not say how much memory is resident.");
  }

  /** Training on the same random tokens at ever new levels. */
  private final class Training implements AutoCloseable {
    private final Shape shape;
    private final NoiseSchedule schedule;
    private final TrainingSession session;
    private final FloatBuffer values;
    private final FloatBuffer none = FloatBuffer.allocate(0);
    private long step;

    Training(Model built, Shape shape, NoiseSchedule schedule) {
      this.shape = shape;
      this.schedule = schedule;
      this.values = noise(batch * shape.tokens * shape.tokenWidth);
      this.session =
          built.train(new OptimizerSettings(0.9, 0.999, 1e-8, 1e-4, Double.POSITIVE_INFINITY));
    }

    void step() {
      NoiseLevels levels = new NoiseLevels(batch, shape.tokens);
      float[] weights = new float[batch * shape.tokens];
      for (int i = 0; i < weights.length; i++) {
        int level = random.nextInt(LEVELS);
        levels.array()[i] = level;
        weights[i] = (float) (Math.min(schedule.snr(level), SNR_CLIP) / weights.length);
      }
      session.step(
          new TrainingBatch(values, none, levels, weights),
          new TrainingSession.StepSettings(step++, 0, 1e-4, 0.999));
    }

    @Override
    public void close() {
      session.close();
    }
  }

  /** A roll-out token by token, each denoised in one call and committed to the model's memory. */
  private final class Rollout implements AutoCloseable {
    private final SamplingSession session;
    private final DenoisingSteps plan;
    private final FloatBuffer token;
    private final FloatBuffer none = FloatBuffer.allocate(0);
    private final int window;
    private final double[] seconds = new double[3];
    private long counted;

    Rollout(
        Model built,
        Shape shape,
        NoiseSchedule schedule,
        Parameterization parameterization,
        Solver solver) {
      int rows = steps.orElse(ROLLOUT_STEPS);
      this.window = shape.tokens;
      this.plan = new DenoisingSteps(rows, 1);
      for (int row = 0; row < rows; row++) {
        int level = level(rows, rows - row);
        Linear clean = parameterization.clean(schedule.signal(level), schedule.noise(level));
        int next = level(rows, rows - row - 1);
        plan.update(
            row,
            0,
            level,
            clean.first(),
            clean.second(),
            solver.update(schedule, Solver.NO_LEVEL, level, next));
      }
      this.token = noise(batch * shape.tokenWidth);
      this.session =
          built.sample(
              new SamplingRequest(
                  batch,
                  StatePart.WEIGHTS,
                  new SamplingRequest.Stabilization(NoiseSchedule.CLEAN, false),
                  Double.POSITIVE_INFINITY,
                  false,
                  List.of(),
                  SamplingRequest.MonteCarlo.OFF,
                  0));
      session.append(window, noise(batch * window * shape.tokenWidth), none);
      session.commit(window);
      // Until the cache slides.
      for (int i = 0; i < window; i++) {
        token();
      }
      Arrays.fill(seconds, 0);
      counted = 0;
    }

    /** Evenly spaced, from the noisiest level to clean. */
    private static int level(int rows, int step) {
      return (int) Math.round((double) step * LEVELS / rows) - 1;
    }

    void token() {
      long start = System.nanoTime();
      session.appendNoise(1, none);
      long appended = System.nanoTime();
      session.step(plan);
      long stepped = System.nanoTime();
      session.read(0, 1, token.clear());
      session.commit(1);
      seconds[0] += (appended - start) * 1e-9;
      seconds[1] += (stepped - appended) * 1e-9;
      seconds[2] += (System.nanoTime() - stepped) * 1e-9;
      counted++;
    }

    /** What a token's time consists of. */
    String parts() {
      return String.format(
          Locale.ROOT,
          ", \"append_ms\": %.3f, \"steps_ms\": %.3f, \"read_and_commit_ms\": %.3f",
          1e3 * seconds[0] / counted,
          1e3 * seconds[1] / counted,
          1e3 * seconds[2] / counted);
    }

    /** Prints time a token and resident size on the way to 10,000 tokens. */
    void printLong() throws IOException {
      int at = 2 * window;
      for (int until : new int[] {100, 200, 500, 1000, 2000, 5000, 10_000}) {
        double[] times = new double[until - at];
        for (int i = 0; at < until; at++, i++) {
          long start = System.nanoTime();
          token();
          times[i] = (System.nanoTime() - start) * 1e-6;
        }
        Arrays.sort(times);
        System.out.printf(
            Locale.ROOT,
            "{\"what\": \"long-rollout\", \"model\": \"%s\", \"batch\": %d, \"tokens\": %d, \"median_ms\": %.3f, \"first_decile_ms\": %.3f, \"resident_mib\": %.1f}%n",
            model,
            batch,
            until,
            times[times.length / 2],
            // Other work on the machine only ever adds.
            times[times.length / 10],
            residentKib() / 1024.0);
      }
    }

    @Override
    public void close() {
      session.close();
    }
  }

  private double[] denoise(
      Model built,
      Shape shape,
      NoiseSchedule schedule,
      Parameterization parameterization,
      Solver solver,
      int rows,
      List<SamplingRequest.Guidance> guidance) {
    DenoisingSteps plan = new DenoisingSteps(rows, shape.tokens);
    for (int row = 0; row < rows; row++) {
      int level = 519 - row;
      Linear clean = parameterization.clean(schedule.signal(level), schedule.noise(level));
      Solver.Update update = solver.update(schedule, Solver.NO_LEVEL, level, level - 1);
      for (int token = 0; token < shape.tokens; token++) {
        plan.update(row, token, level, clean.first(), clean.second(), update);
        // As if the noise that the step goes on with had moved by the gradient.
        plan.guide(
            row, token, schedule.noise(level) / schedule.signal(level) * schedule.noise(level - 1));
      }
    }
    SamplingRequest request =
        new SamplingRequest(
            batch,
            StatePart.WEIGHTS,
            new SamplingRequest.Stabilization(NoiseSchedule.CLEAN, false),
            Double.POSITIVE_INFINITY,
            false,
            guidance,
            SamplingRequest.MonteCarlo.OFF,
            0);
    try (SamplingSession session = built.sample(request)) {
      session.appendNoise(shape.tokens, FloatBuffer.allocate(0));
      return time(() -> session.step(plan));
    }
  }

  /**
   * Reach a place at any time, in tokens of several positions of two numbers each.
   *
   * @param known what is known of the batch, for the form that the graph scores
   */
  private static SamplingRequest.Guidance reach(Shape shape, Optional<List<Tokens>> known) {
    int numbers = 2;
    if (shape.tokenWidth % numbers != 0) {
      throw new IllegalArgumentException(
          "Tokens of %d numbers hold no positions.".formatted(shape.tokenWidth));
    }
    TokenLayout layout =
        new TokenLayout(
            shape.tokenWidth / numbers,
            List.of(0, 1),
            0,
            false,
            List.of(0.0, 0.0),
            List.of(1.0, 1.0));
    ReachSettings settings =
        new ReachSettings(List.of(1.0, 1.0), Optional.empty(), 20, 1, 2, 8, 1, List.of(0, 1));
    GuidanceObjective objective = new ReachObjective(settings, layout);
    return new SamplingRequest.Guidance(
        "reach",
        known.map(tokens -> objective.forSequences(tokens, 0)).orElse(objective),
        1,
        Double.POSITIVE_INFINITY);
  }
}
