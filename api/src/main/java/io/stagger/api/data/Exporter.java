package io.stagger.api.data;

import java.io.IOException;
import java.io.Writer;
import java.util.List;

/**
 * Writes samples to a text file.
 *
 * @param <S> a sample
 * @since 0.1.0
 */
public interface Exporter<S> {
  /** The class of a sample. */
  Class<S> sampleType();

  /** The file name's extension, without the dot. */
  String fileExtension();

  /**
   * Writes samples of one prediction.
   *
   * @param samples equally long samples of the same stretch of time
   * @param knownLength how many leading tokens were given rather than predicted
   */
  void write(List<S> samples, int knownLength, Writer out) throws IOException;
}
