package io.stagger.video;

import io.stagger.api.config.Setting;

/**
 * Settings of the renderer {@code filmstrip}.
 *
 * @param clips how many clips are drawn
 * @param columns how many frames of each the strip shows
 * @param scale how large a pixel of a frame is drawn
 * @param movieFrames how many frames the moving picture shows
 * @param frameMilliseconds how long it shows each
 */
public record FilmstripSettings(
    @Setting(value = "how many clips are drawn", defaultValue = "4", min = 1, max = 100) int clips,
    @Setting(
            value =
                "how many frames of each clip the strip shows, evenly spread from the last known one"
                    + " to the last",
            defaultValue = "12",
            min = 2,
            max = 100)
        int columns,
    @Setting(
            value = "how many pixels of the picture a pixel of a frame is wide and high",
            defaultValue = "3",
            min = 1,
            max = 32)
        int scale,
    @Setting(
            value = "how many frames of each clip the moving picture shows at most, the first ones",
            defaultValue = "300",
            min = 1,
            max = 10_000)
        int movieFrames,
    @Setting(
            value = "how long the moving picture shows each frame, in milliseconds, rounded to 10",
            defaultValue = "100",
            min = 20,
            max = 10_000)
        int frameMilliseconds) {}
