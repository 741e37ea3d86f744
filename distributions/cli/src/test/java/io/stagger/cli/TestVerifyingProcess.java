package io.stagger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code plugins verify} of a plugin that does to the process what it should not. */
@Timeout(120)
final class TestVerifyingProcess {
  @TempDir private Path directory;
  private Path scratch;
  private Process process;

  @BeforeEach
  void createScratch() throws IOException {
    scratch = Files.createDirectory(directory.resolve("scratch"));
  }

  @AfterEach
  void endProcess() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private void verify(String constructor, String... options) throws IOException {
    Path plugin = TestingPlugins.write(directory.resolve("source"), constructor).resolve("tiny");
    Path zip = directory.resolve("tiny.zip");
    try (OutputStream file = Files.newOutputStream(zip);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (String name : List.of("plugin.properties", "tiny.jar")) {
        out.putNextEntry(new ZipEntry(name));
        out.write(Files.readAllBytes(plugin.resolve(name)));
      }
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + scratch,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "plugins",
                "verify",
                zip.toString(),
                "--plugins",
                Files.createDirectory(directory.resolve("plugins")).toString()));
    command.addAll(List.of(options));
    process = new ProcessBuilder(command).redirectError(directory.resolve("err").toFile()).start();
  }

  private List<String> out() throws IOException {
    try (BufferedReader out = process.inputReader()) {
      return out.lines().toList();
    }
  }

  private void assertEnds(int exitCode) throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(exitCode);
    assertThat(scratch).isEmptyDirectory();
  }

  @Test
  void aPluginThatEndsTheProcessIsNamed() throws IOException, InterruptedException {
    verify("System.exit(0);");
    assertThat(out())
        .containsExactly(
            "wrong  The plugin 'tiny' ended the process while it was starting: it must not call System.exit, but throw an exception.");
    assertEnds(ExitCodes.DEFECT);
  }

  @Test
  void aPluginThatDoesNotFinishIsNamed() throws IOException, InterruptedException {
    verify("while (true) { Thread.onSpinWait(); }", "--timeout", "1");
    assertThat(out())
        .containsExactly(
            "wrong  The plugin 'tiny' did not finish starting within 1 second: its entry class must not wait for anything there, or give a longer --timeout.");
    assertEnds(ExitCodes.DEFECT);
  }

  @Test
  void anInterruptionDoesNotWaitForAPlugin() throws IOException, InterruptedException {
    Path begun = directory.resolve("begun");
    verify(
        """
        try { java.nio.file.Files.createFile(java.nio.file.Path.of("%s")); }
        catch (java.io.IOException e) { throw new java.io.UncheckedIOException(e); }
        while (true) { Thread.onSpinWait(); }
        """
            .formatted(begun));
    while (Files.notExists(begun)) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(scratch).isNotEmptyDirectory();
    process.toHandle().destroy();
    assertThat(out()).isEmpty();
    assertEnds(128 + 15);
    // The process may end before it says so.
    assertThat(Files.readString(directory.resolve("err")).strip())
        .isIn("", "Stopped; nothing was changed.");
  }

  @Test
  void whatAPluginPrintsIsNoOutputOfTheCommand() throws IOException, InterruptedException {
    verify("System.out.println(\"good   everything\");", "--json");
    JsonNode printed = new ObjectMapper().readTree(String.join("\n", out()));
    assertThat(printed.get("good").asBoolean()).isTrue();
    assertEnds(ExitCodes.SUCCESS);
    assertThat(directory.resolve("err")).hasContent("good   everything");
  }
}
