package io.stagger.core.run;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import io.stagger.api.StaggerException;
import io.stagger.api.data.DataSource;
import io.stagger.api.data.Exporter;
import io.stagger.api.data.Split;
import io.stagger.api.data.Statistics;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.TokenizerFactory;
import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.diffusion.SamplingLevels;
import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.GuidanceObjective;
import io.stagger.api.engine.GuidanceObjectiveFactory;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.engine.Model;
import io.stagger.api.engine.ModelRequest;
import io.stagger.api.engine.SamplingRequest.Guidance;
import io.stagger.api.engine.SamplingRequest.Stabilization;
import io.stagger.api.engine.StatePart;
import io.stagger.api.engine.WeightMap;
import io.stagger.api.evaluation.Baseline;
import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Renderer;
import io.stagger.api.evaluation.Trial;
import io.stagger.api.plugin.ExtensionContext;
import io.stagger.api.run.RunListener;
import io.stagger.api.sampling.TokenSampler;
import io.stagger.core.checkpoint.Checkpoint;
import io.stagger.core.checkpoint.ForeignWeights;
import io.stagger.core.checkpoint.Manifest;
import io.stagger.core.config.Settings;
import io.stagger.core.config.SettingsLoader;
import io.stagger.core.plugin.ExtensionRegistry;
import io.stagger.core.plugin.Resolved;
import io.stagger.core.rollout.RolloutConfiguration;
import io.stagger.core.rollout.RolloutPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that is open: its data, tokenizer, engine and model, all owned and closed here, and the
 * parts that work with them.
 */
