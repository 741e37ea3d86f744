package io.stagger.core.run;

import io.stagger.api.config.Setting;
import io.stagger.core.config.Point;
import io.stagger.core.config.Selection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a trained model is scored.
 *
 * @param samples futures per window
 * @param windows how many of the split's last samples are scored; absent for all
 * @param ways sampling schedules by the name that reports use; empty for the one of sampling
 * @param metrics scores; empty for every one that fits the samples
 * @param baselines predictions without a network; empty for every one that fits the samples
 * @param renderers pictures; empty for every one that fits the samples
 * @param environment the world in which trials are held; absent for none
 * @param trials what the model is used for, to see how well that goes
 */
public record EvaluationConfiguration(
    @Setting(value = "futures per window", defaultValue = "100", min = 1) int samples,
    @Setting(value = "how many of the split's last samples are scored; all by default", min = 1)
        Optional<Integer> windows,
    @Setting(
            value = "sampling schedules by the name reports use; empty for sampling.schedule",
            defaultValue = "")
        @Point("sampling-schedule")
        Map<String, Selection> ways,
    @Setting(value = "scores; empty for every one that fits the samples", defaultValue = "")
        @Point("metric")
        List<Selection> metrics,
    @Setting(
            value = "predictions without a network; empty for every one that fits the samples",
            defaultValue = "")
        @Point("baseline")
        List<Selection> baselines,
    @Setting(value = "pictures; empty for every one that fits the samples", defaultValue = "")
        @Point("renderer")
        List<Selection> renderers,
    @Setting("the world in which trials are held; none by default") @Point("environment")
        Optional<Selection> environment,
    @Setting(
            value = "what the model is used for, to see how well that goes; empty for nothing",
            defaultValue = "")
        @Point("trial")
        List<Selection> trials) {}
