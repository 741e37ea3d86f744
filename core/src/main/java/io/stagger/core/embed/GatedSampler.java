package io.stagger.core.embed;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.sampling.SamplingTask;
import io.stagger.api.sampling.StreamConditions;
import io.stagger.api.sampling.StreamRequest;
import io.stagger.api.sampling.TokenSampler;
import io.stagger.api.sampling.TokenStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A sampler that can be used until its run is closed, and the streams that it has open. */
final class GatedSampler implements TokenSampler {
  private final TokenSampler sampler;
  private final Gate gate;
  private final Set<GatedStream> streams = ConcurrentHashMap.newKeySet();

  GatedSampler(TokenSampler sampler, Gate gate) {
    this.sampler = sampler;
    this.gate = gate;
  }

  @Override
  public TokenSpec spec() {
    return sampler.spec();
  }

  @Override
  public int window() {
    return sampler.window();
  }

  @Override
  public int trainingLength() {
    return sampler.trainingLength();
  }

  @Override
  public SchedulingMatrix matrix(int horizon) {
    return gate.through(() -> sampler.matrix(horizon));
  }

  @Override
  public Guided guided() {
    return sampler.guided();
  }

  @Override
  public GuidanceTally guidanceTally() {
    return gate.through(sampler::guidanceTally);
  }

  @Override
  public List<Tokens> sample(SamplingTask task) {
    return gate.through(() -> sampler.sample(task));
  }

  @Override
  public TokenStream stream(StreamRequest request) {
    return open(
        () ->
            sampler.stream(
                new StreamRequest(
                    request.batch(),
                    gated(request.conditions()),
                    request.steering(),
                    request.seed())));
  }

  @Override
  public TokenStream resume(byte[] snapshot, StreamConditions conditions) {
    return open(() -> sampler.resume(snapshot, gated(conditions)));
  }

  /** A stream that ends with the run. */
  TokenStream open(Supplier<TokenStream> opener) {
    return gate.through(
        () -> {
          GatedStream stream = new GatedStream(opener.get(), this, gate);
          streams.add(stream);
          return stream;
        });
  }

  /** Conditions that are asked for inside, so that whoever supplies them can't close the run. */
  StreamConditions gated(StreamConditions conditions) {
    return conditions == StreamConditions.NONE
        ? conditions
        : (sequence, position, target) ->
            gate.through(() -> conditions.put(sequence, position, target));
  }

  void forget(GatedStream stream) {
    streams.remove(stream);
  }

  /** Ends the pulls that are under way. */
  void cancel() {
    streams.forEach(GatedStream::cancel);
  }

  /** Closes the streams that are open. */
  void close() {
    new ArrayList<>(streams).forEach(GatedStream::close);
  }
}
