package io.stagger.diffusion;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.config.NoSettings;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.Extensions;
import io.stagger.api.plugin.Plugin;
import io.stagger.diffusion.level.FirstTokenKnownLevelSampler;
import io.stagger.diffusion.level.FirstTokenKnownSettings;
import io.stagger.diffusion.level.IndependentHistoryLevelSampler;
import io.stagger.diffusion.level.IndependentHistorySettings;
import io.stagger.diffusion.level.IndependentLevelSampler;
import io.stagger.diffusion.level.IndependentSettings;
import io.stagger.diffusion.level.LogitNormalLevelSampler;
import io.stagger.diffusion.level.LogitNormalSettings;
import io.stagger.diffusion.level.MonotoneLevelSampler;
import io.stagger.diffusion.level.RandomHorizonLevelSampler;
import io.stagger.diffusion.level.RandomHorizonSettings;
import io.stagger.diffusion.level.SharedLevelSampler;
import io.stagger.diffusion.level.TeacherForcingLevelSampler;
import io.stagger.diffusion.parameterization.CleanParameterization;
import io.stagger.diffusion.parameterization.EpsilonParameterization;
import io.stagger.diffusion.parameterization.FlowVelocityParameterization;
import io.stagger.diffusion.parameterization.VelocityParameterization;
import io.stagger.diffusion.sampling.AutoregressiveSchedule;
import io.stagger.diffusion.sampling.ChunkedSchedule;
import io.stagger.diffusion.sampling.ChunkedSettings;
import io.stagger.diffusion.sampling.FullSequenceSchedule;
import io.stagger.diffusion.sampling.KeyframesSchedule;
import io.stagger.diffusion.sampling.KeyframesSettings;
import io.stagger.diffusion.sampling.MatrixSchedule;
import io.stagger.diffusion.sampling.MatrixSettings;
import io.stagger.diffusion.sampling.PyramidSchedule;
import io.stagger.diffusion.sampling.PyramidSettings;
import io.stagger.diffusion.sampling.RollingSchedule;
import io.stagger.diffusion.sampling.RollingSettings;
import io.stagger.diffusion.sampling.TrapezoidSchedule;
import io.stagger.diffusion.sampling.TrapezoidSettings;
import io.stagger.diffusion.schedule.CosineNoiseSchedule;
import io.stagger.diffusion.schedule.CosineSettings;
import io.stagger.diffusion.schedule.LinearNoiseSchedule;
import io.stagger.diffusion.schedule.LinearSettings;
import io.stagger.diffusion.schedule.RectifiedFlowNoiseSchedule;
import io.stagger.diffusion.schedule.RectifiedFlowSettings;
import io.stagger.diffusion.schedule.ShiftedCosineNoiseSchedule;
import io.stagger.diffusion.schedule.ShiftedCosineSettings;
import io.stagger.diffusion.schedule.SigmoidNoiseSchedule;
import io.stagger.diffusion.schedule.SigmoidSettings;
import io.stagger.diffusion.schedule.TableNoiseSchedule;
import io.stagger.diffusion.schedule.TableSettings;
import io.stagger.diffusion.solver.DdimSettings;
import io.stagger.diffusion.solver.DdimSolver;
import io.stagger.diffusion.solver.DdpmSettings;
import io.stagger.diffusion.solver.DdpmSolver;
import io.stagger.diffusion.solver.DpmSolverPlusPlus;
import io.stagger.diffusion.solver.EulerSolver;
import io.stagger.diffusion.weighting.FusedMinSnrSettings;
import io.stagger.diffusion.weighting.FusedMinSnrWeighting;
import io.stagger.diffusion.weighting.MinSnrSettings;
import io.stagger.diffusion.weighting.MinSnrWeighting;
import io.stagger.diffusion.weighting.SigmoidWeighting;
import io.stagger.diffusion.weighting.SigmoidWeightingSettings;
import io.stagger.diffusion.weighting.UniformWeighting;

/** Contributes Diffusion Forcing's own arithmetic. */
public final class DiffusionPlugin implements Plugin {
  /** The ranking of what serves when configuration names nothing. */
  static final int DEFAULT_RANKING = 100;

  @Override
  public void contribute(Extensions extensions) {
    noiseSchedules(extensions);
    parameterizations(extensions);
    noiseLevelSamplers(extensions);
    lossWeightings(extensions);
    samplingSchedules(extensions);
    solvers(extensions);
  }

