package io.stagger.core.run;

import io.stagger.api.config.Setting;
import io.stagger.api.engine.SamplingRequest.MonteCarlo;

/**
 * How many futures guidance looks at in each step, and which.
 *
 * @param futures how many; 1 for the state alone
 * @param rule what is drawn anew in each further one
 */
public record MonteCarloConfiguration(
    @Setting(
            value = "how many futures guidance looks at in each step; 1 for the state alone",
            defaultValue = "1",
            min = 1,
            max = 1024)
        int futures,
    @Setting(
            value =
                "what is drawn anew in each further future: future: the tokens noisier than the least noisy unfinished one; repeat: every unfinished token, each time from the future before, as in the authors' code",
            defaultValue = "future")
        FutureRule rule) {

  /** What an engine is asked for. */
  MonteCarlo monteCarlo() {
    return rule.monteCarlo(futures);
  }
}
