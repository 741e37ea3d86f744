package io.stagger.cli;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.diffusion.Solver;
import io.stagger.api.plugin.ExtensionPoint;
import io.stagger.cli.picture.Depiction;
import io.stagger.cli.picture.LevelSamplerPicture;
import io.stagger.cli.picture.MatrixPicture;
import io.stagger.cli.picture.NoiseSchedulePicture;
import io.stagger.cli.picture.ParameterizationPicture;
import io.stagger.cli.picture.SolverPicture;
import io.stagger.cli.picture.WeightingPicture;
import io.stagger.core.config.Choices;
import io.stagger.core.config.Selection;
import io.stagger.core.config.Settings;
import io.stagger.core.plugin.ExtensionRegistry;
import io.stagger.core.plugin.RegisteredExtension;
import io.stagger.core.plugin.Resolved;
import io.stagger.core.plugin.SelectionResolver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Draws what an extension does, by its extension point. */
final class Depictor {
  /** How many tokens a sampling schedule is drawn for if nothing else is asked for. */
  static final int HORIZON = 16;

  /** How many steps each token takes in that drawing. */
  static final int STEPS = 10;

  private static final List<ExtensionPoint<?>> DRAWN =
      List.of(
          ExtensionPoints.NOISE_SCHEDULE,
          ExtensionPoints.PARAMETERIZATION,
          ExtensionPoints.NOISE_LEVEL_SAMPLER,
          ExtensionPoints.LOSS_WEIGHTING,
          ExtensionPoints.SAMPLING_SCHEDULE,
          ExtensionPoints.SOLVER);

  private final ExtensionRegistry registry;
  private final SelectionResolver resolver;

  /** Draws what a registry holds. */
  Depictor(ExtensionRegistry registry) {
    this.registry = registry;
    this.resolver = new SelectionResolver(registry);
  }

  /**
   * Makes the extension and draws it.
   *
   * @param registered what to draw
   * @param settings the extension's own
   * @param title the extension's name and settings
   * @throws StaggerException if extensions of its point can't be drawn, or if the settings are
   *     wrong
   */
  Depiction depict(RegisteredExtension<?> registered, Settings settings, String title) {
    ExtensionPoint<?> point = registered.extension().point();
    String name = registered.extension().name();
    Selection selection = new Selection(Optional.of(name), settings);
    String titled = point.id() + " " + title;
    if (point.equals(ExtensionPoints.NOISE_SCHEDULE)) {
      return NoiseSchedulePicture.depict(titled, make(ExtensionPoints.NOISE_SCHEDULE, selection));
    }
    if (point.equals(ExtensionPoints.PARAMETERIZATION)) {
      return ParameterizationPicture.depict(
          titled, make(ExtensionPoints.PARAMETERIZATION, selection));
    }
    if (point.equals(ExtensionPoints.NOISE_LEVEL_SAMPLER)) {
      return LevelSamplerPicture.depict(
          titled, make(ExtensionPoints.NOISE_LEVEL_SAMPLER, selection));
    }
    if (point.equals(ExtensionPoints.LOSS_WEIGHTING)) {
      Resolved<NoiseSchedule> schedule = defaultSchedule();
      return WeightingPicture.depict(
          titled,
          make(ExtensionPoints.LOSS_WEIGHTING, selection),
          schedule.create(new WorkingDirectory()),
          schedule.name(),
          parameterizations());
    }
    if (point.equals(ExtensionPoints.SAMPLING_SCHEDULE)) {
      return MatrixPicture.depict(
          titled, make(ExtensionPoints.SAMPLING_SCHEDULE, selection).matrix(HORIZON, STEPS));
    }
    if (point.equals(ExtensionPoints.SOLVER)) {
      return depictSolver(titled, make(ExtensionPoints.SOLVER, selection));
    }
    throw new StaggerException(
        "The %s '%s' can't be drawn: --png draws extensions of the points %s."
            .formatted(
                point.id(),
                name,
                Choices.of(DRAWN.stream().map(ExtensionPoint::id).toList()).all()));
  }

  /** On the default noise schedule, or on the first other one that the solver can descend. */
  private Depiction depictSolver(String title, Solver solver) {
    Resolved<NoiseSchedule> preferred = defaultSchedule();
    StaggerException refusal;
    try {
      return depictSolver(title, solver, preferred);
    } catch (StaggerException e) {
      refusal = e;
    }
    for (RegisteredExtension<NoiseSchedule> other :
        registry.extensions(ExtensionPoints.NOISE_SCHEDULE)) {
      try {
        return depictSolver(
            title,
            solver,
            resolver.resolve(
                ExtensionPoints.NOISE_SCHEDULE, Selection.of(other.extension().name())));
      } catch (StaggerException e) {
        refusal.addSuppressed(e);
      }
    }
    throw refusal;
  }

  private static Depiction depictSolver(
      String title, Solver solver, Resolved<NoiseSchedule> schedule) {
    return SolverPicture.depict(
        title, solver, schedule.create(new WorkingDirectory()), schedule.name());
  }

  private <T> T make(ExtensionPoint<T> point, Selection selection) {
    return resolver.resolve(point, selection).create(new WorkingDirectory());
  }

  private Resolved<NoiseSchedule> defaultSchedule() {
    return resolver.resolve(
        ExtensionPoints.NOISE_SCHEDULE, new Selection(Optional.empty(), Settings.empty()));
  }

  /** Every parameterization that needs no settings, the highest ranking first. */
  private Map<String, Parameterization> parameterizations() {
    Map<String, Parameterization> made = new LinkedHashMap<>();
    for (RegisteredExtension<Parameterization> registered :
        registry.extensions(ExtensionPoints.PARAMETERIZATION)) {
      if (registered.extension().configuration().getRecordComponents().length == 0) {
        String name = registered.extension().name();
        made.put(name, make(ExtensionPoints.PARAMETERIZATION, Selection.of(name)));
      }
    }
    if (made.isEmpty()) {
      throw new StaggerException(
          "A loss weighting is drawn for parameterizations without settings, but there is none: install a plugin that brings one.");
    }
    return made;
  }
}
