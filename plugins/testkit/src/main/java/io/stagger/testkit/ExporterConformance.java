package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stagger.api.data.Exporter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Exporter} promises.
 *
 * @param <S> a sample
 */
public interface ExporterConformance<S> {
  /** The exporter to check; asked for at each test. */
  Exporter<S> exporter();

  /** At least two samples of one prediction, which differ after the known part. */
  List<S> samples();

  /** How many leading steps of them are known. */
  int knownLength();

  /** The extension is that of a file's name, without the dot. */
  @Test
  default void theExtensionIsThatOfAFile() {
    assertThat(exporter().fileExtension()).as("extension").matches("[a-z0-9]+");
    assertThat(samples())
        .hasSizeGreaterThanOrEqualTo(2)
        .allMatch(exporter().sampleType()::isInstance);
  }

  /** The same samples are the same text, whole lines, from the first call on. */
  @Test
  default void writingIsRepeatable() throws IOException {
    Exporter<S> exporter = exporter();
    String text = text(exporter, samples());
    assertThat(text).as("text").isNotBlank().endsWith("\n").doesNotContain("\r");
    assertThat(text(exporter, samples())).as("text of the second call").isEqualTo(text);
    assertThat(text(exporter(), samples())).as("text of another exporter").isEqualTo(text);
  }

  /** Every sample is written. */
  @Test
  default void everySampleIsWritten() throws IOException {
    List<S> samples = samples();
    String text = text(exporter(), samples);
    for (int left = 0; left < samples.size(); left++) {
      List<S> others = new ArrayList<>(samples);
      others.set(left, samples.get(left == 0 ? 1 : 0));
      assertThat(text(exporter(), others))
          .as("text with another sample in place of sample %d", left)
          .isNotEqualTo(text);
    }
  }

  /** The writer stays open: whoever opened it closes it. */
  @Test
  default void theWriterStaysOpen() throws IOException {
    boolean[] closed = {false};
    Writer out =
        new StringWriter() {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    exporter().write(samples(), knownLength(), out);
    assertThat(closed[0]).as("whether the writer was closed").isFalse();
  }

  /** A full disk is told to whoever asked for the file. */
  @Test
  default void failuresOfTheWriterAreTold() {
    IOException full = new IOException("No space left on device");
    Writer out =
        new Writer() {
          @Override
          public void write(char[] text, int offset, int length) throws IOException {
            throw full;
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Throwable answer = catchThrowable(() -> exporter().write(samples(), knownLength(), out));
    assertThat(answer)
        .as("answer to a writer that fails")
        .isInstanceOfAny(IOException.class, UncheckedIOException.class);
    assertThat(answer instanceof UncheckedIOException ? answer.getCause() : answer)
        .as("what the answer tells")
        .isSameAs(full);
  }

  private String text(Exporter<S> exporter, List<S> samples) throws IOException {
    StringWriter out = new StringWriter();
    exporter.write(samples, knownLength(), out);
    return out.toString();
  }
}
