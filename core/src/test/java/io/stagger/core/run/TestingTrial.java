package io.stagger.core.run;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Tokens;
import io.stagger.api.evaluation.Picture;
import io.stagger.api.evaluation.Trial;
import io.stagger.api.sampling.SamplingTask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Samples two tokens after one known one, and reports how many there are beside numbers of its own.
 *
 * @param <S> a sample
 */
final class TestingTrial<S> implements Trial<S> {
  private final Class<S> sampleType;
  private final int tokens;
  private final List<Means<S>> held;

  /**
   * Creates the trial.
   *
   * @param tokens how many tokens it says it needs
   * @param held receives what it is held with
   */
  TestingTrial(Class<S> sampleType, int tokens, List<Means<S>> held) {
    this.sampleType = sampleType;
    this.tokens = tokens;
    this.held = held;
  }

  @Override
  public Class<S> sampleType() {
    return sampleType;
  }

  @Override
  public void check(Prerequisites<S> prerequisites) {
    if (prerequisites.window() < tokens) {
      throw new StaggerException(
          "It takes %d tokens, but sampling.window is %d%s."
              .formatted(
                  tokens,
                  prerequisites.window(),
                  prerequisites.environment().isPresent() ? "" : ", and there is no environment"));
    }
  }

  @Override
  public Result run(Means<S> means, Progress progress) {
    held.add(means);
    Tokens known = Tokens.ofReal(means.sampler().spec(), new float[] {1, 0, 0}, new float[3]);
    List<Tokens> sampled =
        means
            .sampler()
            .sample(SamplingTask.of(List.of(known), 1, means.sampler().matrix(2), means.seed()));
    progress.advanced("driven", 1, 2);
    Map<String, Estimate> scores = new LinkedHashMap<>();
    scores.put("score", Estimate.of(1, 3));
    scores.put("tokens", Estimate.of(sampled.get(0).length()));
    scores.put("first_reach", Estimate.of());
    return new Result(
        List.of(new Row("driven", scores), new Row("parked", Map.of())),
        List.of(Picture.png("way", "the way", new byte[] {1})));
  }
}
