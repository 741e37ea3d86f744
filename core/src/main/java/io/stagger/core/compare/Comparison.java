package io.stagger.core.compare;

import com.google.common.hash.Hashing;
import io.stagger.api.StaggerException;
import io.stagger.api.data.Split;
import io.stagger.api.data.Statistics;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.run.RunEvent;
import io.stagger.api.sampling.SamplingTask;
import io.stagger.api.sampling.StreamConditions;
import io.stagger.api.sampling.StreamRequest;
import io.stagger.api.sampling.TokenStream;
import io.stagger.core.config.Settings;
import io.stagger.core.config.SettingsLoader;
import io.stagger.core.plugin.ExtensionRegistry;
import io.stagger.core.run.CompareConfiguration;
import io.stagger.core.run.Modality;
import io.stagger.core.run.RegimeConfiguration;
import io.stagger.core.run.Run;
import io.stagger.core.run.RunDirectory;
import io.stagger.core.run.RunPlan;
import io.stagger.core.run.Seeds;
import io.stagger.core.run.Trainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Trains a model in each of several regimes with each of several seeds, rolls all out far past the
 * training length, and measures how far what they generate drifts away from real data. Regimes
 * share data, tokenizer and seeds, and everything else that they don't set.
 *
 * <p>Each model is a run of its own in the comparison's directory. Whatever was trained or measured
 * before a stop is used when the comparison goes on, and the numbers are those of one that never
 * stopped.
 *
 * <p>One thread compares; {@link #requestStop} may be called from any other.
 */
public final class Comparison {
  /** How many roll-outs are kept of each model, to look at. */
  private static final int KEPT = 4;

  /** Changes when numbers are measured in another way, so that old and new ones are not mixed. */
  private static final String MEASURE = "3";

  /** What the numbers of a roll-out don't depend on. */
  private static final List<String> IRRELEVANT = List.of("name", "listeners", "evaluation");

  private final RunPlan plan;
  private final ComparisonDirectory directory;
  private final ExtensionRegistry registry;
  private final Run.Surroundings surroundings;

  private volatile boolean stopRequested;
  private volatile Runnable stopCurrent = () -> {};
  private Optional<Reference> reference = Optional.empty();

  /** What the tokenizer that all models share has learned from the data; fitted once. */
  private Optional<Statistics> tokenizer;

  private Comparison(
      RunPlan plan,
      ComparisonDirectory directory,
      ExtensionRegistry registry,
      Run.Surroundings surroundings,
      Optional<Statistics> tokenizer) {
    this.plan = plan;
    this.directory = directory;
    this.registry = registry;
    this.surroundings = surroundings;
    this.tokenizer = tokenizer;
  }

  /** Hears how far a comparison is. */
  public interface Progress {
    /** Pays no heed. */
    Progress NONE =
        new Progress() {
          @Override
          public void begins(Member member) {}

          @Override
          public void rolled(Member member, long done, long total) {}

          @Override
          public void measured(Member member, RolloutResult result) {}
        };

    /** A model is trained from now on, or looked up. */
    void begins(Member member);

    /**
     * Some tokens were generated.
     *
     * @param done how many tokens of each sequence are generated
     * @param total how many there will be
     */
    void rolled(Member member, long done, long total);

    /** The roll-outs of a model are measured. */
    void measured(Member member, RolloutResult result);
  }

  /**
   * One of the models.
   *
   * @param regime its regime's name
   * @param seed its run's seed
   * @param number which of all models it is, from 1
   * @param count how many there are
   */
  public record Member(String regime, long seed, int number, int count) {}

  /**
   * Begins a comparison. Before its directory is made, every regime is made once without training,
   * so that what is wrong shows before anything is trained.
   *
   * @param path where its directory will be
   * @param experimentFolder the folder that relative file names in the configuration count from
   * @param surroundings as for {@link Run#begin}; its listeners hear of all training
   * @param stopped asked before each regime whether someone has asked to stop
   * @return nothing if so; there is no directory then
   * @throws StaggerException if the path is not free or a regime can't be trained or rolled out
   */
  public static Optional<Comparison> begin(
      RunPlan plan,
      Path path,
      Path experimentFolder,
      ExtensionRegistry registry,
      Run.Surroundings surroundings,
      BooleanSupplier stopped) {
    ComparisonDirectory.checkFree(path);
    return rehearse(plan, experimentFolder, registry, surroundings, stopped)
        .map(
            tokenizer ->
                new Comparison(
                    plan,
                    ComparisonDirectory.create(path, plan, experimentFolder),
                    registry,
                    surroundings,
                    Optional.of(tokenizer)));
  }

  /**
   * Goes on with a comparison.
   *
   * @param plan may differ from the comparison's configuration in what does not concern the models
   *     that there are; what it says of sampling and comparing is measured again
   * @param stopped as for {@link #begin}
   * @return nothing if someone has asked to stop; nothing is changed then
   * @throws StaggerException if it differs in more, the data has changed since something was
   *     trained, or a regime can't be rolled out; nothing is changed then
   */
  public static Optional<Comparison> resume(
      RunPlan plan,
      ComparisonDirectory directory,
      ExtensionRegistry registry,
      Run.Surroundings surroundings,
      BooleanSupplier stopped) {
    // Before the configuration is replaced, because a refused one must not stay.
    CompareConfiguration configuration = plan.configuration().compare();
    List<RunDirectory> trained = new ArrayList<>();
    for (RegimeConfiguration regime : configuration.regimesOrUsual()) {
      for (int i = 0; i < configuration.seeds(); i++) {
        long seed = Math.addExact(plan.configuration().seed(), i);
        RunPlan memberPlan =
            directory.withMissingPlugins(registry, () -> plan(plan, regime, seed, registry));
        Path path = directory.run(regime.name(), seed);
        if (Files.isDirectory(path)) {
          RunDirectory run = RunDirectory.open(path);
          Run.checkTrainedAlike(memberPlan, run, registry);
          trained.add(run);
        }
      }
    }
    Run.checkSameData(plan, directory.experimentFolder(), trained);
    Optional<Statistics> tokenizer = Optional.empty();
    if (!directory.isFor(plan)) {
      tokenizer = rehearse(plan, directory.experimentFolder(), registry, surroundings, stopped);
      if (tokenizer.isEmpty()) {
        return Optional.empty();
      }
      directory.update(plan);
    }
    return Optional.of(new Comparison(plan, directory, registry, surroundings, tokenizer));
  }

  /**
   * Makes every regime once, and gives what the tokenizer that they share has learned, or nothing
   * if someone has asked to stop.
   */
  private static Optional<Statistics> rehearse(
      RunPlan plan,
      Path experimentFolder,
      ExtensionRegistry registry,
      Run.Surroundings around,
      BooleanSupplier stopped) {
    CompareConfiguration configuration = plan.configuration().compare();
    List<RunPlan> plans = new ArrayList<>();
    for (RegimeConfiguration regime : configuration.regimesOrUsual()) {
      plans.add(plan(plan, regime, plan.configuration().seed(), registry));
    }
    Run.Surroundings quiet = new Run.Surroundings(around.plugins(), List.of());
    Optional<Statistics> tokenizer = Optional.empty();
    try {
      Path temporary = Files.createTempDirectory("stagger-compare");
      try {
        for (int i = 0; i < plans.size(); i++) {
          if (stopped.getAsBoolean()) {
            return Optional.empty();
          }
          RegimeConfiguration regime = configuration.regimesOrUsual().get(i);
          try (Run run =
              begin(
                  plans.get(i),
                  regime,
                  temporary.resolve(regime.name()),
                  experimentFolder,
                  quiet,
                  tokenizer)) {
            tokenizer = Optional.of(run.modality().tokenizer().statistics());
            rehearse(run, regime, configuration, plan.configuration().seed());
          }
        }
      } finally {
        delete(temporary);
      }
    } catch (IOException e) {
      throw new StaggerException(
          "Regimes can't be tried out in a temporary folder: %s.".formatted(e.getMessage()), e);
    }
    return tokenizer;
  }

  private static Run begin(
      RunPlan plan,
      RegimeConfiguration regime,
      Path path,
      Path experimentFolder,
      Run.Surroundings quiet,
      Optional<Statistics> tokenizer) {
    try {
      return Run.begin(plan, path, experimentFolder, quiet, tokenizer);
    } catch (StaggerException e) {
      throw new StaggerException(
          "The regime '%s' can't be trained: %s".formatted(regime.name(), e.getMessage()), e);
    }
  }

  private static void rehearse(
      Run run, RegimeConfiguration regime, CompareConfiguration configuration, long seed) {
    Reference reference = Reference.of(run.modality(), configuration, seed);
    try (TokenStream stream = open(run, reference)) {
      // A schedule that knows no end says so here; nothing is sampled.
      stream.position();
    } catch (StaggerException e) {
      throw new StaggerException(
          "The regime '%s' can't be rolled out: %s".formatted(regime.name(), e.getMessage()), e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** The experiment as a regime and a seed have it. */
  private static RunPlan plan(
      RunPlan base, RegimeConfiguration regime, long seed, ExtensionRegistry registry) {
    List<String> assignments = new ArrayList<>(regime.set());
    assignments.add("seed=" + seed);
    Settings settings =
        SettingsLoader.change(
            base.effective(),
            assignments,
            "the regime '%s' of compare.regimes".formatted(regime.name()));
    return RunPlan.of(settings, registry);
  }

  /** Where everything lies. */
  public ComparisonDirectory directory() {
    return directory;
  }

  /** What is compared. */
  public RunPlan plan() {
    return plan;
  }

  /** Asks the comparison to end as soon as what was trained is saved. Any thread may ask. */
  public void requestStop() {
    stopRequested = true;
    stopCurrent.run();
  }

  /**
   * Trains, rolls out and measures what is not there yet, and writes {@code compare.json}.
   *
   * @return nothing if someone asked to stop before the end
   * @throws StaggerException if a model can't be trained or sampled, or a file can't be written;
   *     what was reached before is kept
   */
  public Optional<ComparisonReport> compare(Progress progress) {
    CompareConfiguration configuration = plan.configuration().compare();
    List<RegimeConfiguration> regimes = configuration.regimesOrUsual();
    Map<String, List<RolloutResult>> results = new LinkedHashMap<>();
    regimes.forEach(regime -> results.put(regime.name(), new ArrayList<>()));
    int count = regimes.size() * configuration.seeds();
    int number = 0;
    // Seeds outside, so that what is there after a while already compares all regimes.
    for (int i = 0; i < configuration.seeds(); i++) {
      long seed = Math.addExact(plan.configuration().seed(), i);
      for (RegimeConfiguration regime : regimes) {
        if (stopRequested) {
          return Optional.empty();
        }
        Member member = new Member(regime.name(), seed, ++number, count);
        progress.begins(member);
        Optional<RolloutResult> result =
            result(member, plan(plan, regime, seed, registry), progress);
        if (result.isEmpty()) {
          return Optional.empty();
        }
        progress.measured(member, result.get());
        results.get(regime.name()).add(result.get());
      }
    }
    ComparisonReport report = report(results);
    directory.save(report);
    return Optional.of(report);
  }

  private ComparisonReport report(Map<String, List<RolloutResult>> results) {
    CompareConfiguration configuration = plan.configuration().compare();
    int trainingLength = results.values().iterator().next().get(0).drift().get(0).horizon();
    return new ComparisonReport(
        trainingLength,
        configuration.context(trainingLength),
        configuration.length(),
        configuration.sequences(),
        configuration.window(),
        configuration.spectrumWindow(trainingLength),
        results);
  }

  private Optional<RolloutResult> result(Member member, RunPlan memberPlan, Progress progress) {
    Path path = directory.run(member.regime(), member.seed());
    String sha256 = sha256(memberPlan);
    Optional<RolloutResult> known = directory.result(path, sha256);
    if (known.isPresent()) {
      return known;
    }
    if (stopRequested || !train(path, memberPlan)) {
      return Optional.empty();
    }
    if (stopRequested) {
      return Optional.empty();
    }
    Run.Surroundings quiet = new Run.Surroundings(surroundings.plugins(), List.of());
    try (Run run = Run.load(memberPlan, RunDirectory.open(path), registry, quiet)) {
      return rollOut(run, path, sha256, member, progress);
    } finally {
      stopCurrent = () -> {};
    }
  }

  /** Trains to the end, unless someone asks to stop. */
  private boolean train(Path path, RunPlan memberPlan) {
    try (Run run =
        Files.isDirectory(path)
            ? Run.resume(memberPlan, RunDirectory.open(path), registry, surroundings)
            : Run.begin(memberPlan, path, directory.experimentFolder(), surroundings, tokenizer)) {
      tokenizer = Optional.of(run.modality().tokenizer().statistics());
      Trainer trainer = run.trainer();
      if (run.step() >= trainer.totalSteps()) {
        return true;
      }
      stopCurrent = trainer::requestStop;
      if (stopRequested) {
        trainer.requestStop();
      }
      return trainer.train() != RunEvent.Reason.INTERRUPTED;
    } finally {
      stopCurrent = () -> {};
    }
  }

  private Optional<RolloutResult> rollOut(
      Run run, Path path, String sha256, Member member, Progress progress) {
    CompareConfiguration configuration = plan.configuration().compare();
    if (reference.isEmpty()) {
      reference =
          Optional.of(Reference.of(run.modality(), configuration, plan.configuration().seed()));
    }
    Reference real = reference.get();
    DriftSettings settings = real.settings();
    Optional<Rollout> rolled;
    try (TokenStream stream = open(run, real)) {
      stopCurrent = stream::cancel;
      int total = settings.length() - settings.context();
      rolled =
          Rollout.roll(
              stream,
              real.begun(),
              settings.context(),
              settings.length(),
              done -> progress.rolled(member, done, total),
              () -> stopRequested,
              System::nanoTime);
    }
    if (rolled.isEmpty()) {
      return Optional.empty();
    }
    Rollout rollout = rolled.get();
    DriftCurve curve = real.curve();
    int liveliest = real.test().liveliest();
    RolloutResult result =
        new RolloutResult(
            sha256,
            member.seed(),
            run.step(),
            rollout.tokensPerSecond(),
            rollout.divergedAt(),
            rollout.divergedSequences(),
            curve.of(rollout.sequences()),
            rollout.errors(real.begun(), settings.context(), configuration.futures()),
            real.floor(),
            curve.realSpectrum().frequencies(),
            curve.lastSpectrum(rollout.sequences()),
            curve.realSpectrum().mean(),
            strip(List.of(rollout.sequences().get(0)), liveliest, settings),
            strip(real.test().values(), liveliest, settings));
    directory.save(
        path,
        result,
        rollout.sequences().subList(0, Math.min(KEPT, rollout.sequences().size())),
        settings.width());
    return Optional.of(result);
  }

  /** One number of each token, at most as many tokens as a roll-out has. */
  private static float[] strip(List<float[]> sequences, int number, DriftSettings settings) {
    float[] strip = new float[settings.length()];
    int count = 0;
    for (float[] sequence : sequences) {
      for (int i = number; i < sequence.length && count < strip.length; i += settings.width()) {
        strip[count++] = sequence[i];
      }
    }
    return Arrays.copyOf(strip, count);
  }

  private static TokenStream open(Run run, Reference real) {
    return run.sampler().stream(
        new StreamRequest(
            real.begun().size(),
            real.conditions(),
            SamplingTask.Steering.AS_CONFIGURED,
            run.seeds().of(Seeds.Purpose.SAMPLING)));
  }

  private static String sha256(RunPlan memberPlan) {
    Map<String, Object> tree = new LinkedHashMap<>(memberPlan.effective().toMap());
    IRRELEVANT.forEach(tree::remove);
    if (tree.get("compare") instanceof Map<?, ?> compare) {
      Map<String, Object> measured = new LinkedHashMap<>();
      compare.forEach((key, value) -> measured.put((String) key, value));
      // Further seeds and regimes change nothing of those that are there.
      measured.remove("seeds");
      measured.remove("regimes");
      tree.put("compare", measured);
    }
    tree.put("measure", MEASURE);
    String yaml = Settings.of(tree, "a member of a comparison").toYaml();
    return Hashing.sha256().hashString(yaml, StandardCharsets.UTF_8).toString();
  }

  /**
   * What all models are held against.
   *
   * @param settings how drift is measured
   * @param test test samples
   * @param begun for each roll-out the test sample that it continues
   * @param curve measures drift
   * @param floor what training samples score
   * @param samples all samples, for conditions
   */
  private record Reference(
      DriftSettings settings,
      RealData test,
      List<Tokens> begun,
      DriftCurve curve,
      Floor floor,
      List<Tokens> samples) {

    static Reference of(Modality<?> modality, CompareConfiguration configuration, long seed) {
      int trainingLength = modality.maximumLength();
      TokenSpec spec = modality.tokenizer().spec();
      DriftSettings settings =
          new DriftSettings(
              spec.width(),
              trainingLength,
              configuration.context(trainingLength),
              configuration.length(),
              configuration.window(),
              configuration.spectrumWindow(trainingLength),
              seed);
      List<String> problems = settings.problems();
      if (!problems.isEmpty()) {
        throw new StaggerException(String.join(System.lineSeparator(), problems));
      }
      RealData test = RealData.read(modality, Split.TEST, "test");
      RealData train = RealData.read(modality, Split.TRAIN, "training");
      check(modality, settings, test, "test");
      check(modality, settings, train, "training");
      List<Tokens> begun = new ArrayList<>();
      int futures = configuration.futures();
      for (Tokens sample : test.spread(configuration.sequences() / futures, settings.context())) {
        for (int future = 0; future < futures; future++) {
          begun.add(sample);
        }
      }
      List<Tokens> samples = new ArrayList<>(test.samples());
      samples.addAll(train.samples());
      DriftCurve curve = new DriftCurve(settings, test);
      return new Reference(
          settings, test, begun, curve, curve.floor(train, configuration.sequences()), samples);
    }

    private static void check(
        Modality<?> modality, DriftSettings settings, RealData data, String name) {
      int windows = data.windows(settings.window()).size();
      if (windows < 2
          || data.countOf(settings.context() + 1) == 0
          || data.windows(settings.spectrumWindow()).size() == 0) {
        throw new StaggerException(
            "The %s samples of the data (%s) are too few or too short to compare roll-outs with: there are %d different windows of %d tokens, but at least 2 are needed, and a sample of at least %d tokens; give it more, or make compare.context and compare.spectrumWindow smaller."
                .formatted(
                    name,
                    modality.source().description(),
                    windows,
                    settings.window(),
                    Math.max(settings.context() + 1, settings.spectrumWindow())));
      }
    }

    StreamConditions conditions() {
      int width = begun.get(0).spec().conditionWidth();
      return width == 0
          ? StreamConditions.NONE
          : new ContinuedConditions(begun, width, settings.context(), samples);
    }
  }
}
