package io.stagger.core.run;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Split;
import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.TrainingSession;
import io.stagger.api.run.RunEvent;
import io.stagger.api.run.RunEvent.Reason;
import io.stagger.core.checkpoint.Checkpoint;
import io.stagger.core.checkpoint.CheckpointStore;
import io.stagger.core.checkpoint.Manifest;
import io.stagger.core.config.Choices;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;

/**
 * Trains a model: puts batches together, lets the engine take steps, scores the validation split,
 * stops early, and saves checkpoints. A run that is stopped and resumed equals one that never was,
 * because everything random is a function of the seed and the step.
 *
 * <p>One thread trains; {@link #requestStop} may be called from any other.
 */
public final class Trainer {
  private final Model model;
  private final Modality<?> modality;
  private final NoiseLevelSampler levelSampler;
  private final LossWeighting weighting;
  private final NoiseSchedule schedule;
  private final Parameterization parameterization;
  private final TrainingConfiguration configuration;
  private final Evaluator evaluator;
  private final CheckpointStore checkpoints;
  private final Provenance provenance;
  private final Seeds seeds;
  private final RunListeners listeners;

  private long step;
  private Optional<Manifest.Progress> progress;
  private long evaluatedStep;
  private long savedStep;
  private volatile boolean stopRequested;

  /** Creates a trainer; nothing is allocated before {@link #train}. */
  @Inject
  Trainer(
      Model model,
      Modality<?> modality,
      NoiseLevelSampler levelSampler,
      LossWeighting weighting,
      NoiseSchedule schedule,
      Parameterization parameterization,
      TrainingConfiguration configuration,
      Evaluator evaluator,
      CheckpointStore checkpoints,
      Provenance provenance,
      Seeds seeds,
      RunListeners listeners,
      StartingPoint start) {
    this.model = model;
    this.modality = modality;
    this.levelSampler = levelSampler;
    this.weighting = weighting;
    this.schedule = schedule;
    this.parameterization = parameterization;
    this.configuration = configuration;
    this.evaluator = evaluator;
    this.checkpoints = checkpoints;
    this.provenance = provenance;
    this.seeds = seeds;
    this.listeners = listeners;
    this.step = start.step();
    this.savedStep = step;
    this.progress = configuration.earlyStop().isPresent() ? start.progress() : Optional.empty();
    // An evaluation that was cut off by a stop is made up for, if early stopping depends on it.
    this.evaluatedStep =
        progress
            .map(Manifest.Progress::evaluatedStep)
            .orElse(configuration.earlyStop().isPresent() ? 0 : step);
  }

  /** How many steps were taken, those before a resumption included. */
  public long step() {
    return step;
  }

  /** The number of steps after which training ends. */
  public long totalSteps() {
    return configuration.totalSteps(modality.source().size(Split.TRAIN));
  }

  /**
   * Asks training to save a checkpoint and end, at the latest after the step it is at. Any thread
   * may ask.
   */
  public void requestStop() {
    stopRequested = true;
  }

  /**
   * Trains until all steps are taken, the watched score no longer improves, or someone asks to
   * stop. A checkpoint is saved at the end in any case.
   *
   * @throws StaggerException if the loss or the gradient's norm is no longer finite or a checkpoint
   *     can't be saved, and the last checkpoint is kept; or if there is no score of the name that
   *     early stopping watches, and a checkpoint of the step is saved before
   */
  public Reason train() {
    long last = totalSteps();
    checkpoints.removeHalfWritten();
    try (BatchAssembler batches = batches();
        TrainingSession session = model.train(configuration.optimizerSettings())) {
      listeners.tell(new RunEvent.TrainingStarted(step, last, model.parameterCount()));
      Reason reason = train(last, batches, session);
      listeners.tell(new RunEvent.TrainingEnded(step, reason));
      return reason;
    }
  }

  private BatchAssembler batches() {
    return new BatchAssembler(
        modality,
        levelSampler,
        weighting,
        schedule,
        parameterization,
        seeds,
        configuration.batchSize(),
        configuration.accumulate());
  }

  private Reason train(long last, BatchAssembler batches, TrainingSession session) {
    Reason reason = isPatienceOver() ? Reason.STOPPED_EARLY : Reason.FINISHED;
    while (true) {
      boolean improved = false;
      if (reason == Reason.FINISHED && isEvaluationDue(last)) {
        Optional<Map<String, Double>> scores = evaluate();
        if (scores.isEmpty()) {
          reason = Reason.INTERRUPTED;
        } else {
          improved = isImproved(scores.get());
          reason = isPatienceOver() ? Reason.STOPPED_EARLY : Reason.FINISHED;
        }
      }
      if (improved || (savedStep != step && step % configuration.checkpointEvery() == 0)) {
        save();
      }
      if (reason != Reason.FINISHED || step >= last) {
        break;
      }
      if (stopRequested) {
        reason = Reason.INTERRUPTED;
        break;
      }
      takeStep(last, batches, session);
    }
    if (savedStep != step) {
      save();
    }
    return reason;
  }

