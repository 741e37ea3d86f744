package io.stagger.strokes;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.api.data.Statistics;
import io.stagger.api.data.Tokenizer;
import io.stagger.api.data.TokenizerFactory;
import java.util.ArrayList;
import java.util.List;

/** Makes {@code strokes} tokenizers. */
public final class StrokesTokenizerFactory implements TokenizerFactory<Drawing> {
  private final StrokesTokenizerSettings settings;

  /** A factory for these settings. */
  public StrokesTokenizerFactory(StrokesTokenizerSettings settings) {
    this.settings = settings;
  }

  @Override
  public Class<Drawing> sampleType() {
    return Drawing.class;
  }

  @Override
  public Tokenizer<Drawing> fit(DataSource<Drawing> source) {
    List<Stroke> strokes = new ArrayList<>();
    for (long index = 0; index < source.size(Split.TRAIN); index++) {
      strokes.addAll(source.get(Split.TRAIN, index).strokes());
    }
    if (strokes.isEmpty()) {
      throw new IllegalArgumentException("A tokenizer needs at least one training stroke.");
    }
    return new StrokesTokenizer(
        strokes.get(0).steps(),
        source.sampleLength(),
        PenScale.fit(strokes),
        StrokeRanges.of(strokes),
        settings);
  }

  @Override
  public Tokenizer<Drawing> restore(Statistics statistics) {
    return StrokesTokenizer.restore(settings, statistics);
  }
}
