package io.stagger.core.run;

import com.google.common.hash.Hashing;
import io.stagger.api.ExtensionPoints;
import io.stagger.api.StaggerException;
import io.stagger.api.data.DataSource;
import io.stagger.api.data.Exporter;
import io.stagger.api.data.TokenizerFactory;
import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.Engine;
import io.stagger.api.engine.GuidanceObjectiveFactory;
import io.stagger.api.environment.Environment;
import io.stagger.api.evaluation.Baseline;
import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Renderer;
import io.stagger.api.evaluation.Trial;
import io.stagger.api.plugin.ExtensionPoint;
import io.stagger.api.run.RunListener;
import io.stagger.core.config.Selection;
import io.stagger.core.config.Settings;
import io.stagger.core.plugin.ExtensionRegistry;
import io.stagger.core.plugin.Resolved;
import io.stagger.core.plugin.SelectionResolver;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A whole experiment, bound and checked, before anything is made or allocated: every selection is
 * found and its settings are bound. Immutable.
 */
public final class RunPlan {
  private final ExperimentConfiguration configuration;
  private final Settings effective;
  private final Parts parts;

  private RunPlan(ExperimentConfiguration configuration, Settings effective, Parts parts) {
    this.configuration = configuration;
    this.effective = effective;
    this.parts = parts;
  }

  /**
   * Binds and checks settings.
   *
   * @throws StaggerException if anything in them is wrong
   */
  public static RunPlan of(Settings settings, ExtensionRegistry registry) {
    SelectionResolver resolver = new SelectionResolver(registry);
    ExperimentConfiguration configuration = resolver.bind(ExperimentConfiguration.class, settings);
    return new RunPlan(
        configuration,
        new EffectiveConfiguration(registry, resolver).of(configuration),
        Parts.of(configuration, registry, resolver));
  }

  /** What was bound. */
  public ExperimentConfiguration configuration() {
    return configuration;
  }

  /** The settings in full: with every default and the name of every extension. */
  public Settings effective() {
    return effective;
  }

  /** The SHA-256 of the effective settings in hexadecimal. */
  public String sha256() {
    return Hashing.sha256().hashString(effective.toYaml(), StandardCharsets.UTF_8).toString();
  }

  /** What the configuration selects. */
  Parts parts() {
    return parts;
  }

  /**
   * A digest of everything configured that decides what a model samples, but for how many sequences
   * are sampled together and how streams keep their past.
   */
  String samplingIdentity() {
    Map<String, Object> tree = new TreeMap<>();
    for (String key : List.of("backbone", "diffusion", "sampling")) {
      effective.value(key).ifPresent(value -> tree.put(key, value));
    }
    if (tree.get("sampling") instanceof Map<?, ?> sampling) {
      Map<String, Object> decisive = new TreeMap<>();
      sampling.forEach((key, value) -> decisive.put((String) key, value));
      List.of("batchSize", "window", "rollout").forEach(decisive::remove);
      tree.put("sampling", decisive);
    }
    String yaml = Settings.of(tree, "what decides sampling").toYaml();
    return Hashing.sha256().hashString(yaml, StandardCharsets.UTF_8).toString();
  }

  /**
   * Refuses a plan that differs from an earlier one.
   *
   * @param earlier what is to be kept to
   * @param keys the top-level keys that have to agree
   * @param why a phrase that says for what, such as "resume"
   * @throws StaggerException that names the first key that differs and both values
   */
  void checkAgrees(RunPlan earlier, List<String> keys, String why) {
    for (String key : keys) {
      checkAgrees(
          key, earlier.effective.value(key).orElse(null), effective.value(key).orElse(null), why);
    }
  }

  /** Whether a top-level key is the same in another plan. */
  boolean hasSame(String key, RunPlan other) {
    return effective.value(key).equals(other.effective.value(key));
  }

  private static void checkAgrees(String key, Object before, Object now, String why) {
    if (Objects.equals(before, now)) {
      return;
    }
    if (before instanceof Map<?, ?> beforeMap && now instanceof Map<?, ?> nowMap) {
      Set<String> names = new TreeSet<>();
      // The name of an extension decides which other keys there are, so it is compared first.
      checkAgrees(
          key + "." + Selection.NAME,
          beforeMap.get(Selection.NAME),
          nowMap.get(Selection.NAME),
          why);
      beforeMap.keySet().forEach(name -> names.add((String) name));
      nowMap.keySet().forEach(name -> names.add((String) name));
      for (String name : names) {
        checkAgrees(key + "." + name, beforeMap.get(name), nowMap.get(name), why);
      }
    }
    throw new StaggerException(
        "The key '%s' is %s in the run but %s now, and a model can't %s with another one; start a new run instead."
            .formatted(key, written(before), written(now), why));
  }

  private static String written(Object value) {
    return value == null ? "absent" : "'" + value + "'";
  }

  /**
   * A selected extension and the name that reports use for it.
   *
   * @param name the name
   * @param resolved the extension with its settings
   * @param chosen whether the configuration asks for it, rather than for all that fit
   * @param <T> what it is
   */
  record Named<T>(String name, Resolved<T> resolved, boolean chosen) {}

  /**
   * A selected objective and how strongly it steers.
   *
   * @param objective the objective with its settings
   * @param scale multiplies its gradient
   * @param clipNorm the greatest norm of a sequence's scaled gradient; infinity for none
   */
  record Steering(Resolved<GuidanceObjectiveFactory<?>> objective, double scale, double clipNorm) {}