public final class Run implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Run.class);

  /** What a resumed run has to share with its beginning. */
  private static final List<String> FIXED_FOR_TRAINING =
      List.of("seed", "data", "tokenizer", "backbone", "diffusion", "training.optimizer");

  /** What a trained model has to be used with. */
  private static final List<String> FIXED_FOR_SAMPLING =
      List.of("tokenizer", "backbone", "diffusion");

  private final RunPlan plan;
  private final RunDirectory directory;
  private final Resources resources;
  private final Injector injector;

  private Run(RunPlan plan, RunDirectory directory, Resources resources, Injector injector) {
    this.plan = plan;
    this.directory = directory;
    this.resources = resources;
    this.injector = injector;
  }

  /**
   * What a run is opened with besides its plan.
   *
   * @param plugins the plugins that were loaded, for provenance
   * @param listeners hear of training in addition to those that the configuration names; closed by
   *     whoever made them
   */
  public record Surroundings(List<Manifest.PluginVersion> plugins, List<RunListener> listeners) {
    /** Copies the lists. */
    public Surroundings {
      plugins = List.copyOf(plugins);
      listeners = List.copyOf(listeners);
    }
  }

  /**
   * Begins a run. Its directory is made last, when everything else has succeeded.
   *
   * @param path where its directory will be
   * @param experimentFolder the folder that relative file names in the configuration count from
   * @throws StaggerException if the path is not free or anything can't be made
   */
  public static Run begin(
      RunPlan plan, Path path, Path experimentFolder, Surroundings surroundings) {
    return begin(plan, path, experimentFolder, surroundings, Optional.empty());
  }

  /**
   * Begins a run, as above, with a tokenizer that was fitted before.
   *
   * @param fitted what a tokenizer with the plan's settings has learned from the plan's data; empty
   *     to fit one
   */
  public static Run begin(
      RunPlan plan,
      Path path,
      Path experimentFolder,
      Surroundings surroundings,
      Optional<Statistics> fitted) {
    RunDirectory.checkFree(path);
    return open(
        new Opening(plan, new RunContext(experimentFolder, Optional.of(path)), surroundings, true),
        opening -> opening.fitted = fitted,
        opening -> {
          RunDirectory directory =
              RunDirectory.create(path, plan, surroundings.plugins(), experimentFolder);
          opening.resources.own(directory.lock());
          return opening.finish(directory, StartingPoint.BEGINNING);
        });
  }

  /**
   * Begins a run with weights that another program trained, as raw weights and as their average,
   * and saves them as the checkpoint of step 0. The run can then be sampled, or trained further.
   *
   * @param path where its directory will be
   * @param experimentFolder the folder that relative file names in the configuration count from
   * @param map where each parameter of the model is among the foreign ones
   * @param unused hears the names of the foreign tensors that are for nothing here, sorted
   * @throws StaggerException if the path is not free, anything can't be made, or a parameter is
   *     missing or has another shape; nothing is left behind
   */
  public static Run beginWith(
      RunPlan plan,
      Path path,
      Path experimentFolder,
      Surroundings surroundings,
      ForeignWeights foreign,
      WeightMap map,
      Consumer<List<String>> unused) {
    RunDirectory.checkFree(path);
    return open(
        new Opening(plan, new RunContext(experimentFolder, Optional.of(path)), surroundings, true),
        opening -> {},
        opening -> {
          map.check(opening.backbone);
          ForeignWeights.Matched matched =
              foreign.match(opening.model.save(StatePart.WEIGHTS), map);
          for (StatePart part : List.of(StatePart.WEIGHTS, StatePart.AVERAGE)) {
            opening.model.restore(part, matched.weights());
          }
          RunDirectory directory =
              RunDirectory.create(path, plan, surroundings.plugins(), experimentFolder);
          opening.resources.own(directory.lock());
          directory
              .checkpoints()
              .save(opening.provenance().manifest(0, Optional.empty()), opening.model::save);
          unused.accept(matched.unused());
          return opening.finish(directory, StartingPoint.BEGINNING);
        });
  }

  /**
   * Goes on with a run from its latest checkpoint, or from the beginning if it has none.
   *
   * @param plan may differ from the run's configuration in what does not concern data and model
   * @throws StaggerException if it differs in more, or anything can't be made
   */
  public static Run resume(
      RunPlan plan, RunDirectory directory, ExtensionRegistry registry, Surroundings surroundings) {
    plan.checkAgrees(earlier(directory, registry), FIXED_FOR_TRAINING, "be trained further");
    Opening opening = new Opening(plan, context(directory), surroundings, true);
    return open(
        opening,
        o -> {
          // Locked first, or another process could still be saving a later checkpoint.
          o.resources.own(directory.lock());
          o.checkpoint = directory.checkpoints().latest();
        },
        o -> {
          o.checkSameData();
          o.restore(List.of(StatePart.values()));
          try {
            directory.update(plan, surroundings.plugins());
          } catch (IOException e) {
            throw new StaggerException(
                "The run directory '%s' can't be written: %s."
                    .formatted(directory.path(), e.getMessage()),
                e);
          }
          return o.finish(
              directory,
              o.checkpoint
                  .map(checkpoint -> StartingPoint.of(checkpoint.manifest()))
                  .orElse(StartingPoint.BEGINNING));
        });
  }

  /**
   * Opens a trained run to sample from. Training is not possible.
   *
   * @param plan may differ from the run's configuration in what does not concern the model
   * @throws StaggerException if it differs in more, or there is no checkpoint
   */
  public static Run load(
      RunPlan plan, RunDirectory directory, ExtensionRegistry registry, Surroundings surroundings) {
    plan.checkAgrees(earlier(directory, registry), FIXED_FOR_SAMPLING, "be sampled");
    Opening opening = new Opening(plan, context(directory), surroundings, false);
    return open(
        opening,
        o -> o.checkpoint = Optional.of(directory.modelCheckpoint()),
        o -> {
          o.changedData().ifPresent(changed -> LOG.warn("{}.", changed));
          o.restore(List.of(plan.configuration().sampling().weights().part()));
          return o.finish(directory, StartingPoint.of(o.checkpoint.orElseThrow().manifest()));
        });
  }

  /**
   * Opens a trained run to sample from, without what scores and draws, and without its data: that
   * is opened when somebody asks for samples of it. Other data than the run's is opened at once,
   * and so is that of a checkpoint that doesn't say how long samples are.
   *
   * @param plan may differ from the run's configuration in what does not concern the model
   * @param step which checkpoint; empty for the one that the model is used from
   * @throws StaggerException if it differs in more, or there is no such checkpoint
   */
  public static Run loadForSampling(
      RunPlan plan,
      RunDirectory directory,
      ExtensionRegistry registry,
      Surroundings surroundings,
      OptionalLong step) {
    RunPlan earlier = earlier(directory, registry);
    plan.checkAgrees(earlier, FIXED_FOR_SAMPLING, "be sampled");
    Opening opening = new Opening(plan, context(directory), surroundings, false);
    return open(
        opening,
        o -> {
          o.samplingOnly = true;
          o.sameData = plan.hasSame("data", earlier);
          o.checkpoint =
              Optional.of(
                  step.isPresent()
                      ? directory.checkpointAt(step.getAsLong())
                      : directory.modelCheckpoint());
        },
        o -> {
          o.restore(List.of(plan.configuration().sampling().weights().part()));
          return o.finish(directory, StartingPoint.of(o.checkpoint.orElseThrow().manifest()));
        });
  }

  /**
   * Checks that a run can be trained further, and in the same way.
   *
   * @throws StaggerException with the first key that differs in what concerns data, model or
   *     training
   */
  public static void checkTrainedAlike(
      RunPlan plan, RunDirectory directory, ExtensionRegistry registry) {
    RunPlan earlier = earlier(directory, registry);
    plan.checkAgrees(earlier, FIXED_FOR_TRAINING, "be trained further");
    plan.checkAgrees(earlier, List.of("training"), "be compared with others that were trained");
  }

  /**
   * Checks that the data is still what runs have learned from. Opens the data alone.
   *
   * @param plan says which data
   * @param experimentFolder the folder that relative file names in the configuration count from
   * @param runs those that have no checkpoint don't matter
   * @throws StaggerException if it has changed
   */
  public static void checkSameData(RunPlan plan, Path experimentFolder, List<RunDirectory> runs) {
    List<Checkpoint> checkpoints =
        runs.stream().flatMap(run -> run.checkpoints().latest().stream()).toList();
    if (checkpoints.isEmpty()) {
      return;
    }
    try (Resources resources = new Resources()) {
      DataSource<?> source =
          resources.own(
              plan.parts().data().create(new RunContext(experimentFolder, Optional.empty())));
      for (Checkpoint checkpoint : checkpoints) {
        changedData(checkpoint, source)
            .ifPresent(
                changed -> {
                  throw new StaggerException(
                      "%s; put the former data back, or begin another comparison."
                          .formatted(changed));
                });
      }
    }
  }

  /** The sentence that says so if the data is not what a model learned from. */
  private static Optional<String> changedData(Checkpoint checkpoint, DataSource<?> source) {
    String before = checkpoint.manifest().data().sha256();
    String now = source.fingerprint();
    return before.equals(now)
        ? Optional.empty()
        : Optional.of(
            "The data (%s) has changed since the run began: its SHA-256 was %s and is %s now"
                .formatted(source.description(), before, now));
  }

  private static RunContext context(RunDirectory directory) {
    return new RunContext(directory.experimentFolder(), Optional.of(directory.path()));
  }

  private static RunPlan earlier(RunDirectory directory, ExtensionRegistry registry) {
    Settings settings = new SettingsLoader(Map.of()).load(directory.experimentFile(), List.of());
    return directory.plan(settings, registry);
  }

  private static Run open(
      Opening opening, Consumer<Opening> prepare, Function<Opening, Run> finish) {
    try {
      prepare.accept(opening);
      opening.make();
      return finish.apply(opening);
    } catch (RuntimeException | Error e) {
      try {
        opening.resources.close();
      } catch (RuntimeException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  /** What the run was opened with. */
  public RunPlan plan() {
    return plan;
  }

  /** The run's directory. */
  public RunDirectory directory() {
    return directory;
  }

  /** Trains. */
  public Trainer trainer() {
    return injector.getInstance(Trainer.class);
  }

  /** Scores. */
  public Evaluator evaluator() {
    return injector.getInstance(Evaluator.class);
  }

  /** Predicts. */
  public Predictor predictor() {
    return injector.getInstance(Predictor.class);
  }

  /** Samples token by token, for applications: whole sequences, or streams without an end. */
  public TokenSampler sampler() {
    return injector.getInstance(Sampler.class);
  }

  /** Data and what knows its kind. */
  public Modality<?> modality() {
    return injector.getInstance(RunModule.MODALITY);
  }

  /** The ways of sampling. */
  public Ways ways() {
    return injector.getInstance(Ways.class);
  }

  /** The seeds of everything random. */
  public Seeds seeds() {
    return injector.getInstance(Seeds.class);
  }

  /** How many training steps the model had taken when the run was opened. */
  public long step() {
    return injector.getInstance(StartingPoint.class).step();
  }

  /** The plans of all named ways for a sample of the greatest length, by name. */
  public Map<String, SchedulingMatrix> matrices() {
    return ways().matrices(modality().maximumLength() - modality().knownTokens());
  }

  /** Closes model, engine, data and the rest, in reverse order. Closing twice is harmless. */
  @Override
  public void close() {
    resources.close();
  }

  /** Says how often guidance was clipped, when everything has been sampled. */
  private static void report(GuidanceTally tally) {
    if (tally.clipped() > 0) {
      LOG.warn(
          "Guidance was clipped to its clipNorm in {} of {} gradients.",
          tally.clipped(),
          tally.gradients());
    } else if (tally.gradients() > 0) {
      LOG.info("Guidance was never clipped in {} gradients.", tally.gradients());
    }
  }

  /** Makes the parts of a run, one after the other. */
  private static final class Opening {
    private final RunPlan plan;
    private final RunPlan.Parts selected;
    private final ExtensionContext context;
    private final Surroundings surroundings;
    private final boolean training;
    private final Resources resources = new Resources();
    private final List<RunListener> configuredListeners = new ArrayList<>();

    private boolean samplingOnly;
    private boolean sameData;
    private Optional<Checkpoint> checkpoint = Optional.empty();
    private Optional<Statistics> fitted = Optional.empty();
    private NoiseSchedule schedule;
    private Parameterization parameterization;
    private NoiseLevelSampler levels;
    private LossWeighting weighting;
    private DenoiserBackbone backbone;
    private StepPlanner planner;
    private Ways ways;
    private Seeds seeds;
    private Modality<?> modality;
    private List<Guidance> guidance;
    private Engine engine;
    private Model model;

    private Opening(
        RunPlan plan, ExtensionContext context, Surroundings surroundings, boolean training) {
      this.plan = plan;
      this.selected = plan.parts();
      this.context = context;
      this.surroundings = surroundings;
      this.training = training;
    }

    /** From the cheapest to the dearest, so that a mistake shows early. */
    private void make() {
      ExperimentConfiguration configuration = plan.configuration();
      schedule = create(selected.schedule());
      checkSameSchedule();
      parameterization = create(selected.parameterization());
      checkTellsClean();
      backbone = create(selected.backbone());
      planner = planner(configuration.sampling());
      ways = ways(configuration.sampling().steps());
      seeds = new Seeds(configuration.seed());
      DataSource<?> source = source();
      modality = modality(source);
      guidance = guidance(modality);
      checkWays();
      checkValidation(configuration.training().evaluateEvery());
      checkTrials();
      checkRollout();
      levels = create(selected.levels());
      weighting = create(selected.weighting());
      warnOfUnweightedNoise();
      if (training) {
        selected.listeners().forEach(listener -> configuredListeners.add(create(listener)));
      }
      engine = create(selected.engine());
      model =
          resources.own(
              engine.create(
                  new ModelRequest(
                      backbone,
                      modality.tokenizer().spec(),
                      together(),
                      schedule,
                      parameterization,
                      configuration.diffusion().noiseClip(),
                      seeds.of(Seeds.Purpose.PARAMETERS))));
    }

    /** Whether finished tokens go to a memory without limit: guidance keeps all of them active. */
    private boolean unlimited() {
      return backbone.remembersWithoutLimit() && guidance.isEmpty();
    }

    /** The most tokens that the model sees together, in training or in sampling. */
    private int together() {
      return unlimited()
          ? modality.maximumLength()
          : Math.max(modality.maximumLength(), plan.configuration().sampling().window().orElse(0));
    }

    /** The most tokens that a sequence may have. */
    private int window() {
      return unlimited()
          ? Math.max(
              modality.maximumLength(),
              plan.configuration().sampling().window().orElse(Integer.MAX_VALUE))
          : together();
    }

    private <T> T create(Resolved<T> resolved) {
      return resources.ownIfCloseable(resolved.create(context));
    }

    /** The data, or what stands for it until somebody asks for samples. */
    private DataSource<?> source() {
      Optional<Manifest.DataVersion> known =
          checkpoint
              .filter(saved -> samplingOnly && sameData)
              .map(saved -> saved.manifest().data())
              .filter(data -> data.knownLength() != null && data.sampleLength() != null);
      return known.isPresent()
          ? deferred(create(selected.tokenizer()).sampleType(), known.orElseThrow())
          : create(selected.data());
    }

    private <S> DataSource<S> deferred(Class<S> type, Manifest.DataVersion known) {
      return resources.own(
          new DeferredSource<>(
              type,
              known,
              () -> {
                DataSource<?> source = selected.data().create(context);
                try {
                  checkType("tokenizer", selected.tokenizer(), type, source.sampleType());
                } catch (StaggerException e) {
                  source.close();
                  throw e;
                }
                return as(DataSource.class, source);
              }));
    }

    /** A level without signal is no hindrance to every parameterization, but to some it is. */
    private void checkTellsClean() {
      for (int level = 0; level < schedule.levels(); level++) {
        Linear clean = parameterization.clean(schedule.signal(level), schedule.noise(level));
        if (!Double.isFinite(clean.first()) || !Double.isFinite(clean.second())) {
          throw new StaggerException(
              "The key 'diffusion.parameterization' is '%s', which can't tell the clean token at level %d of the noise schedule '%s', where no signal is left; choose a parameterization that can, such as v, or a schedule that keeps some signal."
                  .formatted(
                      selected.parameterization().name(), level, selected.schedule().name()));
        }
      }
    }

    /** Sampling begins at the last level, so it had better be learned. */
    private void warnOfUnweightedNoise() {
      NoiseLevels levels = new NoiseLevels(1, 1);
      levels.set(0, 0, schedule.levels() - 1);
      double[] weight = new double[1];
      weighting.weigh(levels, schedule, parameterization, weight);
      if (training && weight[0] == 0) {
        LOG.warn(
            "The loss weighting '{}' weighs 0 at the last level of the noise schedule '{}', where"
                + " sampling begins, so nothing is learned there; a weighting that does not go by"
                + " the signal, such as none, serves a schedule without a signal at its end"
                + " better.",
            selected.weighting().name(),
            selected.schedule().name());
      }
    }

    private StepPlanner planner(SamplingConfiguration sampling) {
      int level = sampling.stabilizationLevel();
      if (level >= schedule.levels()) {
        throw new StaggerException(
            "The key 'sampling.stabilizationLevel' is %d, but the noise schedule has the levels 0 to %d (-1 for clean)."
                .formatted(level, schedule.levels() - 1));
      }
      if (sampling.steps() > schedule.levels()) {
        throw new StaggerException(
            "The key 'sampling.steps' is %d, but must be from 1 to %d, the number of noise levels."
                .formatted(sampling.steps(), schedule.levels()));
      }
      StepPlanner planned =
          new StepPlanner(
              schedule,
              parameterization,
              create(selected.solver()),
              SamplingLevels.of(schedule.levels(), sampling.steps(), sampling.rounding()),
              new Stabilization(level, sampling.stabilizationNoise()),
              sampling.guidanceLevel(),
              sampling.monteCarlo().rule());
      // A solver may refuse a noise schedule, which must show before training rather than after.
      planned.plan(oneToken(sampling.steps()), 0, sampling.steps(), 0, 1);
      return planned;
    }

    /** One token that takes every step. */
    private static SchedulingMatrix oneToken(int steps) {
      int[][] rows = new int[steps + 1][1];
      for (int row = 0; row <= steps; row++) {
        rows[row][0] = steps - row;
      }
      return SchedulingMatrix.of(steps, rows);
    }

    private Ways ways(int steps) {
      Map<String, SamplingSchedule> named = new LinkedHashMap<>();
      selected.ways().forEach((name, resolved) -> named.put(name, create(resolved)));
      return new Ways(steps, create(selected.defaultWay()), named);
    }

    /** Every plan is valid before anything large is allocated. */
    private void checkWays() {
      int horizon = modality.maximumLength() - modality.knownTokens();
      if (horizon < 1) {
        throw new StaggerException(
            "The data (%s) leaves nothing to predict: %d of %d tokens are known."
                .formatted(
                    modality.source().description(),
                    modality.knownTokens(),
                    modality.maximumLength()));
      }
      ways.defaultMatrix(horizon);
      ways.matrices(horizon);
    }

    /** Training must not come to its first evaluation before it shows that none is possible. */
    private void checkValidation(long evaluateEvery) {
      if (training && evaluateEvery > 0 && modality.source().size(Split.VALIDATION) == 0) {
        throw new StaggerException(
            "The key 'training.evaluateEvery' is %d, but the data source '%s' (%s) has no validation samples, so give it some, or set the key to 0 and leave out training.earlyStop."
                .formatted(evaluateEvery, selected.data().name(), modality.source().description()));
      }
    }

    /** A run that is loaded may be sampled all the same; its evaluator checks before it samples. */
    private void checkTrials() {
      if (training) {
        modality.checkTrials(window());
      }
    }

    /**
     * A run that is loaded may be sampled without streams all the same. Without settings of its
     * own, streams are not what the run is for.
     */
    private void checkRollout() {
      SamplingConfiguration sampling = plan.configuration().sampling();
      if (training && !sampling.rollout().equals(RolloutConfiguration.DEFAULT)) {
        RolloutPlan.of(
            sampling.rollout(),
            new RolloutPlan.Surroundings(
                backbone.causal() && backbone.remembersWithoutLimit(),
                together(),
                modality.maximumLength()),
            ways::defaultMatrix);
      }
    }

    private <S> Modality<S> modality(DataSource<S> source) {
      Class<S> type = source.sampleType();
      TokenizerFactory<?> factory = create(selected.tokenizer());
      checkType("tokenizer", selected.tokenizer(), factory.sampleType(), type);
      Tokenizer<S> tokenizer = tokenizer(source, as(TokenizerFactory.class, factory));
      if (samplingOnly) {
        return new Modality<>(
            source,
            tokenizer,
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Map.of());
      }
      List<Metric<S>> metrics = new ArrayList<>();
      fitting("metric", selected.metrics(), Metric::sampleType, type)
          .values()
          .forEach(metric -> metrics.add(as(Metric.class, metric)));
      Map<String, Baseline<S>> baselines = new LinkedHashMap<>();
      fitting("baseline", selected.baselines(), Baseline::sampleType, type)
          .forEach((name, baseline) -> baselines.put(name, as(Baseline.class, baseline)));
      List<Renderer<S>> renderers = new ArrayList<>();
      fitting("renderer", selected.renderers(), Renderer::sampleType, type)
          .values()
          .forEach(renderer -> renderers.add(as(Renderer.class, renderer)));
      List<Exporter<S>> exporters = new ArrayList<>();
      fitting("exporter", selected.exporters(), Exporter::sampleType, type)
          .values()
          .forEach(exporter -> exporters.add(as(Exporter.class, exporter)));
      Map<String, Trial<S>> trials = new LinkedHashMap<>();
      fitting("trial", selected.trials(), Trial::sampleType, type)
          .forEach((name, trial) -> trials.put(name, as(Trial.class, trial)));
      return new Modality<>(
          source,
          tokenizer,
          metrics,
          baselines,
          renderers,
          exporters,
          selected.environment().map(this::create),
          trials);
    }

    private <S> List<Guidance> guidance(Modality<S> made) {
      List<Guidance> steering = new ArrayList<>();
      for (RunPlan.Steering steer : selected.guidance()) {
        GuidanceObjectiveFactory<?> factory = create(steer.objective());
        if (!factory.sampleType().isAssignableFrom(made.source().sampleType())) {
          checkType(
              "guidance objective",
              steer.objective(),
              factory.sampleType(),
              made.source().sampleType());
        }
        GuidanceObjectiveFactory<S> fitting = as(GuidanceObjectiveFactory.class, factory);
        GuidanceObjective objective = resources.ownIfCloseable(fitting.create(made.tokenizer()));
        steering.add(
            new Guidance(steer.objective().name(), objective, steer.scale(), steer.clipNorm()));
      }
      return List.copyOf(steering);
    }

    @SuppressWarnings("unchecked") // the sample types were compared before
    private static <T> T as(Class<? super T> type, Object extension) {
      return (T) type.cast(extension);
    }

    private <S> Tokenizer<S> tokenizer(DataSource<S> source, TokenizerFactory<S> factory) {
      if (checkpoint.isPresent()) {
        return factory.restore(new Statistics(checkpoint.get().manifest().tokenizer()));
      }
      if (source.size(Split.TRAIN) == 0) {
        throw new StaggerException(
            "The data (%s) has no training samples.".formatted(source.description()));
      }
      return fitted.map(factory::restore).orElseGet(() -> factory.fit(source));
    }

    /** Those of the extensions that are for the data's kind of sample, by name. */
    private <T> Map<String, T> fitting(
        String point,
        List<RunPlan.Named<T>> candidates,
        Function<T, Class<?>> sampleType,
        Class<?> type) {
      Map<String, T> fitting = new LinkedHashMap<>();
      for (RunPlan.Named<T> candidate : candidates) {
        T extension = create(candidate.resolved());
        if (candidate.chosen()) {
          checkType(point, candidate.resolved(), sampleType.apply(extension), type);
        }
        if (sampleType.apply(extension).equals(type)) {
          String name = candidate.name();
          for (int copy = 2; fitting.containsKey(name); copy++) {
            name = candidate.name() + "-" + copy;
          }
          fitting.put(name, extension);
        }
      }
      return fitting;
    }

    private void checkType(String point, Resolved<?> resolved, Class<?> has, Class<?> needs) {
      if (!has.equals(needs)) {
        throw new StaggerException(
            "The %s '%s' is for samples of %s, but the data source '%s' gives samples of %s."
                .formatted(
                    point,
                    resolved.name(),
                    has.getSimpleName(),
                    selected.data().name(),
                    needs.getSimpleName()));
      }
    }

    private Optional<String> changedData() {
      return checkpoint.flatMap(saved -> Run.changedData(saved, modality.source()));
    }

    /** A table in a file can change although the configuration does not. */
    private void checkSameSchedule() {
      String now = Provenance.sha256(schedule);
      checkpoint
          .map(saved -> saved.manifest().noiseScheduleSha256())
          .filter(before -> !before.equals(now))
          .ifPresent(
              before -> {
                throw new StaggerException(
                    "The scales of the noise schedule '%s' have changed since the run began: their SHA-256 was %s and is %s now; put the former file or plugin back, or start a new run."
                        .formatted(selected.schedule().name(), before, now));
              });
    }

    private void checkSameData() {
      changedData()
          .ifPresent(
              changed -> {
                throw new StaggerException(
                    changed + "; put the former data back or start a new run.");
              });
    }

    private void restore(List<StatePart> parts) {
      checkpoint.ifPresent(
          saved -> {
            for (StatePart part : parts) {
              try {
                model.restore(part, saved.read(part));
              } catch (StaggerException e) {
                throw new StaggerException(
                    "The checkpoint '%s' can't be used: %s"
                        .formatted(saved.directory(), e.getMessage()),
                    e);
              }
            }
          });
    }

    private Provenance provenance() {
      return Provenance.of(
          plan,
          schedule,
          surroundings.plugins(),
          engine.describe(),
          modality.source(),
          modality.tokenizer().statistics());
    }

    private Run finish(RunDirectory directory, StartingPoint start) {
      List<RunListener> listeners = new ArrayList<>();
      if (training) {
        listeners.add(resources.own(new MetricsLog(directory.metricsFile())));
        listeners.addAll(configuredListeners);
        listeners.addAll(surroundings.listeners());
      }
      SamplingConfiguration sampling = plan.configuration().sampling();
      Sampler sampler =
          new Sampler(
              model,
              planner,
              ways,
              modality.tokenizer().spec(),
              backbone.causal(),
              new Sampler.Settings(
                  sampling.batchSize(),
                  window(),
                  together(),
                  modality.maximumLength(),
                  sampling.weights().part(),
                  sampling.cleanClip().orElse(Double.POSITIVE_INFINITY),
                  guidance,
                  sampling.monteCarlo().monteCarlo()),
              backbone.remembersWithoutLimit(),
              sampling.rollout(),
              plan.samplingIdentity());
      resources.own(() -> report(sampler.guidanceTally()));
      RunModule.Parts parts =
          new RunModule.Parts(
              plan,
              schedule,
              parameterization,
              levels,
              weighting,
              planner,
              ways,
              seeds,
              modality,
              model,
              sampler,
              provenance(),
              directory.checkpoints(),
              new RunListeners(listeners),
              start);
      Injector injector = Guice.createInjector(Stage.PRODUCTION, new RunModule(parts));
      return new Run(plan, directory, resources, injector);
    }
  }
}
