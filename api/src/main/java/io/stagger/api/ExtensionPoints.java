package io.stagger.api;

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
import io.stagger.api.engine.WeightMap;
import io.stagger.api.environment.Environment;
import io.stagger.api.evaluation.Baseline;
import io.stagger.api.evaluation.Metric;
import io.stagger.api.evaluation.Renderer;
import io.stagger.api.evaluation.Trial;
import io.stagger.api.plugin.ExtensionPoint;
import io.stagger.api.run.RunListener;
import java.util.List;

/**
 * The extension points that Stagger itself defines. A plugin may define further ones.
 *
 * @since 0.1.0
 */
public final class ExtensionPoints {
  /** Where samples of a modality come from. */
  public static final ExtensionPoint<DataSource<?>> DATA_SOURCE =
      ExtensionPoint.of("data-source", DataSource.class, "where samples of a modality come from");

  /** Turns samples into tokens and back. */
  public static final ExtensionPoint<TokenizerFactory<?>> TOKENIZER =
      ExtensionPoint.of("tokenizer", TokenizerFactory.class, "turns samples into tokens and back");

  /** Writes samples to a file. */
  public static final ExtensionPoint<Exporter<?>> EXPORTER =
      ExtensionPoint.of("exporter", Exporter.class, "writes samples to a file");

  /** What computes: owns parameters, trains and samples. */
  public static final ExtensionPoint<Engine> ENGINE =
      ExtensionPoint.of("engine", Engine.class, "computes: owns parameters, trains and samples");

  /** The network that denoises. */
  public static final ExtensionPoint<DenoiserBackbone> BACKBONE =
      ExtensionPoint.of("backbone", DenoiserBackbone.class, "the network that denoises");

  /** Where another program keeps the parameters of a backbone. */
  public static final ExtensionPoint<WeightMap> WEIGHT_MAP =
      ExtensionPoint.of(
          "weight-map",
          WeightMap.class,
          "where another program keeps the parameters of a backbone");

  /** How much signal and noise each level holds. */
  public static final ExtensionPoint<NoiseSchedule> NOISE_SCHEDULE =
      ExtensionPoint.of(
          "noise-schedule", NoiseSchedule.class, "how much signal and noise each level holds");

  /** What the network is asked to output. */
  public static final ExtensionPoint<Parameterization> PARAMETERIZATION =
      ExtensionPoint.of(
          "parameterization", Parameterization.class, "what the network is asked to output");

  /** Which noise level each training token gets. */
  public static final ExtensionPoint<NoiseLevelSampler> NOISE_LEVEL_SAMPLER =
      ExtensionPoint.of(
          "noise-level-sampler",
          NoiseLevelSampler.class,
          "which noise level each training token gets");

  /** How much each token's error counts. */
  public static final ExtensionPoint<LossWeighting> LOSS_WEIGHTING =
      ExtensionPoint.of(
          "loss-weighting", LossWeighting.class, "how much each token's error counts");

  /** In which order tokens are denoised. */
  public static final ExtensionPoint<SamplingSchedule> SAMPLING_SCHEDULE =
      ExtensionPoint.of(
          "sampling-schedule", SamplingSchedule.class, "in which order tokens are denoised");

  /** How one denoising step is taken. */
  public static final ExtensionPoint<Solver> SOLVER =
      ExtensionPoint.of("solver", Solver.class, "how one denoising step is taken");

  /** What sampling is steered towards. */
  public static final ExtensionPoint<GuidanceObjectiveFactory<?>> GUIDANCE_OBJECTIVE =
      ExtensionPoint.of(
          "guidance-objective", GuidanceObjectiveFactory.class, "what sampling is steered towards");

  /** A world in which plans are carried out. */
  public static final ExtensionPoint<Environment> ENVIRONMENT =
      ExtensionPoint.of("environment", Environment.class, "a world in which plans are carried out");

  /** Scores predictions. */
  public static final ExtensionPoint<Metric<?>> METRIC =
      ExtensionPoint.of("metric", Metric.class, "scores predictions");

  /** Predicts without a network, for comparison. */
  public static final ExtensionPoint<Baseline<?>> BASELINE =
      ExtensionPoint.of("baseline", Baseline.class, "predicts without a network, for comparison");

  /** Draws predictions. */
  public static final ExtensionPoint<Renderer<?>> RENDERER =
      ExtensionPoint.of("renderer", Renderer.class, "draws predictions");

  /** Uses a trained model and scores how well that goes. */
  public static final ExtensionPoint<Trial<?>> TRIAL =
      ExtensionPoint.of("trial", Trial.class, "uses a trained model and scores how well that goes");

  /** Hears what a run does. */
  public static final ExtensionPoint<RunListener> LISTENER =
      ExtensionPoint.of("listener", RunListener.class, "hears what a run does");

  private ExtensionPoints() {}

  /** Every extension point that Stagger itself defines, in the order of the data's flow. */
  public static List<ExtensionPoint<?>> all() {
    return List.of(
        DATA_SOURCE,
        TOKENIZER,
        EXPORTER,
        ENGINE,
        BACKBONE,
        WEIGHT_MAP,
        NOISE_SCHEDULE,
        PARAMETERIZATION,
        NOISE_LEVEL_SAMPLER,
        LOSS_WEIGHTING,
        SAMPLING_SCHEDULE,
        SOLVER,
        GUIDANCE_OBJECTIVE,
        ENVIRONMENT,
        METRIC,
        BASELINE,
        RENDERER,
        TRIAL,
        LISTENER);
  }
}
