package io.stagger.core.embed;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.sampling.SamplingTask;
import io.stagger.api.sampling.StreamConditions;
import io.stagger.api.sampling.TokenStream;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/** A stream that can be used until its run is closed. */
final class GatedStream implements TokenStream {
  private final TokenStream stream;
  private final GatedSampler sampler;
  private final Gate gate;

  GatedStream(TokenStream stream, GatedSampler sampler, Gate gate) {
    this.stream = stream;
    this.sampler = sampler;
    this.gate = gate;
  }

  @Override
  public TokenSpec spec() {
    return stream.spec();
  }

  @Override
  public int batch() {
    return stream.batch();
  }

  @Override
  public long position() {
    return gate.through(stream::position);
  }

  @Override
  public void observe(List<Tokens> tokens, double deviation) {
    gate.through(() -> stream.observe(tokens, deviation));
  }

  @Override
  public List<Tokens> next(int count) {
    return gate.through(() -> stream.next(count));
  }

  @Override
  public void condition(StreamConditions conditions) {
    gate.through(() -> stream.condition(sampler.gated(conditions)));
  }

  @Override
  public void steer(SamplingTask.Steering steering) {
    gate.through(() -> stream.steer(steering));
  }

  @Override
  public TokenStream fork(long seed) {
    return sampler.open(() -> stream.fork(seed));
  }

  @Override
  public byte[] snapshot() {
    return gate.through(stream::snapshot);
  }

  @Override
  public Flow.Publisher<List<Tokens>> publisher(Executor executor) {
    return gate.through(() -> stream.publisher(executor));
  }

  @Override
  public void cancel() {
    stream.cancel();
  }

  @Override
  public void close() {
    stream.close();
    sampler.forget(this);
  }
}
