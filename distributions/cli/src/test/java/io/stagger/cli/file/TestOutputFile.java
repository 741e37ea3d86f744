package io.stagger.cli.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.evaluation.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestOutputFile {
  @TempDir private Path directory;

  @Test
  void replacesAFileAndLeavesNothingElse() throws IOException {
    Path file = Files.writeString(directory.resolve("a.csv"), "a much longer former text");

    OutputFile.write("samples", file, out -> out.write("näw"));

    assertThat(file).hasContent("näw");
    assertThat(directory).isDirectoryContaining("glob:**a.csv");
    assertThat(directory.toFile().list()).hasSize(1);
  }

  @Test
  void writesBytesAsTheyAre() throws IOException {
    Path file = directory.resolve("a.png");
    byte[] content = {-119, 80, 0, -1};

    OutputFile.write("picture", file, content);

    assertThat(file).hasBinaryContent(content);
    assertThat(directory.toFile().list()).containsExactly("a.png");
  }

  @Test
  void picturesHaveTheExtensionOfTheirFormat() {
    Path gif = directory.resolve("a.gif");
    Path png = directory.resolve("a.png");

    OutputFile.write("picture", gif, Picture.Format.GIF, new byte[] {71, 73});

    assertThat(gif).hasBinaryContent(new byte[] {71, 73});
    assertThatThrownBy(
            () -> OutputFile.write("picture", png, Picture.Format.GIF, new byte[] {71, 73}))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The picture can't be written to '%s', because its format is GIF: let the file's name end with .gif."
                .formatted(png));
    assertThat(png).doesNotExist();
  }

  @Test
  void makesTheFolderOnlyWhenAsked() {
    Path folder = directory.resolve("none");
    Path file = folder.resolve("a.csv");

    assertThatThrownBy(() -> OutputFile.write("samples", file, out -> out.write("new")))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The samples can't be written to '%s': the folder '%s' does not exist."
                .formatted(file, folder));
    assertThat(folder).doesNotExist();

    OutputFile.writeWithFolder("samples", file, out -> out.write("new"));
    assertThat(file).hasContent("new");
  }

  @Test
  void aFailureKeepsTheFormerFileAndNoPartialOne() throws IOException {
    Path file = Files.writeString(directory.resolve("a.csv"), "old");

    assertThatThrownBy(
            () ->
                OutputFile.write(
                    "samples",
                    file,
                    out -> {
                      out.write("half");
                      out.flush();
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(StaggerException.class)
        .hasMessage("The samples can't be written to '%s': No space left on device.", file);
    assertThatThrownBy(
            () ->
                OutputFile.write(
                    "samples",
                    file,
                    out -> {
                      throw new IllegalStateException("boom");
                    }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(file).hasContent("old");
    assertThat(directory.toFile().list()).containsExactly("a.csv");
  }

  @Test
  void aFileInPlaceOfTheFolderIsNamed() throws IOException {
    Path folder = Files.writeString(directory.resolve("evaluation"), "");
    Path file = folder.resolve("test.json");

    assertThatThrownBy(() -> OutputFile.writeWithFolder("scores", file, out -> out.write("{}")))
        .isInstanceOf(StaggerException.class)
        .hasMessage("The scores can't be written to '%s': '%s' is not a folder.", file, folder);
  }

  @Test
  void aFolderInPlaceOfTheFileIsRefused() throws IOException {
    Path file = Files.createDirectory(directory.resolve("a.csv"));

    assertThatThrownBy(() -> OutputFile.write("samples", file, out -> out.write("new")))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith("The samples can't be written to '%s': ", file)
        .hasMessageNotContainingAny(".partial");
    assertThat(directory.toFile().list()).containsExactly("a.csv");
  }
}
