package io.stagger.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagger.acceptance.TestingStagger.Outcome;
import io.stagger.acceptance.TestingStagger.Started;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin from elsewhere: installed from the zip that its build made, used, and removed. */
final class TestPlugins {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("stagger.example")).toAbsolutePath().normalize();
  private static final int BIG = 600 << 20;

  @TempDir private Path folder;
  private Path plugins;
  private TestingStagger stagger;

  /** Links to the distribution's plugins, so that the distribution stays as it is. */
  @BeforeEach
  void linkPlugins() throws IOException {
    plugins = Files.createDirectories(folder.resolve("home/plugins"));
    try (Stream<Path> shipped = Files.list(TestingStagger.distribution().resolve("plugins"))) {
      for (Path plugin : shipped.toList()) {
        Files.createSymbolicLink(plugins.resolve(plugin.getFileName()), plugin);
      }
    }
    stagger = new TestingStagger(folder);
  }

  @AfterEach
  void unlinkPlugins() throws IOException {
    try (Stream<Path> entries = Files.list(plugins)) {
      for (Path link : entries.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  private String[] plugins(String... arguments) {
    return Stream.concat(
            Stream.of("--plugins", plugins.toString(), "plugins"), Stream.of(arguments))
        .toArray(String[]::new);
  }

  private List<String> home() throws IOException {
    try (Stream<Path> beside = Files.list(plugins.getParent());
        Stream<Path> inside = Files.list(plugins)) {
      return Stream.concat(beside, inside)
          .map(file -> plugins.getParent().relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void aPluginIsInstalledUsedAndRemoved() throws IOException, InterruptedException {
    List<String> before = home();
    assertThat(stagger.succeed(plugins("verify", EXAMPLE.toString())).out())
        .contains("good   example ", "good   tensorflow ")
        .doesNotContain("wrong");
    assertThat(home()).isEqualTo(before);

    assertThat(stagger.succeed(plugins("install", EXAMPLE.toString())).out())
        .startsWith("Installed the plugin example ");
    assertThat(stagger.succeed(plugins("list")).out()).contains("example ", "tensorflow ");
    JsonNode listed =
        new ObjectMapper().readTree(stagger.succeed(plugins("--json")).out()).get("plugins");
    assertThat(listed.findValuesAsText("id")).contains("example", "tensorflow");
    Outcome twice = stagger.run(plugins("install", EXAMPLE.toString()));
    assertThat(twice.status()).isEqualTo(2);
    assertThat(twice.err()).startsWith("The plugin 'example' is installed already in version ");
    stagger.succeed(plugins("install", EXAMPLE.toString(), "--replace"));

    Files.writeString(
        folder.resolve("waves.yaml"),
        """
        name: waves
        data: {name: sine, known: 8, predicted: 8}
        tokenizer: wave
        backbone: {name: transformer, width: 16, layers: 1, heads: 2}
        training: {steps: 2, checkpointEvery: 2}
        sampling: {steps: 2, schedule: full-sequence}
        evaluation: {samples: 2, windows: 1}
        engine: {name: tensorflow, threads: 2}
        """);
    stagger.succeed("train", "waves.yaml", "--run", "waves", "--plugins", plugins.toString());
    assertThat(folder.resolve("waves")).isDirectory();

    Outcome required = stagger.run(plugins("remove", "tensorflow"));
    assertThat(required.status()).isEqualTo(2);
    assertThat(required.err())
        .startsWith("The plugin 'tensorflow' can't be removed, because ")
        .contains("'transformer'");
    assertThat(stagger.succeed(plugins("remove", "example")).out())
        .startsWith("Removed the plugin example from ");
    assertThat(home()).isEqualTo(before);
    Outcome gone = stagger.run(plugins("verify", "example"));
    assertThat(gone.status()).isEqualTo(2);
    assertThat(gone.err()).startsWith("The plugin 'example' is not installed");
  }

  @Test
  void anInterruptedInstallationLeavesNothing() throws IOException, InterruptedException {
    List<String> before = home();
    Path zip = bigZip();
    Started started = stagger.start(plugins("install", zip.toString()));
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!isUnpacking()) {
      assertThat(started.process().isAlive())
          .as(() -> "The installation ended before it was interrupted.")
          .isTrue();
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(2);
    }
    started.process().destroy();

    Outcome outcome = TestingStagger.await(started);

    assertThat(outcome.status()).as(outcome.err()).isEqualTo(143);
    assertThat(home()).isEqualTo(before);
  }

  private boolean isUnpacking() throws IOException {
    return home().stream().anyMatch(name -> name.startsWith(".plugins.change-"));
  }

  /** A plugin with a file that takes a while to unpack. It is stored, so that it is no bomb. */
  private Path bigZip() throws IOException {
    Path zip = folder.resolve("big.zip");
    byte[] block = new byte[1 << 20];
    CRC32 checksum = new CRC32();
    for (int i = 0; i < BIG / block.length; i++) {
      checksum.update(block);
    }
    try (OutputStream file = Files.newOutputStream(zip);
        ZipOutputStream out = new ZipOutputStream(file)) {
      out.putNextEntry(new ZipEntry("plugin.properties"));
      out.closeEntry();
      ZipEntry data = new ZipEntry("data");
      data.setMethod(ZipEntry.STORED);
      data.setSize(BIG);
      data.setCrc(checksum.getValue());
      out.putNextEntry(data);
      for (int i = 0; i < BIG / block.length; i++) {
        out.write(block);
      }
      out.closeEntry();
    }
    return zip;
  }
}
