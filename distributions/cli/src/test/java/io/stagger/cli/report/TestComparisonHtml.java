package io.stagger.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestComparisonHtml {
  private static final List<String> PICTURES =
      List.of("drift.png", "spectrum-error.png", "spectra.png", "error.png", "rollouts.png");

  @TempDir private Path directory;

  private Path write() {
    return ComparisonHtml.write(
        new ComparisonHtml.Content(
            "wind & rain", TestingComparison.report(), "compare:\n  seeds: 2"),
        directory.resolve("report"));
  }

  @Test
  void showsTheTableThePicturesTheModelsAndTheConfigurationInOneFile() throws IOException {
    String html = Files.readString(write());

    assertThat(html)
        .contains("<title>wind &amp; rain: comparison</title>")
        .contains("trained alike on sequences of 32 tokens observe 16 tokens")
        .contains("<td>steady</td><td>0.104 ± 0.000</td>")
        .contains("<td>wild</td><td>0</td><td>40</td><td>123.4</td><td>finite to the end</td>")
        .contains("<td>diverged at token 500, in the end 3 of 8</td>")
        .contains("seeds: 2")
        .doesNotContain("{{")
        .doesNotContain("http");
    assertThat(html.split("data:image/png;base64,", -1)).hasSize(1 + PICTURES.size());
  }

  @Test
  void leavesThePicturesBesideIt() throws IOException {
    write();

    for (String name : PICTURES) {
      BufferedImage picture = ImageIO.read(directory.resolve("report").resolve(name).toFile());
      assertThat(picture.getWidth()).as(name).isEqualTo(900);
      assertThat(picture.getHeight()).as(name).isGreaterThan(400);
    }
  }
}