  /** Everything that a configuration selects. */
  record Parts(
      Resolved<DataSource<?>> data,
      Resolved<TokenizerFactory<?>> tokenizer,
      Resolved<Engine> engine,
      Resolved<DenoiserBackbone> backbone,
      Resolved<NoiseSchedule> schedule,
      Resolved<Parameterization> parameterization,
      Resolved<NoiseLevelSampler> levels,
      Resolved<LossWeighting> weighting,
      Resolved<Solver> solver,
      List<Steering> guidance,
      Resolved<SamplingSchedule> defaultWay,
      Map<String, Resolved<SamplingSchedule>> ways,
      List<Named<Metric<?>>> metrics,
      List<Named<Baseline<?>>> baselines,
      List<Named<Renderer<?>>> renderers,
      List<Named<Exporter<?>>> exporters,
      Optional<Resolved<Environment>> environment,
      List<Named<Trial<?>>> trials,
      List<Resolved<RunListener>> listeners) {

    static Parts of(
        ExperimentConfiguration configuration,
        ExtensionRegistry registry,
        SelectionResolver resolver) {
      DiffusionConfiguration diffusion = configuration.diffusion();
      SamplingConfiguration sampling = configuration.sampling();
      EvaluationConfiguration evaluation = configuration.evaluation();
      Resolved<SamplingSchedule> defaultWay =
          resolver.resolve(ExtensionPoints.SAMPLING_SCHEDULE, sampling.schedule());
      Map<String, Resolved<SamplingSchedule>> ways = new LinkedHashMap<>();
      evaluation
          .ways()
          .forEach(
              (name, selection) ->
                  ways.put(name, resolver.resolve(ExtensionPoints.SAMPLING_SCHEDULE, selection)));
      if (ways.isEmpty()) {
        ways.put(defaultWay.name(), defaultWay);
      }
      return new Parts(
          resolver.resolve(ExtensionPoints.DATA_SOURCE, configuration.data()),
          resolver.resolve(ExtensionPoints.TOKENIZER, configuration.tokenizer()),
          resolver.resolve(ExtensionPoints.ENGINE, configuration.engine()),
          resolver.resolve(ExtensionPoints.BACKBONE, configuration.backbone()),
          resolver.resolve(ExtensionPoints.NOISE_SCHEDULE, diffusion.schedule()),
          resolver.resolve(ExtensionPoints.PARAMETERIZATION, diffusion.parameterization()),
          resolver.resolve(ExtensionPoints.NOISE_LEVEL_SAMPLER, diffusion.levels()),
          resolver.resolve(ExtensionPoints.LOSS_WEIGHTING, diffusion.weighting()),
          resolver.resolve(ExtensionPoints.SOLVER, sampling.solver()),
          sampling.guidance().stream()
              .map(
                  steering ->
                      new Steering(
                          resolver.resolve(
                              ExtensionPoints.GUIDANCE_OBJECTIVE, steering.objective()),
                          steering.scale(),
                          steering.clipNorm().orElse(Double.POSITIVE_INFINITY)))
              .toList(),
          defaultWay,
          Collections.unmodifiableMap(ways),
          chosenOrAll(ExtensionPoints.METRIC, evaluation.metrics(), registry, resolver),
          chosenOrAll(ExtensionPoints.BASELINE, evaluation.baselines(), registry, resolver),
          chosenOrAll(ExtensionPoints.RENDERER, evaluation.renderers(), registry, resolver),
          chosenOrAll(ExtensionPoints.EXPORTER, List.of(), registry, resolver),
          evaluation
              .environment()
              .map(selection -> resolver.resolve(ExtensionPoints.ENVIRONMENT, selection)),
          chosen(ExtensionPoints.TRIAL, evaluation.trials(), resolver),
          configuration.listeners().stream()
              .map(selection -> resolver.resolve(ExtensionPoints.LISTENER, selection))
              .toList());
    }

    private static <T> List<Named<T>> chosenOrAll(
        ExtensionPoint<T> point,
        List<Selection> selections,
        ExtensionRegistry registry,
        SelectionResolver resolver) {
      List<Named<T>> named = new ArrayList<>();
      if (selections.isEmpty()) {
        for (var registered : registry.extensions(point)) {
          String name = registered.extension().name();
          resolveDefault(point, name, resolver)
              .ifPresent(resolved -> named.add(new Named<>(name, resolved, false)));
        }
      }
      named.addAll(chosen(point, selections, resolver));
      return Collections.unmodifiableList(named);
    }

    private static <T> List<Named<T>> chosen(
        ExtensionPoint<T> point, List<Selection> selections, SelectionResolver resolver) {
      List<Named<T>> named = new ArrayList<>();
      for (Selection selection : selections) {
        Resolved<T> resolved = resolver.resolve(point, selection);
        named.add(new Named<>(resolved.name(), resolved, true));
      }
      return Collections.unmodifiableList(named);
    }

    /** The extension with its defaults; one that can't do without settings has to be asked for. */
    private static <T> Optional<Resolved<T>> resolveDefault(
        ExtensionPoint<T> point, String name, SelectionResolver resolver) {
      try {
        return Optional.of(resolver.resolve(point, Selection.of(name)));
      } catch (StaggerException e) {
        return Optional.empty();
      }
    }
  }
}
