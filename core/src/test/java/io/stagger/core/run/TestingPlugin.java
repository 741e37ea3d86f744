package io.stagger.core.run;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.config.NoSettings;
import io.stagger.api.config.Setting;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.GuidanceObjective;
import io.stagger.api.engine.GuidanceObjectiveFactory;
import io.stagger.api.evaluation.Trial;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.Extensions;
import io.stagger.api.plugin.Plugin;
import io.stagger.api.run.RunEvent;
import io.stagger.api.run.RunListener;
import io.stagger.core.plugin.ExtensionRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Everything that a run needs, in its smallest form, and a record of what was opened and closed.
 */
final class TestingPlugin implements Plugin {
  /** What was opened and closed, in order. */
  final List<String> lifecycle = new ArrayList<>();

  /** How often a tokenizer was fitted. */
  final AtomicInteger fits = new AtomicInteger();

  /** What the configured listener heard. */
  final List<RunEvent> events = new ArrayList<>();

  /** The engine's tuning. */
  final TestingEngine.Behavior behavior = new TestingEngine.Behavior();

  /** What trials were held with. */
  final List<Trial.Means<double[]>> held = new ArrayList<>();

  private final boolean scores;

  TestingPlugin() {
    this(true);
  }

  /**
   * Creates the plugin.
   *
   * @param scores whether it brings a metric
   */
  TestingPlugin(boolean scores) {
    this.scores = scores;
  }

  ExtensionRegistry registry() {
    return new ExtensionRegistry.Builder().contribute("testing", this).build();
  }

