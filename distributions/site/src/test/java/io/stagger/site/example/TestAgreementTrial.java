package io.stagger.site.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.evaluation.Trial;
import io.stagger.example.SineSettings;
import io.stagger.example.SineSource;
import io.stagger.example.Wave;
import io.stagger.example.WaveTokenizer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TestAgreementTrial {
  private static final Tokenizer<Wave> TOKENIZER =
      new WaveTokenizer.Factory().fit(new SineSource(new SineSettings(4, 4, 50, 1)));

  @Test
  void spreadIsTheDistanceFromTheMean() {
    // The futures end at 0, 1, 2 and 3, which are 1.5, 0.5, 0.5 and 1.5 from their mean.
    Trial.Result result =
        new AgreementTrial(4)
            .run(
                new Trial.Means<>(TOKENIZER, new TestingSampler(), Optional.empty(), 1),
                Trial.Progress.NONE);

    assertThat(result.rows()).hasSize(1);
    assertThat(result.rows().get(0).scores().get("spread").mean()).isEqualTo(1);
  }

  @Test
  void aWindowThatIsTooShortIsRefusedBeforeTraining() {
    assertThatThrownBy(
            () ->
                new AgreementTrial(2)
                    .check(new Trial.Prerequisites<>(TOKENIZER, 7, Optional.empty())))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The trial 'agreement' samples 8 tokens, but 'sampling.window' is 7; let it be at least as many.");
  }
}