  private void takeStep(long last, BatchAssembler batches, TrainingSession session) {
    double learningRate = configuration.learningRate(step, last);
    long start = System.nanoTime();
    TrainingSession.Outcome outcome =
        session.step(
            batches.parts(step),
            new TrainingSession.StepSettings(
                step,
                seeds.of(Seeds.Purpose.NOISE),
                learningRate,
                configuration.averageDecay(step)));
    double seconds = (System.nanoTime() - start) / 1e9;
    step++;
    checkFinite("loss", outcome.loss(), learningRate);
    // A loss that is still finite can have a gradient that is not, which spoils the weights.
    checkFinite("gradient's norm", outcome.gradientNorm(), learningRate);
    listeners.tell(
        new RunEvent.StepTaken(
            step, outcome.loss(), outcome.gradientNorm(), learningRate, seconds));
  }

  private void checkFinite(String name, double value, double learningRate) {
    if (!Double.isFinite(value)) {
      throw new StaggerException(
          "The %s became %s at step %d, so lower training.learningRate (%s at that step) or set training.clipNorm, and go on from the %s."
              .formatted(
                  name,
                  value,
                  step,
                  learningRate,
                  checkpoints
                      .latest()
                      .map(checkpoint -> "checkpoint of step " + checkpoint.manifest().step())
                      .orElse("beginning, because no checkpoint was saved yet")));
    }
  }

  private boolean isEvaluationDue(long last) {
    return configuration.evaluateEvery() > 0
        && step > evaluatedStep
        && (step % configuration.evaluateEvery() == 0 || step == last);
  }

  /** Scores the validation split; empty if someone asked to stop meanwhile. */
  private Optional<Map<String, Double>> evaluate() {
    Evaluator.Request request =
        new Evaluator.Request(
            Split.VALIDATION,
            step,
            configuration.evaluateSamples(),
            configuration.evaluateWindows().map(OptionalInt::of).orElse(OptionalInt.empty()));
    Map<String, Double> scores;
    try {
      scores =
          evaluator.score(
              request,
              (name, done, total) -> {
                if (stopRequested) {
                  throw new CancellationException();
                }
              });
    } catch (CancellationException e) {
      return Optional.empty();
    }
    configuration.earlyStop().ifPresent(watched -> checkWatched(watched.metric(), scores));
    evaluatedStep = step;
    listeners.tell(new RunEvent.Evaluated(step, scores));
    return Optional.of(scores);
  }

  /** Which scores there are shows only now, so the steps until here must not be lost. */
  private void checkWatched(String metric, Map<String, Double> scores) {
    if (scores.containsKey(metric)) {
      return;
    }
    if (savedStep != step) {
      save();
    }
    Choices names = Choices.of(scores.keySet());
    throw new StaggerException(
        "The key 'training.earlyStop.metric' is '%s', but the scores are %s%s; the run is saved at step %d and can be resumed with --set training.earlyStop.metric=%s."
            .formatted(
                metric,
                names.all(),
                names.hint(metric),
                step,
                names.nearest(metric).orElse("NAME")));
  }

  private boolean isImproved(Map<String, Double> scores) {
    if (configuration.earlyStop().isEmpty()) {
      return false;
    }
    String metric = configuration.earlyStop().get().metric();
    double score = scores.get(metric);
    boolean improved =
        progress.isEmpty()
            || !progress.get().metric().equals(metric)
            || score < progress.get().best();
    progress =
        Optional.of(
            improved
                ? new Manifest.Progress(metric, score, step, step, 0)
                : new Manifest.Progress(
                    metric,
                    progress.get().best(),
                    progress.get().bestStep(),
                    step,
                    progress.get().evaluationsSince() + 1));
    return improved;
  }

  private boolean isPatienceOver() {
    return configuration.earlyStop().isPresent()
        && progress.isPresent()
        && progress.get().evaluationsSince() >= configuration.earlyStop().get().patience();
  }

  private void save() {
    Checkpoint checkpoint = checkpoints.save(provenance.manifest(step, progress), model::save);
    checkpoints.prune(
        configuration.keepCheckpoints(),
        progress.map(p -> OptionalLong.of(p.bestStep())).orElse(OptionalLong.empty()));
    savedStep = step;
    listeners.tell(new RunEvent.CheckpointSaved(step, checkpoint.directory()));
  }
}
