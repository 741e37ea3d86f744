package ${package};

import io.stagger.api.config.Setting;

/**
 * Settings of {@link ${classPrefix}Source}; 'stagger describe ${pluginId}' prints them.
 *
 * @param known how many steps of a sample are given
 * @param predicted how many steps of a sample are to be predicted
 * @param samples how many samples there are to learn from
 * @param seed decides every sample
 */
public record ${classPrefix}Settings(
    @Setting(
            value = "how many steps of a sample are given",
            defaultValue = "16",
            min = 1,
            max = 10_000)
        int known,
    @Setting(
            value = "how many steps of a sample are to be predicted",
            defaultValue = "16",
            min = 1,
            max = 10_000)
        int predicted,
    @Setting(
            value = "how many samples there are to learn from",
            defaultValue = "10000",
            min = 1,
            max = 1e9)
        int samples,
    @Setting(value = "decides every sample", defaultValue = "1") long seed) {}
