package io.stagger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TestPluginsCommand {
  @TempDir private Path directory;
  private Path plugins;
  private Path zip;

  /** What a command printed and how it ended. */
  private record Outcome(int exitCode, List<String> out, List<String> err) {}

  @BeforeEach
  void packAPlugin() throws IOException {
    Path tiny = TestingPlugins.write(directory.resolve("source")).resolve("tiny");
    zip = pack(tiny, "tiny.zip");
    plugins = Files.createDirectories(directory.resolve("home/plugins"));
  }

  private Path pack(Path plugin, String name) throws IOException {
    Path file = directory.resolve(name);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file));
        Stream<Path> entries = Files.list(plugin)) {
      for (Path entry : entries.sorted().toList()) {
        out.putNextEntry(new ZipEntry("tiny/" + entry.getFileName()));
        out.write(Files.readAllBytes(entry));
        out.closeEntry();
      }
    }
    return file;
  }

  private Outcome run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("plugins"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--plugins", plugins.toString()));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Main.commandLine(new PrintWriter(out), new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    return new Outcome(exitCode, out.toString().lines().toList(), err.toString().lines().toList());
  }

  private static void assertDone(Outcome outcome, String... lines) {
    assertThat(outcome).isEqualTo(new Outcome(ExitCodes.SUCCESS, List.of(lines), List.of()));
  }

  private static void assertRefused(Outcome outcome, String sentence) {
    assertThat(outcome).isEqualTo(new Outcome(ExitCodes.BAD_INPUT, List.of(), List.of(sentence)));
  }

  @Test
  void installsListsReplacesAndRemoves() throws IOException {
    Path tiny = plugins.resolve("tiny");
    assertDone(run("verify", zip.toString()), "good   tiny 1.5");
    assertDone(
        run("install", zip.toString()), "Installed the plugin tiny 1.5 in %s.".formatted(tiny));
    assertDone(
        run("list"), "ID    VERSION  LICENSE     DIRECTORY", "tiny  1.5      Apache-2.0  " + tiny);
    assertThat(run()).isEqualTo(run("list"));
    assertDone(run("verify"), "good   tiny 1.5");
    assertDone(run("verify", "tiny"), "good   tiny 1.5");

    assertRefused(
        run("install", zip.toString()),
        "The plugin 'tiny' is installed already in version 1.5: give --replace to put version 1.5 in its place.");
    assertDone(
        run("install", "--replace", zip.toString()),
        "Installed the plugin tiny 1.5 in place of 1.5 in %s.".formatted(tiny));
    assertRefused(
        run("remove", "tinny"),
        "The plugin 'tinny' is not installed (did you mean 'tiny'?): in %s is tiny."
            .formatted(plugins));
    assertDone(run("remove", "tiny"), "Removed the plugin tiny from %s.".formatted(tiny));
    try (Stream<Path> left = Files.walk(directory.resolve("home"))) {
      assertThat(left).containsExactlyInAnyOrder(directory.resolve("home"), plugins);
    }
  }

  @Test
  void listsAndVerifiesForMachines() throws IOException {
    run("install", zip.toString());
    for (String[] arguments : new String[][] {{"--json"}, {"list", "--json"}}) {
      JsonNode listed = json(run(arguments));
      assertThat(listed.get("plugins")).hasSize(1);
      JsonNode tiny = listed.get("plugins").get(0);
      assertThat(tiny.get("id").asText()).isEqualTo("tiny");
      assertThat(tiny.get("version").asText()).isEqualTo("1.5");
      assertThat(tiny.get("license").asText()).isEqualTo("Apache-2.0");
      assertThat(tiny.get("directory").asText()).isEqualTo(plugins.resolve("tiny").toString());
      assertThat(tiny.get("requires")).isEmpty();
    }
    JsonNode good = json(run("verify", "--json"));
    assertThat(good.get("good").asBoolean()).isTrue();
    assertThat(good.get("problems")).isEmpty();
    assertThat(good.get("plugins").get(0).get("id").asText()).isEqualTo("tiny");

    Files.createDirectory(plugins.resolve("empty"));
    Outcome outcome = run("verify", "--json");
    assertThat(outcome.exitCode()).isEqualTo(ExitCodes.DEFECT);
    JsonNode bad = json(outcome);
    assertThat(bad.get("good").asBoolean()).isFalse();
    assertThat(bad.get("plugins")).isEmpty();
    assertThat(bad.get("problems").get(0).asText())
        .startsWith(
            "The directory %s holds no plugin.properties".formatted(plugins.resolve("empty")));
  }

  private static JsonNode json(Outcome outcome) throws IOException {
    assertThat(outcome.err()).isEmpty();
    return new ObjectMapper().readTree(String.join("\n", outcome.out()));
  }

  @Test
  void whatIsWrongWithAPluginIsAFindingAndAMissingFileABadArgument() throws IOException {
    run("install", zip.toString());
    Path broken = Files.writeString(directory.resolve("broken.zip"), "no zip");
    assertThat(run("verify", broken.toString()))
        .isEqualTo(
            new Outcome(
                ExitCodes.DEFECT,
                List.of(
                    "wrong  The file %s is no zip, or a damaged one (zip END header not found): get it again."
                        .formatted(broken)),
                List.of()));
    Path none = directory.resolve("none.zip");
    assertRefused(run("verify", none.toString()), "There is no file %s.".formatted(none));
    assertRefused(run("install", none.toString()), "There is no file %s.".formatted(none));
    assertRefused(
        run("verify", "tine"),
        "The plugin 'tine' is not installed (did you mean 'tiny'?): in %s is tiny."
            .formatted(plugins));
  }

  @Test
  void theLimitOfTheSizeCanBeSet() throws IOException {
    Path tiny = directory.resolve("source/plugins/tiny");
    byte[] noise = new byte[2 << 20];
    new java.util.Random(1).nextBytes(noise);
    Files.write(tiny.resolve("data"), noise);
    Path big = pack(tiny, "big.zip");
    assertRefused(
        run("install", big.toString(), "--max-size", "1"),
        "The zip %s unpacks to more than 1 MiB: give a higher limit, if you trust it."
            .formatted(big));
    assertThat(run("install", big.toString(), "--max-size", "3").exitCode()).isZero();
    assertRefused(
        run("install", big.toString(), "--max-size", "0"),
        "--max-size is 0, but must be at least 1; 'stagger plugins install --help' shows what is allowed.");
  }

  @Test
  void aMissingArgumentOrAMisspeltSubcommandIsReported() {
    assertRefused(
        run("install"),
        "Missing required parameter: 'FILE'; 'stagger plugins install --help' shows what is allowed.");
    assertThat(run("instal", zip.toString()).err().get(0))
        .contains("'instal'", "did you mean", "install");
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "install", "remove", "verify"})
  void everySubcommandHasHelp(String subcommand) {
    assertThat(String.join("\n", run(subcommand, "--help").out()))
        .startsWith("Usage: stagger plugins " + subcommand)
        .contains("Exit codes:", "--plugins", "--debug");
  }
}
