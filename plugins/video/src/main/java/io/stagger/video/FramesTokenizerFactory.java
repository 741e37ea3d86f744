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
   *     stacked, pixels never vary, or they vary in fewer directions than components are wished
   */
  @Override
  public Tokenizer<Clip> fit(DataSource<Clip> source) {
    if (source.size(Split.TRAIN) < 1) {
      throw new IllegalArgumentException("A tokenizer needs at least one training clip.");
    }
    FramesTokenizer.checkFrames("clips have", source.sampleLength(), settings.frameStack());
    FramesTokenizer.checkFrames(
        "known parts of clips have", source.knownLength(), settings.frameStack());
    FrameShape shape = FrameShape.of(source.get(Split.TRAIN, 0));
    PixelScale scale = PixelScale.fit(source, settings.normalization());
    if (settings.components() == 0) {
      return new FramesTokenizer(shape, settings.frameStack(), scale);
    }
    PrincipalComponents components =
        PrincipalComponents.fit(
            source, scale, settings.frameStack() * shape.size(), settings.components());
    return new FramesTokenizer(shape, settings.frameStack(), scale, components);
  }

  @Override
  public Tokenizer<Clip> restore(Statistics statistics) {
    return FramesTokenizer.restore(settings, statistics);
  }
}
