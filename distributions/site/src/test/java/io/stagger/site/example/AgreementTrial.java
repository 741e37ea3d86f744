package io.stagger.site.example;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Tokens;
import io.stagger.api.evaluation.Trial;
import io.stagger.api.sampling.SamplingTask;
import io.stagger.example.Wave;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Samples several futures of a flat beginning and measures how far they are from their mean, so how
 * much the model leaves open.
 *
 * @param futures how many, at least 2
 */
record AgreementTrial(int futures) implements Trial<Wave> {
  private static final int KNOWN = 4;
  private static final int PREDICTED = 4;

  @Override
  public Class<Wave> sampleType() {
    return Wave.class;
  }

  @Override
  public void check(Prerequisites<Wave> prerequisites) {
    if (prerequisites.window() < KNOWN + PREDICTED) {
      throw new StaggerException(
          "The trial 'agreement' samples %d tokens, but 'sampling.window' is %d; let it be at least as many."
              .formatted(KNOWN + PREDICTED, prerequisites.window()));
    }
  }

  @Override
  public Result run(Means<Wave> means, Progress progress) {
    Tokens flat = means.tokenizer().encode(new Wave(new float[KNOWN + PREDICTED]));
    List<Tokens> sampled =
        means
            .sampler()
            .sample(
                SamplingTask.of(
                    Collections.nCopies(futures, flat),
                    KNOWN,
                    means.sampler().matrix(PREDICTED),
                    means.seed()));
    double[] ends =
        sampled.stream().mapToDouble(tokens -> tokens.values().get(tokens.length() - 1)).toArray();
    Estimate mean = Estimate.of(ends);
    double[] distances = new double[ends.length];
    for (int i = 0; i < ends.length; i++) {
      distances[i] = Math.abs(ends[i] - mean.mean());
    }
    progress.advanced("flat", futures, futures);
    return new Result(
        List.of(new Row("flat", Map.of("spread", Estimate.of(distances)))), List.of());
  }
}
