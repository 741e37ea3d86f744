package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.evaluation.Picture;
import io.stagger.api.evaluation.Prediction;
import io.stagger.api.evaluation.Renderer;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class TestRendererConformance {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1};

  @Test
  void passesASoundRenderer() {
    assertThat(
            failures(
                predictions ->
                    List.of(
                        Picture.png("fan-chart", "A chart.", PNG),
                        new Picture(
                            "moves",
                            "A film of a chart.",
                            Picture.Format.GIF,
                            new byte[] {'G', 'I', 'F', '8', '9', 'a'}))))
        .isEmpty();
  }

  @Test
  void noticesWhatIsNotDrawn() {
    assertThat(
            failures(
                predictions ->
                    predictions == 1
                        ? List.of()
                        : List.of(Picture.png("fan-chart", "A chart.", PNG))))
        .containsExactly("drawsOneAndSeveral");
  }

  @Test
  void noticesNamesAndCaptionsThatDoNotServe() {
    Picture sound = Picture.png("fan-chart", "A chart.", PNG);
    assertThat(failures(predictions -> List.of(sound, sound)))
        .containsExactly("picturesHaveNamesAndCaptions");
    assertThat(failures(predictions -> List.of(Picture.png("a/b", "A chart.", PNG))))
        .containsExactly("picturesHaveNamesAndCaptions");
    assertThat(failures(predictions -> List.of(Picture.png("fan-chart", "chart", PNG))))
        .containsExactly("picturesHaveNamesAndCaptions");
  }

  @Test
  void noticesBytesOfAnotherFormat() {
    assertThat(
            failures(
                predictions ->
                    List.of(new Picture("fan-chart", "A chart.", Picture.Format.GIF, PNG))))
        .containsExactly("bytesAreOfTheFormat");
  }

  @Test
  void noticesPicturesThatChange() {
    byte[] calls = {0};
    assertThat(
            failures(
                predictions -> {
                  byte[] bytes = PNG.clone();
                  bytes[8] = calls[0]++;
                  return List.of(Picture.png("fan-chart", "A chart.", bytes));
                }))
        .containsExactly("drawingIsRepeatable");
  }

  /** Of a renderer that draws a number of predictions. */
  private static Set<String> failures(Function<Integer, List<Picture>> draw) {
    return KitFailures.of(
        RendererConformance.class,
        new RendererConformance<String>() {
          @Override
          public Renderer<String> renderer() {
            return new Renderer<>() {
              @Override
              public Class<String> sampleType() {
                return String.class;
              }

              @Override
              public List<Picture> render(String title, List<Prediction<String>> predictions) {
                return draw.apply(predictions.size());
              }
            };
          }

          @Override
          public List<Prediction<String>> predictions() {
            return List.of(
                new Prediction<>("ab", List.of("ac"), 1), new Prediction<>("bc", List.of("bb"), 1));
          }
        });
  }
}
