package io.stagger.video;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.config.NoSettings;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.Extensions;
import io.stagger.api.plugin.Plugin;

/** Clips of frames: data, tokenizer, scores, a baseline, pictures and export. */
public final class VideoPlugin implements Plugin {
  @Override
  public void contribute(Extensions extensions) {
    extensions.add(
        Extension.of(
            ExtensionPoints.DATA_SOURCE,
            "moving-pictures",
            "Clips in which an item of Fashion-MNIST drifts and bounces off the walls.",
            MovingPicturesSettings.class,
            MovingPicturesSource::open));
    extensions.add(
        Extension.of(
            ExtensionPoints.TOKENIZER,
            "frames",
            "One token a frame, or a stack of frames: its pixels, normalized, or their principal components.",
            FramesSettings.class,
            (settings, context) -> new FramesTokenizerFactory(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.METRIC,
            "frame-mse",
            "The mean squared error of a pixel of the mean of the samples (frame_mse).",
            NoSettings.class,
            (settings, context) -> new FrameMeanSquaredError()));
    extensions.add(
        Extension.of(
            ExtensionPoints.METRIC,
            "position-error",
            "The distance between the centers of mass of predicted and true frames, in pixels, over"
                + " all predicted frames (position_error) and in the last one"
                + " (position_error_last).",
            NoSettings.class,
            (settings, context) -> new PositionError()));
    extensions.add(
        Extension.of(
            ExtensionPoints.BASELINE,
            "last-frame",
            "Repeats the last known frame.",
            NoSettings.class,
            (settings, context) -> new LastFrame()));
    extensions.add(
        Extension.of(
            ExtensionPoints.RENDERER,
            "filmstrip",
            "Frames of the first clips, truth above prediction, as a strip and in motion.",
            FilmstripSettings.class,
            (settings, context) -> new FilmstripRenderer(settings)));
    extensions.add(
        Extension.of(
            ExtensionPoints.EXPORTER,
            "clip-csv",
            "Clips as CSV, one line for each sample and frame.",
            NoSettings.class,
            (settings, context) -> new ClipCsvExporter()));
  }
}