  @Override
  public void contribute(Extensions extensions) {
    extensions.add(
        Extension.of(
            ExtensionPoints.DATA_SOURCE,
            "ramp",
            "numbers",
            DataSettings.class,
            (settings, context) -> new TestingDataSource(settings, lifecycle)));
    extensions.add(
        Extension.of(
            ExtensionPoints.TOKENIZER,
            "scaling",
            "scales numbers",
            NoSettings.class,
            (settings, context) -> new TestingTokenizer.Factory(fits)));
    extensions.add(
        Extension.of(
            ExtensionPoints.ENGINE,
            "linear",
            "plain Java",
            NoSettings.class,
            (settings, context) -> new TestingEngine(behavior, lifecycle)));
    extensions.add(
        Extension.of(
            ExtensionPoints.BACKBONE,
            "recurrence",
            "a linear recurrence",
            BackboneSettings.class,
            (settings, context) -> (DenoiserBackbone) settings::causal));
    extensions.add(
        Extension.of(
            ExtensionPoints.NOISE_SCHEDULE,
            "even",
            "an even schedule",
            ScheduleSettings.class,
            (settings, context) -> schedule(settings.levels())));
    extensions.add(
        Extension.of(
            ExtensionPoints.PARAMETERIZATION,
            "clean",
            "outputs the clean token",
            NoSettings.class,
            (settings, context) -> PARAMETERIZATION));
    extensions.add(
        Extension.of(
            ExtensionPoints.NOISE_LEVEL_SAMPLER,
            "independent",
            "independent levels",
            NoSettings.class,
            (settings, context) -> LEVELS));
    extensions.add(
        Extension.of(
            ExtensionPoints.LOSS_WEIGHTING,
            "equal",
            "every token counts alike",
            NoSettings.class,
            (settings, context) -> WEIGHTING));
    extensions.add(
        Extension.of(
            ExtensionPoints.SOLVER,
            "plain",
            "steps with noise and history",
            NoSettings.class,
            (settings, context) -> SOLVER));
    extensions.add(
        Extension.of(
            ExtensionPoints.SAMPLING_SCHEDULE,
            "pyramid",
            "a pyramid",
            PyramidSettings.class,
            (settings, context) -> pyramid(settings.uncertaintyScale())));
    extensions.add(
        Extension.of(
            ExtensionPoints.GUIDANCE_OBJECTIVE,
            "rise",
            "great numbers, before they are scaled",
            RiseSettings.class,
            (settings, context) -> new Rise(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.GUIDANCE_OBJECTIVE,
            "small",
            "small tokens of any kind",
            NoSettings.class,
            (settings, context) -> GuidanceObjectiveFactory.forAnyTokens(() -> SMALL)));
    extensions.add(
        Extension.of(
            ExtensionPoints.GUIDANCE_OBJECTIVE,
            "wordy",
            "for samples of another kind",
            NoSettings.class,
            (settings, context) -> new Wordy()));
    if (scores) {
      extensions.add(
          Extension.of(
              ExtensionPoints.METRIC,
              "mae",
              "mean absolute error",
              NoSettings.class,
              (settings, context) -> new TestingMetric(behavior.scores)));
    }
    extensions.add(
        Extension.of(
            ExtensionPoints.ENVIRONMENT,
            "track",
            "a straight line",
            TrackSettings.class,
            (settings, context) -> new TestingEnvironment(settings.steps(), lifecycle)));
    extensions.add(
        Extension.of(
            ExtensionPoints.TRIAL,
            "drive",
            "samples once",
            DriveSettings.class,
            (settings, context) -> new TestingTrial<>(double[].class, settings.tokens(), held)));
    extensions.add(
        Extension.of(
            ExtensionPoints.TRIAL,
            "recital",
            "for samples of another kind",
            NoSettings.class,
            (settings, context) -> new TestingTrial<>(String.class, 1, new ArrayList<>())));
    extensions.add(
        Extension.of(
            ExtensionPoints.BASELINE,
            "last-value",
            "repeats the last value",
            NoSettings.class,
            (settings, context) -> new TestingBaseline()));
    extensions.add(
        Extension.of(
            ExtensionPoints.LISTENER,
            "recorder",
            "records events",
            NoSettings.class,
            (settings, context) -> recorder()));
  }

  /** The slope of the score is what one normalized number is worth. */
  private final class Rise implements GuidanceObjectiveFactory<double[]>, AutoCloseable {
    private final RiseSettings settings;

    Rise(RiseSettings settings) {
      this.settings = settings;
      lifecycle.add("open rise");
    }

    @Override
    public Class<double[]> sampleType() {
      return double[].class;
    }

    @Override
    public GuidanceObjective create(Tokenizer<? extends double[]> tokenizer) {
      float slope = (float) (settings.slope() * tokenizer.statistics().get("scale")[0]);
      return (clean, batch, time, firstPosition, values, gradient) -> {
        while (gradient.hasRemaining()) {
          gradient.put(slope);
        }
      };
    }

    @Override
    public void close() {
      lifecycle.add("close rise");
    }
  }

  private static final class Wordy implements GuidanceObjectiveFactory<String> {
    @Override
    public Class<String> sampleType() {
      return String.class;
    }

    @Override
    public GuidanceObjective create(Tokenizer<? extends String> tokenizer) {
      return SMALL;
    }
  }

  private static final GuidanceObjective SMALL =
      (clean, batch, time, firstPosition, values, gradient) -> {
        while (gradient.hasRemaining()) {
          gradient.put(-2 * clean.get());
        }
      };

  private RunListener recorder() {
    lifecycle.add("open listener");
    return new RunListener() {
      @Override
      public void onEvent(RunEvent event) {
        events.add(event);
      }

      @Override
      public void close() {
        lifecycle.add("close listener");
      }
    };
  }

  record DataSettings(
      @Setting(value = "training samples", defaultValue = "10") int train,
      @Setting(value = "validation samples", defaultValue = "3") int validation,
      @Setting(value = "how the data is called", defaultValue = "ramp") String label) {}

  record TrackSettings(@Setting(value = "steps", defaultValue = "9") int steps) {}

  record DriveSettings(@Setting(value = "tokens it needs", defaultValue = "1") int tokens) {}

  record RiseSettings(@Setting(value = "slope", defaultValue = "1") double slope) {}

  record BackboneSettings(
      @Setting(value = "whether it is causal", defaultValue = "true") boolean causal) {}

  record ScheduleSettings(@Setting(value = "levels", defaultValue = "20") int levels) {}

  record PyramidSettings(
      @Setting(value = "rows between tokens", defaultValue = "1") double uncertaintyScale) {}

  static final Parameterization PARAMETERIZATION =
      new Parameterization() {
        @Override
        public Linear target(double signal, double noise) {
          return new Linear(1, 0);
        }

        @Override
        public Linear clean(double signal, double noise) {
          return new Linear(0, 1);
        }

        @Override
        public double cleanErrorPerOutputError(double snr) {
          return 1;
        }

        @Override
        public double outputClip(double noiseClip) {
          return Double.POSITIVE_INFINITY;
        }
      };

  static final NoiseLevelSampler LEVELS =
      (request, levels, shares, random) -> {
        for (int i = 0; i < levels.array().length; i++) {
          levels.array()[i] = random.nextInt(request.levelCount());
        }
      };

  static final LossWeighting WEIGHTING =
      (levels, schedule, parameterization, weights) -> Arrays.fill(weights, 1);

  /** DDIM with eta 1, and a share of the prediction before, so that every coefficient is used. */
  static final Solver SOLVER =
      new Solver() {
        @Override
        public boolean usesHistory() {
          return true;
        }

        @Override
        public Update update(NoiseSchedule schedule, int before, int level, int next) {
          double clean = schedule.signal(next);
          double history = before == NO_LEVEL || next == NoiseSchedule.CLEAN ? 0 : 0.125 * clean;
          return new Update(0.01, clean - history, schedule.noise(next), history);
        }
      };

  static NoiseSchedule schedule(int levels) {
    return new NoiseSchedule() {
      @Override
      public int levels() {
        return levels;
      }

      @Override
      public double signal(int level) {
        return Math.cos(Math.PI / 2 * (level + 1) / (levels + 1));
      }

      @Override
      public double noise(int level) {
        return level == CLEAN ? 0 : Math.sin(Math.PI / 2 * (level + 1) / (levels + 1));
      }
    };
  }

  static SamplingSchedule pyramid(double uncertaintyScale) {
    return (horizon, steps) -> {
      int[][] rows = new int[steps + (int) ((horizon - 1) * uncertaintyScale) + 1][horizon];
      for (int m = 0; m < rows.length; m++) {
        for (int t = 0; t < horizon; t++) {
          rows[m][t] = Math.max(0, Math.min(steps, steps + (int) (t * uncertaintyScale) - m));
        }
      }
      return SchedulingMatrix.of(steps, rows);
    };
  }
}
