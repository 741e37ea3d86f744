package io.stagger.core.run;

import io.stagger.api.config.Setting;
import io.stagger.core.config.Point;
import io.stagger.core.config.Selection;
import java.util.List;

/**
 * A whole experiment: what is learned from, by which network, how it is trained, sampled and
 * scored.
 *
 * @param name names the run
 * @param seed decides everything that is random
 * @param data where samples come from
 * @param tokenizer turns samples into tokens
 * @param engine computes
 * @param backbone the network
 * @param diffusion noise in training
 * @param training how it is trained
 * @param sampling how it is sampled
 * @param evaluation how it is scored
 * @param compare how regimes of training are compared
 * @param listeners hear what the run does
 */
public record ExperimentConfiguration(
    @Setting(value = "what the run is called", defaultValue = "experiment") String name,
    @Setting(
            value = "decides parameters, order, noise levels and noise",
            defaultValue = "0",
            min = 0)
        long seed,
    @Setting("where samples come from") @Point("data-source") Selection data,
    @Setting("turns samples into tokens and back") @Point("tokenizer") Selection tokenizer,
    @Setting("what computes") @Point("engine") Selection engine,
    @Setting("the network that denoises") @Point("backbone") Selection backbone,
    @Setting("noise in training") DiffusionConfiguration diffusion,
    @Setting("how the model is trained") TrainingConfiguration training,
    @Setting("how the model is sampled") SamplingConfiguration sampling,
    @Setting("how the model is scored") EvaluationConfiguration evaluation,
    @Setting("how regimes of training are compared") CompareConfiguration compare,
    @Setting(value = "what hears of the run", defaultValue = "") @Point("listener")
        List<Selection> listeners) {}
