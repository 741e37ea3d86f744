package io.stagger.core.run;

import com.google.inject.Binder;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.Scopes;
import com.google.inject.TypeLiteral;
import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.api.engine.Model;
import io.stagger.core.checkpoint.CheckpointStore;

/**
 * Wires a run. What has to be closed is made and owned by {@link Run}, in an order that can be read
 * there, and bound here as it is.
 *
 * @param parts what was made
 */
record RunModule(Parts parts) implements Module {

  static final Key<Modality<?>> MODALITY = Key.get(new TypeLiteral<Modality<?>>() {});

  /** What {@link Run} made. */
  record Parts(
      RunPlan plan,
      NoiseSchedule schedule,
      Parameterization parameterization,
      NoiseLevelSampler levels,
      LossWeighting weighting,
      StepPlanner planner,
      Ways ways,
      Seeds seeds,
      Modality<?> modality,
      Model model,
      Sampler sampler,
      Provenance provenance,
      CheckpointStore checkpoints,
      RunListeners listeners,
      StartingPoint start) {}

  @Override
  public void configure(Binder binder) {
    binder.requireExplicitBindings();
    binder.requireExactBindingAnnotations();
    binder.requireAtInjectOnConstructors();
    binder.disableCircularProxies();

    binder.bind(TrainingConfiguration.class).toInstance(parts.plan().configuration().training());
    binder
        .bind(EvaluationConfiguration.class)
        .toInstance(parts.plan().configuration().evaluation());
    binder.bind(NoiseSchedule.class).toInstance(parts.schedule());
    binder.bind(Parameterization.class).toInstance(parts.parameterization());
    binder.bind(NoiseLevelSampler.class).toInstance(parts.levels());
    binder.bind(LossWeighting.class).toInstance(parts.weighting());
    binder.bind(StepPlanner.class).toInstance(parts.planner());
    binder.bind(Ways.class).toInstance(parts.ways());
    binder.bind(Seeds.class).toInstance(parts.seeds());
    binder.bind(MODALITY).toInstance(parts.modality());
    binder.bind(Model.class).toInstance(parts.model());
    binder.bind(Sampler.class).toInstance(parts.sampler());
    binder.bind(Provenance.class).toInstance(parts.provenance());
    binder.bind(CheckpointStore.class).toInstance(parts.checkpoints());
    binder.bind(RunListeners.class).toInstance(parts.listeners());
    binder.bind(StartingPoint.class).toInstance(parts.start());

    binder.bind(Predictor.class).in(Scopes.SINGLETON);
    binder.bind(Evaluator.class).in(Scopes.SINGLETON);
    binder.bind(Trainer.class).in(Scopes.SINGLETON);
  }
}
