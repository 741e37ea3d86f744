package io.stagger.core.embed;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Split;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.embed.Continuation;
import io.stagger.api.embed.RunSamples;
import io.stagger.api.evaluation.Prediction;
import io.stagger.api.sampling.SamplingTask;
import io.stagger.api.sampling.SamplingTask.Steering;
import io.stagger.core.run.Modality;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The samples of a run.
 *
 * @param <S> a sample
 */
final class EmbeddedSamples<S> implements RunSamples<S> {
  private final Modality<S> modality;
  private final EmbeddedRun run;
  private final Gate gate;

  EmbeddedSamples(Modality<S> modality, EmbeddedRun run, Gate gate) {
    this.modality = modality;
    this.run = run;
    this.gate = gate;
  }

  @Override
  public Class<S> type() {
    return modality.source().sampleType();
  }

  @Override
  public Tokenizer<S> tokenizer() {
    return modality.tokenizer();
  }

  @Override
  public int knownLength() {
    return modality.source().knownLength();
  }

  @Override
  public int sampleLength() {
    return modality.source().sampleLength();
  }

  @Override
  public long size(Split split) {
    return gate.through(() -> OwnContext.within(() -> modality.source().size(split)));
  }

  @Override
  public S get(Split split, long index) {
    return gate.through(() -> OwnContext.within(() -> read(split, index)));
  }

  private S read(Split split, long index) {
    long size = modality.source().size(split);
    if (index < 0 || index >= size) {
      String name = split.name().toLowerCase(Locale.ROOT);
      throw new StaggerException(
          size == 0
              ? "The data (%s) has no %s samples.".formatted(modality.source().description(), name)
              : "There is no %s sample %d: the data (%s) has those of 0 to %d."
                  .formatted(name, index, modality.source().description(), size - 1));
    }
    return modality.source().get(split, index);
  }

  @Override
  public Prediction<S> predict(S sample, Continuation continuation) {
    return gate.through(
        () -> {
          checkType(sample);
          int known = modality.knownTokens();
          Tokens tokens = modality.encode(sample);
          if (tokens.length() <= known) {
            throw new StaggerException(
                "The sample has %d tokens, of which %d are known, so that nothing is left to predict; give it %d more at least, whose values don't matter."
                    .formatted(tokens.length(), known, known + 1 - tokens.length()));
          }
          SamplingTask task =
              SamplingTask.of(
                      Collections.nCopies(continuation.count(), tokens),
                      known,
                      matrix(continuation, tokens.length() - known),
                      continuation.seed())
                  .with(steering(continuation));
          List<S> futures =
              run.sampler().sample(task).stream()
                  .map(future -> modality.tokenizer().decode(future, sample))
                  .toList();
          return new Prediction<>(sample, futures, modality.source().knownLength());
        });
  }

  private void checkType(S sample) {
    if (!type().isInstance(sample)) {
      throw new StaggerException(
          "The run continues samples of %s as its plugin loads it, not of %s as the application does; open Stagger with StaggerOptions.sharing, and ask for the samples by LoadedRun.as."
              .formatted(
                  type().getName(), Objects.requireNonNull(sample, "sample").getClass().getName()));
    }
  }

  private SchedulingMatrix matrix(Continuation continuation, int horizon) {
    if (continuation.schedule().isEmpty() && continuation.steps().isEmpty()) {
      return run.sampler().matrix(horizon);
    }
    SamplingSchedule schedule =
        continuation.schedule().map(run::schedule).orElseGet(run::configured);
    return schedule.matrix(horizon, continuation.steps().orElse(run.steps()));
  }

  private static Steering steering(Continuation continuation) {
    Steering steering = continuation.steering();
    return steering.goals().size() == 1
        ? new Steering(
            steering.strength(),
            steering.futures(),
            Collections.nCopies(continuation.count(), steering.goals().get(0)))
        : steering;
  }
}
