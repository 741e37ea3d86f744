package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.Exporter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TestExporterConformance {
  /** Writes text of samples. */
  private interface Text {
    void write(List<String> samples, Writer out) throws IOException;
  }

  private static void writeLines(List<String> samples, Writer out) throws IOException {
    for (String sample : samples) {
      out.write(sample + "\n");
    }
  }

  @Test
  void passesASoundExporter() {
    assertThat(failures("txt", TestExporterConformance::writeLines)).isEmpty();
  }

  @Test
  void noticesAnExtensionWithADot() {
    assertThat(failures(".txt", TestExporterConformance::writeLines))
        .containsExactly("theExtensionIsThatOfAFile");
  }

  @Test
  void noticesTextThatChangesOrHasNoEnd() {
    int[] calls = {0};
    assertThat(
            failures(
                "txt",
                (samples, out) -> {
                  out.write("call " + calls[0]++ + "\n");
                  writeLines(samples, out);
                }))
        .containsExactly("writingIsRepeatable");
    assertThat(failures("txt", (samples, out) -> out.write(String.join("\n", samples))))
        .containsExactly("writingIsRepeatable");
  }

  @Test
  void noticesALostSample() {
    assertThat(failures("txt", (samples, out) -> writeLines(samples.subList(0, 2), out)))
        .containsExactly("everySampleIsWritten");
  }

  @Test
  void noticesAClosedWriter() {
    assertThat(
            failures(
                "txt",
                (samples, out) -> {
                  writeLines(samples, out);
                  out.close();
                }))
        .containsExactly("theWriterStaysOpen");
  }

  @Test
  void noticesAFailureThatIsSwallowed() {
    assertThat(
            failures(
                "txt",
                (samples, out) -> {
                  PrintWriter printer = new PrintWriter(out);
                  writeLines(samples, printer);
                  printer.flush();
                }))
        .containsExactly("failuresOfTheWriterAreTold");
  }

  private static Set<String> failures(String extension, Text text) {
    return KitFailures.of(
        ExporterConformance.class,
        new ExporterConformance<String>() {
          @Override
          public Exporter<String> exporter() {
            return new Exporter<>() {
              @Override
              public Class<String> sampleType() {
                return String.class;
              }

              @Override
              public String fileExtension() {
                return extension;
              }

              @Override
              public void write(List<String> samples, int knownLength, Writer out)
                  throws IOException {
                text.write(samples, out);
              }
            };
          }

          @Override
          public List<String> samples() {
            return List.of("ab", "ac", "ad");
          }

          @Override
          public int knownLength() {
            return 1;
          }
        });
  }
}
