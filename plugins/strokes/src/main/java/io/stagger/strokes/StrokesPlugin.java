package io.stagger.strokes;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.config.NoSettings;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.Extensions;
import io.stagger.api.plugin.Plugin;

/** Drawings of strokes: data, tokenizer, scores, guidance, a trial, pictures and export. */
public final class StrokesPlugin implements Plugin {
  @Override
  public void contribute(Extensions extensions) {
    extensions.add(
        Extension.of(
            ExtensionPoints.DATA_SOURCE,
            "stroke-medians",
            "Drawings by the medians of their strokes, such as the characters of hanzi-writer-data.",
            StrokeSourceSettings.class,
            StrokeSource::open));
    extensions.add(
        Extension.of(
            ExtensionPoints.TOKENIZER,
            "strokes",
            "One token a stroke: where the pen is set down, its steps, and whether it draws at all.",
            StrokesTokenizerSettings.class,
            (settings, context) -> new StrokesTokenizerFactory(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.METRIC,
            "strokes-within",
            "The share of sampled strokes whose length, turning and bounds are within the first and"
                + " the 99th percentile of real ones (strokes_within), what is left of it"
                + " (strokes_outside), and that share of real strokes (real_within).",
            NoSettings.class,
            (settings, context) -> new StrokesWithin()));
    extensions.add(
        Extension.of(
            ExtensionPoints.GUIDANCE_OBJECTIVE,
            InsideObjective.NAME,
            "Draw inside a region.",
            InsideSettings.class,
            (settings, context) -> new InsideObjective.Factory(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.TRIAL,
            DrawingTrial.NAME,
            "Draws from nothing, completes real drawings, joins parts of them, and scores the strokes.",
            DrawingTrialSettings.class,
            DrawingTrial::of));
    reports(extensions);
  }

  private static void reports(Extensions extensions) {
    extensions.add(
        Extension.of(
            ExtensionPoints.RENDERER,
            "drawing-sheet",
            "A sheet of drawings, and some of them as the pen draws them.",
            DrawingSheetSettings.class,
            (settings, context) -> new DrawingSheetRenderer(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.EXPORTER,
            "drawing-json",
            "Drawings as JSON that the data source 'stroke-medians' reads.",
            NoSettings.class,
            (settings, context) -> new DrawingJsonExporter()));
    extensions.add(
        Extension.of(
            ExtensionPoints.EXPORTER,
            "drawing-svg",
            "Drawings as an SVG in which they draw themselves.",
            NoSettings.class,
            (settings, context) -> new DrawingSvgExporter()));
  }
}
