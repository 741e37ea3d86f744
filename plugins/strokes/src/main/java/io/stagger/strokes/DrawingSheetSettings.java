package io.stagger.strokes;

import io.stagger.api.config.Setting;

/**
 * Settings of the renderer {@code drawing-sheet}.
 *
 * @param drawings how many predicted drawings the sheet shows
 * @param columns how many stand side by side
 * @param cell how large each is drawn
 * @param moving how many of them draw themselves in the moving picture
 */
public record DrawingSheetSettings(
    @Setting(
            value = "how many drawings the sheet shows",
            defaultValue = "64",
            min = 1,
            max = 10_000)
        int drawings,
    @Setting(value = "how many drawings stand side by side", defaultValue = "8", min = 1, max = 100)
        int columns,
    @Setting(
            value = "the width and height of a drawing, in pixels",
            defaultValue = "80",
            min = 16,
            max = 1024)
        int cell,
    @Setting(
            value = "how many drawings draw themselves in the moving picture",
            defaultValue = "8",
            min = 1,
            max = 100)
        int moving) {}