  private static void noiseSchedules(Extensions extensions) {
    extensions.add(
        Extension.of(
            ExtensionPoints.NOISE_SCHEDULE,
            "linear",
            "Adds evenly more variance from level to level; needs more than 20 levels.",
            LinearSettings.class,
            (settings, context) -> new LinearNoiseSchedule(settings)));
    extensions.add(
        Extension.of(
                ExtensionPoints.NOISE_SCHEDULE,
                "cosine",
                "Lets the signal fall along a squared cosine; good for normalized data.",
                CosineSettings.class,
                (settings, context) -> new CosineNoiseSchedule(settings))
            .withRanking(DEFAULT_RANKING));
    extensions.add(
        Extension.of(
            ExtensionPoints.NOISE_SCHEDULE,
            "sigmoid",
            "Lets the signal fall along a sigmoid; good for large frames.",
            SigmoidSettings.class,
            (settings, context) -> new SigmoidNoiseSchedule(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.NOISE_SCHEDULE,
            "shifted-cosine",
            "Shifts the cosine's log-SNR; good for large images, which need more noise.",
            ShiftedCosineSettings.class,
            (settings, context) -> new ShiftedCosineNoiseSchedule(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.NOISE_SCHEDULE,
            "rectified-flow",
            "Goes straight from clean to pure noise; for velocity and euler.",
            RectifiedFlowSettings.class,
            (settings, context) -> new RectifiedFlowNoiseSchedule(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.NOISE_SCHEDULE,
            "table",
            "Takes the scales of each level from a CSV file.",
            TableSettings.class,
            TableNoiseSchedule::open));
  }

  private static void parameterizations(Extensions extensions) {
    extensions.add(
        Extension.of(
            ExtensionPoints.PARAMETERIZATION,
            "epsilon",
            "The network outputs the noise.",
            NoSettings.class,
            (settings, context) -> new EpsilonParameterization()));
    extensions.add(
        Extension.of(
            ExtensionPoints.PARAMETERIZATION,
            "x0",
            "The network outputs the clean token.",
            NoSettings.class,
            (settings, context) -> new CleanParameterization()));
    extensions.add(
        Extension.of(
                ExtensionPoints.PARAMETERIZATION,
                "v",
                "The network outputs the velocity from clean to noise; sound at every level.",
                NoSettings.class,
                (settings, context) -> new VelocityParameterization())
            .withRanking(DEFAULT_RANKING));
    extensions.add(
        Extension.of(
            ExtensionPoints.PARAMETERIZATION,
            "velocity",
            "The network outputs the noise less the clean token: the velocity of a rectified flow.",
            NoSettings.class,
            (settings, context) -> new FlowVelocityParameterization()));
  }

  private static void noiseLevelSamplers(Extensions extensions) {
    extensions.add(
        Extension.of(
                ExtensionPoints.NOISE_LEVEL_SAMPLER,
                "independent",
                "Each token gets a level of its own: Diffusion Forcing.",
                IndependentSettings.class,
                (settings, context) -> new IndependentLevelSampler(settings))
            .withRanking(DEFAULT_RANKING));
    extensions.add(
        Extension.of(
            ExtensionPoints.NOISE_LEVEL_SAMPLER,
            "shared",
            "All tokens of a sequence share one level: full-sequence diffusion.",
            NoSettings.class,
            (settings, context) -> new SharedLevelSampler()));
    extensions.add(
        Extension.of(
            ExtensionPoints.NOISE_LEVEL_SAMPLER,
            "teacher-forcing",
            "One token is learned from a clean past: next-token diffusion.",
            NoSettings.class,
            (settings, context) -> new TeacherForcingLevelSampler()));
    extensions.add(
        Extension.of(
            ExtensionPoints.NOISE_LEVEL_SAMPLER,
            "first-token-known",
            "Each token gets a level of its own, and the first is often nearly clean: planning.",
            FirstTokenKnownSettings.class,
            (settings, context) -> new FirstTokenKnownLevelSampler(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.NOISE_LEVEL_SAMPLER,
            "random-horizon",
            "As first-token-known, with noise beyond a random horizon: plans of any length.",
            RandomHorizonSettings.class,
            (settings, context) -> new RandomHorizonLevelSampler(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.NOISE_LEVEL_SAMPLER,
            "monotone",
            "Levels never fall from token to token: for models that are sampled in order.",
            NoSettings.class,
            (settings, context) -> new MonotoneLevelSampler()));
    extensions.add(
        Extension.of(
            ExtensionPoints.NOISE_LEVEL_SAMPLER,
            "independent-history",
            "Each token of a history gets a level of its own, and the future shares one.",
            IndependentHistorySettings.class,
            (settings, context) -> new IndependentHistoryLevelSampler(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.NOISE_LEVEL_SAMPLER,
            "logit-normal",
            "Favors levels in the middle of the schedule; good for rectified flow.",
            LogitNormalSettings.class,
            (settings, context) -> new LogitNormalLevelSampler(settings)));
  }

  private static void lossWeightings(Extensions extensions) {
    extensions.add(
        Extension.of(
                ExtensionPoints.LOSS_WEIGHTING,
                "min-snr",
                "Counts a clean prediction's error by its clipped signal-to-noise ratio.",
                MinSnrSettings.class,
                (settings, context) -> new MinSnrWeighting(settings))
            .withRanking(DEFAULT_RANKING));
    extensions.add(
        Extension.of(
            ExtensionPoints.LOSS_WEIGHTING,
            "fused-min-snr",
            "Counts also what the tokens before it, or on both sides, tell about a token.",
            FusedMinSnrSettings.class,
            (settings, context) -> new FusedMinSnrWeighting(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.LOSS_WEIGHTING,
            "sigmoid",
            "Counts a clean prediction's error by a signal-to-noise ratio that levels off softly.",
            SigmoidWeightingSettings.class,
            (settings, context) -> new SigmoidWeighting(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.LOSS_WEIGHTING,
            "none",
            "Counts the output's error alike at every level.",
            NoSettings.class,
            (settings, context) -> new UniformWeighting()));
  }

  private static void samplingSchedules(Extensions extensions) {
    extensions.add(
        Extension.of(
            ExtensionPoints.SAMPLING_SCHEDULE,
            "full-sequence",
            "Denoises all tokens together.",
            NoSettings.class,
            (settings, context) -> new FullSequenceSchedule()));
    extensions.add(
        Extension.of(
            ExtensionPoints.SAMPLING_SCHEDULE,
            "autoregressive",
            "Finishes each token before the next one starts.",
            NoSettings.class,
            (settings, context) -> new AutoregressiveSchedule()));
    extensions.add(
        Extension.of(
                ExtensionPoints.SAMPLING_SCHEDULE,
                "pyramid",
                "Denoises the near future first and keeps the far future uncertain for longer.",
                PyramidSettings.class,
                (settings, context) -> new PyramidSchedule(settings))
            .withRanking(DEFAULT_RANKING));
    extensions.add(
        Extension.of(
            ExtensionPoints.SAMPLING_SCHEDULE,
            "trapezoid",
            "Denoises both ends first and the middle last.",
            TrapezoidSettings.class,
            (settings, context) -> new TrapezoidSchedule(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.SAMPLING_SCHEDULE,
            "chunked",
            "Denoises block after block.",
            ChunkedSettings.class,
            (settings, context) -> new ChunkedSchedule(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.SAMPLING_SCHEDULE,
            "rolling",
            "Lets a token come out clean at every evaluation, without an end.",
            RollingSettings.class,
            (settings, context) -> new RollingSchedule(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.SAMPLING_SCHEDULE,
            "keyframes",
            "Denoises every so many tokens first, then all between them.",
            KeyframesSettings.class,
            (settings, context) -> new KeyframesSchedule(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.SAMPLING_SCHEDULE,
            "matrix",
            "Follows a matrix from a CSV file.",
            MatrixSettings.class,
            (settings, context) -> MatrixSchedule.open(settings, context)));
  }

  private static void solvers(Extensions extensions) {
    extensions.add(
        Extension.of(
                ExtensionPoints.SOLVER,
                "ddim",
                "Takes few deterministic steps, or ancestral ones with eta 1.",
                DdimSettings.class,
                (settings, context) -> new DdimSolver(settings))
            .withRanking(DEFAULT_RANKING));
    extensions.add(
        Extension.of(
            ExtensionPoints.SOLVER,
            "ddpm",
            "Takes ancestral steps, with fresh noise in each.",
            DdpmSettings.class,
            (settings, context) -> new DdpmSolver(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.SOLVER,
            "dpm-solver-plus-plus",
            "Takes few deterministic steps of second order, with the prediction before.",
            NoSettings.class,
            (settings, context) -> new DpmSolverPlusPlus()));
    extensions.add(
        Extension.of(
            ExtensionPoints.SOLVER,
            "euler",
            "Takes straight steps along a rectified flow.",
            NoSettings.class,
            (settings, context) -> new EulerSolver()));
  }
}
