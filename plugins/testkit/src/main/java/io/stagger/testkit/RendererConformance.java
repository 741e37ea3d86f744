package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.evaluation.Picture;
import io.stagger.api.evaluation.Prediction;
import io.stagger.api.evaluation.Renderer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Renderer} promises.
 *
 * @param <S> a sample
 */
public interface RendererConformance<S> {
  /** The renderer to check; asked for at each test. */
  Renderer<S> renderer();

  /** At least two predictions that it draws. */
  List<Prediction<S>> predictions();

  /** It draws, one prediction as well as several. */
  @Test
  default void drawsOneAndSeveral() {
    assertThat(predictions())
        .hasSizeGreaterThanOrEqualTo(2)
        .extracting(Prediction::truth)
        .allMatch(renderer().sampleType()::isInstance);
    assertThat(renderer().render("a way", predictions().subList(0, 1)))
        .as("pictures of one prediction")
        .isNotEmpty();
    assertThat(pictures()).as("pictures of all").isNotEmpty();
  }

  /** Each picture has a name of its own, fit for a file, and a caption that is a sentence. */
  @Test
  default void picturesHaveNamesAndCaptions() {
    assertThat(pictures()).extracting(Picture::name).doesNotHaveDuplicates();
    for (Picture picture : pictures()) {
      assertThat(picture.name()).as("name").matches("[a-z0-9]+(-[a-z0-9]+)*");
      assertThat(picture.caption()).as("caption of '%s'", picture.name()).matches("(?s)\\S.*\\.");
    }
  }

  /** The bytes are what the format says. */
  @Test
  default void bytesAreOfTheFormat() {
    for (Picture picture : pictures()) {
      byte[] signature =
          switch (picture.format()) {
            case PNG -> new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
            case GIF -> "GIF89a".getBytes(StandardCharsets.US_ASCII);
          };
      assertThat(Arrays.copyOf(picture.bytes(), signature.length))
          .as("first bytes of '%s'", picture.fileName())
          .isEqualTo(signature);
    }
  }

  /** The same predictions are drawn alike, to the last byte. */
  @Test
  default void drawingIsRepeatable() {
    List<Picture> first = pictures();
    List<Picture> second = pictures();
    assertThat(second).hasSameSizeAs(first);
    for (int i = 0; i < first.size(); i++) {
      assertThat(second.get(i).fileName()).isEqualTo(first.get(i).fileName());
      assertThat(second.get(i).caption()).isEqualTo(first.get(i).caption());
      assertThat(second.get(i).bytes())
          .as("bytes of '%s'", first.get(i).fileName())
          .isEqualTo(first.get(i).bytes());
    }
  }

  private List<Picture> pictures() {
    return renderer().render("a way", predictions());
  }
}
