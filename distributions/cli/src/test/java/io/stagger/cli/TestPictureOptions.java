package io.stagger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TestPictureOptions {
  private Path directory;
  private Path plugins;

  /** What a command printed and how it ended. */
  private record Outcome(int exitCode, List<String> out, List<String> err) {}

  @BeforeAll
  void writePlugins(@TempDir Path temporary) throws IOException {
    directory = temporary;
    plugins = TestingPlugins.write(directory);
  }

  @Test
  void scheduleDrawsItsMatrixAndStillPrintsIt() throws IOException {
    Path file = directory.resolve("stairs.png");

    Outcome outcome = run("schedule", "stairs", "--png", file.toString());

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .hasSize(1 + 26 + 1 + 2)
        .contains("network evaluations: 25", "token updates: 160");
    assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(76 + 640 + 112);
  }

  @Test
  void scheduleDrawsWhatItsSettingsSay() throws IOException {
    Path one = directory.resolve("one.png");
    Path two = directory.resolve("two.png");
    Path same = directory.resolve("same.png");

    run("schedule", "stairs:shift=1", "--png", one.toString());
    run("schedule", "stairs:shift=2", "--png", two.toString());
    run("schedule", "stairs", "--set", "shift=1", "--png", same.toString());

    assertThat(Files.readAllBytes(one)).isNotEqualTo(Files.readAllBytes(two));
    assertThat(Files.readAllBytes(one)).isEqualTo(Files.readAllBytes(same));
  }

  @Test
  void aPictureThatCannotBeWrittenIsOneSentence() {
    Path file = directory.resolve("none").resolve("a.png");
    String sentence =
        "The picture can't be written to '%s': the folder '%s' does not exist."
            .formatted(file, file.getParent());

    assertFails(sentence, "schedule", "stairs", "--png", file.toString());
    assertFails(sentence, "describe", "sampling-schedule/stairs", "--png", file.toString());
  }

  @Test
  void aPictureOfAnotherFormatIsRefused() {
    for (String name : List.of("a.jpg", "a", "a.png.txt")) {
      Path file = directory.resolve(name);
      String sentence =
          "The picture can't be written to '%s', because its format is PNG: let the file's name end with .png."
              .formatted(file);

      assertFails(sentence, "schedule", "stairs", "--png", file.toString());
      assertFails(sentence, "describe", "sampling-schedule/stairs", "--png", file.toString());
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void describeDrawsAnExtensionAndPrintsItsNumbers() throws IOException {
    Path file = directory.resolve("described.png");

    Outcome outcome =
        run("describe", "sampling-schedule/stairs", "--set", "shift=2", "--png", file.toString());

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .startsWith("sampling-schedule/stairs")
        .endsWith("", "  network evaluations: 40", "  token updates: 160");
    assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(76 + 640 + 112);
  }

  @Test
  void whatCannotBeDrawnIsRefused() {
    String file = directory.resolve("refused.png").toString();

    assertFails(
        "The engine 'fake' can't be drawn: --png draws extensions of the points noise-schedule, parameterization, noise-level-sampler, loss-weighting, sampling-schedule and solver.",
        "describe",
        "fake",
        "--png",
        file);
    String unnamed =
        "--png draws one extension, such as noise-schedule/cosine, so it must be named; 'stagger describe --help' shows what is allowed.";
    assertFails(unnamed, "describe", "--png", file);
    assertFails(unnamed, "describe", "experiment", "--png", file);
    assertFails(unnamed, "describe", "solver", "--png", file);
    assertFails(
        "--set is about what is drawn, so it needs --png; 'stagger describe --help' shows what is allowed.",
        "describe",
        "sampling-schedule/stairs",
        "--set",
        "shift=2");
    assertFails(
        "--png prints numbers as text, so it does not go with --markdown; 'stagger describe --help' shows what is allowed.",
        "describe",
        "sampling-schedule/stairs",
        "--markdown",
        "--png",
        file);
    assertFails(
        "The key 'shift' in the option --set is '10', but must be a whole number from 0 to 9.",
        "describe",
        "sampling-schedule/stairs",
        "--set",
        "shift=10",
        "--png",
        file);
    assertThat(Path.of(file)).doesNotExist();
  }

  private void assertFails(String sentence, String... arguments) {
    Outcome outcome = run(arguments);
    assertThat(outcome.err()).containsExactly(sentence);
    assertThat(outcome.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
    assertThat(outcome.out()).isEmpty();
  }

  private Outcome run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--plugins", plugins.toString()));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Main.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
    return new Outcome(exitCode, out.toString().lines().toList(), err.toString().lines().toList());
  }
}
