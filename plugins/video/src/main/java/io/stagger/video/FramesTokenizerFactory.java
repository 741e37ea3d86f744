package io.stagger.video;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.api.data.Statistics;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.TokenizerFactory;
import io.stagger.video.FramesTokenizer.FrameShape;

/** Makes {@code frames} tokenizers. */
public final class FramesTokenizerFactory implements TokenizerFactory<Clip> {
  private final FramesSettings settings;

  /** A factory for these settings. */
  public FramesTokenizerFactory(FramesSettings settings) {
    this.settings = settings;
  }

  @Override
  public Class<Clip> sampleType() {
    return Clip.class;
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.stagger.api.StaggerException if the frames of clips, or the known ones, can't be
   *     stacked, or pixels never vary
   */
  @Override
  public Tokenizer<Clip> fit(DataSource<Clip> source) {
    if (source.size(Split.TRAIN) < 1) {
      throw new IllegalArgumentException("A tokenizer needs at least one training clip.");
    }
    FramesTokenizer.checkFrames("clips have", source.sampleLength(), settings.frameStack());
    FramesTokenizer.checkFrames(
        "known parts of clips have", source.knownLength(), settings.frameStack());
    return new FramesTokenizer(
        FrameShape.of(source.get(Split.TRAIN, 0)),
        settings.frameStack(),
        PixelScale.fit(source, settings.normalization()));
  }

  @Override
  public Tokenizer<Clip> restore(Statistics statistics) {
    return FramesTokenizer.restore(settings, statistics);
  }
}
