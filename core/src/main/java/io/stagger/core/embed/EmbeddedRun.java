package io.stagger.core.embed;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.embed.LoadedRun;
import io.stagger.api.embed.RunSamples;
import io.stagger.api.sampling.TokenSampler;
import io.stagger.core.config.Selection;
import io.stagger.core.plugin.ExtensionRegistry;
import io.stagger.core.plugin.Resolved;
import io.stagger.core.plugin.SelectionResolver;
import io.stagger.core.run.Modality;
import io.stagger.core.run.Run;
import io.stagger.core.run.RunContext;
import io.stagger.core.run.Ways;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A run that is open, and everything that it gave out. */
final class EmbeddedRun implements LoadedRun {
  private final Run run;
  private final ExtensionRegistry registry;
  private final Consumer<EmbeddedRun> forget;
  private final Gate gate = new Gate("The run");
  private final GatedSampler sampler;
  private final EmbeddedSamples<?> samples;

  /** Made when they are asked for, by what they were asked for. */
  private final Map<String, SamplingSchedule> schedules = new HashMap<>();

  EmbeddedRun(Run run, ExtensionRegistry registry, Consumer<EmbeddedRun> forget) {
    this.run = run;
    this.registry = registry;
    this.forget = forget;
    this.sampler = new GatedSampler(run.sampler(), gate);
    this.samples = samples(run.modality());
  }

  private <S> EmbeddedSamples<S> samples(Modality<S> modality) {
    return new EmbeddedSamples<>(modality, this, gate);
  }

  @Override
  public Path directory() {
    return run.directory().path();
  }

  @Override
  public String name() {
    return run.plan().configuration().name();
  }

  @Override
  public long step() {
    return run.step();
  }

  @Override
  public String data() {
    return run.modality().source().description();
  }

  @Override
  public int knownTokens() {
    return run.modality().knownTokens();
  }

  @Override
  public int steps() {
    return run.ways().steps();
  }

  @Override
  public TokenSampler sampler() {
    return sampler;
  }

  @Override
  public SamplingSchedule schedule(String schedule) {
    return gate.through(
        () -> {
          synchronized (schedules) {
            return schedules.computeIfAbsent(schedule, this::make);
          }
        });
  }

  private SamplingSchedule make(String text) {
    return OwnContext.within(
        () -> {
          Resolved<SamplingSchedule> resolved =
              new SelectionResolver(registry)
                  .resolve(ExtensionPoints.SAMPLING_SCHEDULE, Selection.parse(text));
          RunContext context =
              new RunContext(
                  run.directory().experimentFolder(), Optional.of(run.directory().path()));
          return named(text, resolved.create(context));
        });
  }

  /** The schedule, whose matrices name it if they are not valid. */
  private static SamplingSchedule named(String name, SamplingSchedule schedule) {
    return (horizon, steps) ->
        new Ways(steps, schedule, Map.of(name, schedule)).matrices(horizon).get(name);
  }

  /** The schedule of a continuation. */
  SamplingSchedule configured() {
    return run.ways().defaultWay();
  }

  @Override
  public Map<String, SamplingSchedule> ways() {
    Map<String, SamplingSchedule> ways = new LinkedHashMap<>();
    run.ways().named().forEach((name, schedule) -> ways.put(name, named(name, schedule)));
    return Collections.unmodifiableMap(ways);
  }

  @Override
  public Class<?> sampleType() {
    return samples.type();
  }

  @Override
  public RunSamples<?> samples() {
    return samples;
  }

  @Override
  @SuppressWarnings("unchecked") // the classes were compared
  public <S> RunSamples<S> as(Class<S> sampleType) {
    Class<?> own = samples.type();
    if (own.equals(sampleType)) {
      return (RunSamples<S>) samples;
    }
    throw new StaggerException(
        own.getName().equals(sampleType.getName())
            ? "The application's class %s is not that of the plugin, which has its own from its own jar: open Stagger with StaggerOptions.sharing(%s.class)."
                .formatted(own.getName(), own.getSimpleName())
            : "The run's samples are of the class %s, not %s."
                .formatted(own.getName(), sampleType.getName()));
  }

  /** Asks calls that are under way to come to an end. */
  void hurry() {
    sampler.cancel();
  }

  /**
   * Checks that it is not closed from inside.
   *
   * @throws IllegalStateException if it is
   */
  void checkMayClose() {
    gate.checkOutside();
  }

  @Override
  public void close() {
    gate.close(
        this::hurry,
        () -> {
          forget.accept(this);
          sampler.close();
          OwnContext.within(
              () -> {
                synchronized (schedules) {
                  schedules.clear();
                }
                run.close();
              });
        });
  }
}
