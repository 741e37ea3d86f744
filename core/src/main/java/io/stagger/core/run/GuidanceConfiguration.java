package io.stagger.core.run;

import io.stagger.api.config.Setting;
import io.stagger.core.config.Point;
import io.stagger.core.config.Selection;
import java.util.Optional;

/**
 * An objective that steers sampling, and how strongly.
 *
 * @param objective scores predicted clean tokens
 * @param scale multiplies the gradient of each sequence's score
 * @param clipNorm the greatest norm of a sequence's scaled gradient; absent for none
 */
public record GuidanceConfiguration(
    @Setting("what sampling is steered towards") @Point("guidance-objective") Selection objective,
    @Setting(
            value = "multiplies the gradient of each sequence's score; below 0 steers away",
            defaultValue = "1",
            min = -1e12,
            max = 1e12)
        double scale,
    @Setting(
            value = "the greatest norm of a sequence's scaled gradient; none by default",
            min = 1e-12)
        Optional<Double> clipNorm) {}
