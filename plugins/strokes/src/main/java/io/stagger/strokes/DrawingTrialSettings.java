package io.stagger.strokes;

import io.stagger.api.config.Setting;
import java.util.Optional;

/**
 * Settings of the trial {@code drawing}.
 *
 * @param file where real drawings are
 * @param generated drawings that are drawn from nothing
 * @param completed real drawings that are completed
 * @param composed pairs of real drawings of which parts are joined
 * @param futures how often each is completed or joined
 * @param knownShare which share of a drawing is known when it is completed
 * @param frames pictures of the denoising
 * @param cell how large drawings are drawn
 */
public record DrawingTrialSettings(
    @Setting(
            "the file of drawings that the data is read from, such as ${data.file}; without it, nothing is completed or composed, because that takes real drawings")
        Optional<String> file,
    @Setting(
            value = "how many drawings are drawn from nothing",
            defaultValue = "256",
            min = 1,
            max = 100_000)
        int generated,
    @Setting(
            value = "how many drawings of the test split are completed, the first ones",
            defaultValue = "64",
            min = 1,
            max = 100_000)
        int completed,
    @Setting(
            value = "how many pairs of drawings of the test split have parts that are joined",
            defaultValue = "32",
            min = 1,
            max = 100_000)
        int composed,
    @Setting(
            value = "how often each of them is completed or joined",
            defaultValue = "3",
            min = 1,
            max = 100)
        int futures,
    @Setting(
            value =
                "which share of a drawing's strokes is known when it is completed, rounded down, one at least",
            defaultValue = "0.5",
            min = 0,
            max = 0.99)
        double knownShare,
    @Setting(
            value = "how many pictures the denoising is shown by, at most",
            defaultValue = "24",
            min = 2,
            max = 1000)
        int frames,
    @Setting(
            value = "the width and height of a drawing in pictures, in pixels",
            defaultValue = "72",
            min = 16,
            max = 1024)
        int cell) {}
