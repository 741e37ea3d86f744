package io.stagger.core.run;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Split;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.engine.TrainingBatch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Puts training batches together: which samples, their tokens, their noise levels, and how much
 * each token counts. A step has one batch, or several that add up; they are a function of the seed
 * and the step alone.
 *
 * <p>The batches of the next step are put together on a thread of its own while the engine
 * computes. Two sets of buffers take turns, so the batches of a step stay valid until those of the
 * step after the next are asked for.
 */
final class BatchAssembler implements AutoCloseable {
  private final Modality<?> modality;
  private final NoiseLevelSampler levelSampler;
  private final LossWeighting weighting;
  private final NoiseSchedule schedule;
  private final Parameterization parameterization;
  private final Seeds seeds;
  private final int batchSize;
  private final int parts;
  private final SampleOrder order;
  private final List<List<Slot>> slots;
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "stagger-batches");
            thread.setDaemon(true);
            return thread;
          });

  private long pendingStep = -1;
  private Future<List<TrainingBatch>> pending;

  /**
   * An assembler.
   *
   * @param batchSize samples in a batch
   * @param parts how many batches add up to a step
   */
  BatchAssembler(
      Modality<?> modality,
      NoiseLevelSampler levelSampler,
      LossWeighting weighting,
      NoiseSchedule schedule,
      Parameterization parameterization,
      Seeds seeds,
      int batchSize,
      int parts) {
    this.modality = modality;
    this.levelSampler = levelSampler;
    this.weighting = weighting;
    this.schedule = schedule;
    this.parameterization = parameterization;
    this.seeds = seeds;
    this.batchSize = batchSize;
    this.parts = parts;
    this.order = new SampleOrder(modality.source().size(Split.TRAIN), seeds);
    this.slots = List.of(partSlots(), partSlots());
  }

  private List<Slot> partSlots() {
    TokenSpec spec = modality.tokenizer().spec();
    return Stream.generate(() -> new Slot(spec, batchSize, modality.maximumLength()))
        .limit(parts)
        .toList();
  }

  /**
   * The batches that add up to a step, and begins with those of the one after it.
   *
   * @param step how many steps were taken before, from 0
   */
  List<TrainingBatch> parts(long step) {
    Future<List<TrainingBatch>> current = step == pendingStep ? pending : submit(step);
    List<TrainingBatch> batches = await(current);
    pending = submit(step + 1);
    pendingStep = step + 1;
    return batches;
  }

  private Future<List<TrainingBatch>> submit(long step) {
    return background.submit(() -> assemble(step));
  }

  private static List<TrainingBatch> await(Future<List<TrainingBatch>> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StaggerException cause) {
        throw new StaggerException(cause.getMessage(), e);
      }
      throw new IllegalStateException("A training batch could not be put together.", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a training batch.", e);
    }
  }

  private List<TrainingBatch> assemble(long step) {
    RandomGenerator random = seeds.generator(Seeds.Purpose.LEVELS, step);
    long firstPart = Math.multiplyExact(step, (long) parts);
    List<Part> drawn = new ArrayList<>(parts);
    for (int part = 0; part < parts; part++) {
      drawn.add(draw(Math.addExact(firstPart, part), random));
    }
    // The parts stand for one batch, so all are divided by what is real in all of them.
    int real = Math.max(1, drawn.stream().mapToInt(Part::real).sum());
    List<Slot> buffers = slots.get((int) (step % slots.size()));
    List<TrainingBatch> batches = new ArrayList<>(parts);
    for (int part = 0; part < parts; part++) {
      batches.add(batch(drawn.get(part), real, buffers.get(part)));
    }
    return batches;
  }

  /**
   * Draws the samples and levels of one batch.
   *
   * @param number how many batches come before it, those of earlier steps included
   */
  private Part draw(long number, RandomGenerator random) {
    List<Tokens> sequences = new ArrayList<>(batchSize);
    int time = 1;
    for (int i = 0; i < batchSize; i++) {
      int index = order.index(Math.addExact(Math.multiplyExact(number, (long) batchSize), i));
      Tokens tokens = modality.tokens(Split.TRAIN, index);
      time = Math.max(time, tokens.length());
      sequences.add(tokens);
    }
    NoiseLevels levels = new NoiseLevels(batchSize, time);
    float[] shares = new float[batchSize * time];
    Arrays.fill(shares, 1);
    levelSampler.draw(
        new NoiseLevelSampler.Request(
            schedule.levels(), modality.knownTokens(), realLengths(sequences)),
        levels,
        shares,
        random);
    int real = padLevels(sequences, levels, shares);
    return new Part(sequences, levels, shares, real);
  }

  private TrainingBatch batch(Part part, int real, Slot slot) {
    NoiseLevels levels = part.levels();
    double[] weights = new double[levels.array().length];
    weighting.weigh(levels, schedule, parameterization, weights);
    float[] normalized = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      float share = part.shares()[i];
      if (!(share >= 0 && Float.isFinite(share))) {
        throw new IllegalStateException(
            "The noise-level sampler says that a token counts %s times, but a share is finite and at least 0."
                .formatted(share));
      }
      boolean counts = share > 0 && levels.array()[i] != NoiseSchedule.CLEAN;
      normalized[i] = counts ? (float) (weights[i] * share / real) : 0;
    }
    slot.fill(part.sequences(), levels.time());
    return new TrainingBatch(slot.values, slot.conditions, levels, normalized);
  }

  /** How many tokens each sequence has up to the last that is real; 1 if none is. */
  private static int[] realLengths(List<Tokens> sequences) {
    return sequences.stream()
        .mapToInt(
            tokens -> {
              int length = tokens.length();
              while (length > 1 && !tokens.isReal(length - 1)) {
                length--;
              }
              return length;
            })
        .toArray();
  }

  /** Gives padding full noise and no weight; returns how many tokens are real. */
  private int padLevels(List<Tokens> sequences, NoiseLevels levels, float[] shares) {
    int real = 0;
    for (int sequence = 0; sequence < batchSize; sequence++) {
      Tokens tokens = sequences.get(sequence);
      for (int token = 0; token < levels.time(); token++) {
        if (token < tokens.length() && tokens.isReal(token)) {
          real++;
        } else {
          levels.set(sequence, token, schedule.levels() - 1);
          shares[sequence * levels.time() + token] = 0;
        }
      }
    }
    return real;
  }

  @Override
  public void close() {
    background.shutdownNow();
  }

  /** What was drawn for one batch; {@code real} is how many of its tokens are no padding. */
  private record Part(List<Tokens> sequences, NoiseLevels levels, float[] shares, int real) {}

  /** Direct buffers for one batch. */
  private static final class Slot {
    private final int width;
    private final int conditionWidth;
    private final FloatBuffer values;
    private final FloatBuffer conditions;

    private Slot(TokenSpec spec, int batchSize, int maximumLength) {
      this.width = spec.width();
      this.conditionWidth = spec.conditionWidth();
      this.values = direct(Math.multiplyExact(batchSize * maximumLength, width));
      this.conditions = direct(Math.multiplyExact(batchSize * maximumLength, conditionWidth));
    }

    private void fill(List<Tokens> sequences, int time) {
      values.clear();
      conditions.clear();
      for (Tokens tokens : sequences) {
        put(values, tokens.values(), (time - tokens.length()) * width);
        put(conditions, tokens.conditions(), (time - tokens.length()) * conditionWidth);
      }
      values.flip();
      conditions.flip();
    }

    private static void put(FloatBuffer target, FloatBuffer source, int padding) {
      target.put(source);
      for (int i = 0; i < padding; i++) {
        target.put(0);
      }
    }

    private static FloatBuffer direct(int size) {
      return ByteBuffer.allocateDirect(Math.multiplyExact(size, Float.BYTES))
          .order(ByteOrder.nativeOrder())
          .asFloatBuffer();
    }
  }
}
