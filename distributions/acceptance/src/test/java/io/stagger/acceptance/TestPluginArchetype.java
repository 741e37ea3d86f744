package io.stagger.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The guide's commands, run as they stand there: a project from the archetype, built with its
 * conformance tests, installed, used and removed.
 */
final class TestPluginArchetype {
  private static final Path CHECKOUT = Path.of(System.getProperty("stagger.checkout"));
  private static final Path GUIDE =
      Path.of(System.getProperty("stagger.docs"), "how-to", "write-a-plugin.md");
  private static final Pattern COMMANDS =
      Pattern.compile("<!-- Run by the build of Stagger\\. -->\n```sh\n(.*?)```\n", Pattern.DOTALL);
  private static final Pattern TESTS =
      Pattern.compile("tests=\"(\\d+)\" errors=\"(\\d+)\" skipped=\"(\\d+)\" failures=\"(\\d+)\"");
  private static final int MINUTES = 10;

  @TempDir private Path temporary;
  private Path folder;
  private Path programs;
  private Path plugins;

  /** A folder with nothing in it, and 'mvn' and 'stagger' for the shell to find. */
  @BeforeEach
  void prepare() throws IOException {
    folder = Files.createDirectory(temporary.resolve("empty"));
    programs = Files.createDirectory(temporary.resolve("programs"));
    addProgram("mvn", new TestingMaven(temporary.resolve("repository")).command());
    addProgram("stagger", List.of(linkDistribution().resolve("bin/stagger").toString()));
  }

  private void addProgram(String name, List<String> command) throws IOException {
    Path program = programs.resolve(name);
    Files.writeString(
        program,
        command.stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" ", "#!/bin/sh\nexec ", " \"$@\"\n")));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Links to the distribution's files, so that its plugins stay as they are. */
  private Path linkDistribution() throws IOException {
    Path home = Files.createDirectory(temporary.resolve("distribution"));
    Path distribution = TestingStagger.distribution();
    for (String part : List.of("lib", "etc")) {
      Files.createSymbolicLink(home.resolve(part), distribution.resolve(part));
    }
    Files.createDirectory(home.resolve("bin"));
    // A link would lead the start script to the distribution's own plugins.
    Files.copy(
        distribution.resolve("bin/stagger"),
        home.resolve("bin/stagger"),
        StandardCopyOption.COPY_ATTRIBUTES);
    plugins = Files.createDirectory(home.resolve("plugins"));
    try (Stream<Path> shipped = Files.list(distribution.resolve("plugins"))) {
      for (Path plugin : shipped.toList()) {
        Files.createSymbolicLink(plugins.resolve(plugin.getFileName()), plugin);
      }
    }
    return home;
  }

  /** What is linked to is not to be taken away with the folder. */
  @AfterEach
  void unlink() throws IOException {
    try (Stream<Path> files = Files.walk(temporary)) {
      for (Path link : files.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  @Test
  void theGuidesCommandsMakeAPluginThatWorks() throws IOException, InterruptedException {
    List<String> before = names(plugins);
    List<String> commands = commands(GUIDE);
    assertThat(commands).hasSize(2);

    Outcome outcome = run(String.join("", commands));

    assertThat(outcome.status()).as(outcome.output()).isZero();
    Path project = folder.resolve("springs");
    assertThat(names(folder)).containsExactly("springs");
    assertThat(commands(project.resolve("README.md")))
        .as("the commands of the project's README, beside the guide's")
        .containsExactly(commands.get(1).replaceFirst("cd springs\n", ""));
    Map<String, Integer> tests = passedTests(project);
    assertThat(tests.keySet())
        .containsExactly(
            "TestSpringsError",
            "TestSpringsExporter",
            "TestSpringsPlugin",
            "TestSpringsSource",
            "TestSpringsTokenizer");
    assertThat(tests.get("TestSpringsTokenizer")).isGreaterThanOrEqualTo(10);
    assertThat(outcome.output())
        .contains("Installed the plugin springs 0.1.0 in ", "Removed the plugin springs from ");
    assertThat(Files.readAllLines(project.resolve("futures.csv")))
        .hasSize(33)
        .startsWith("step,known,push,position_0,position_1,position_2")
        .noneMatch(line -> line.contains("NaN"));
    assertThat(names(plugins)).isEqualTo(before);
    assertPluginVersions(project.resolve("pom.xml"));
  }

  @Test
  void anIdThatIsNoneIsRefused() throws IOException, InterruptedException {
    String generate = commands(GUIDE).get(0).stripTrailing();

    Outcome outcome = run(generate + " -DpluginId=My_Springs\n");

    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.output())
        .contains(
            "pluginId is 'My_Springs', but has to be lower-case words joined by '-', at most 64"
                + " characters: remove the folder springs and say another one with -DpluginId=...");
  }

  @Test
  void aGroupThatIsNoPackageNeedsOne() throws IOException, InterruptedException {
    String generate = commands(GUIDE).get(0).stripTrailing();

    Outcome outcome = run(generate.replace("=org.example", "=org.some-user") + "\n");

    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.output())
        .contains(
            "package is 'org.some-user', which is no name of a Java package: remove the folder"
                + " springs and say another one with -Dpackage=...");
  }

  /** Blocks of commands, in their order. */
  private static List<String> commands(Path page) throws IOException {
    return COMMANDS.matcher(Files.readString(page)).results().map(match -> match.group(1)).toList();
  }

  /** How a shell ended. */
  private record Outcome(int status, String output) {}

  private Outcome run(String commands) throws IOException, InterruptedException {
    Path script = Files.writeString(temporary.resolve("commands.sh"), "set -eu\n" + commands);
    Path output = temporary.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder("sh", script.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("STAGGER_CFG_"));
    environment.put("PATH", programs + File.pathSeparator + environment.get("PATH"));
    Process process = builder.start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError(
          "No end after %d minutes: %s".formatted(MINUTES, Files.readString(output)));
    }
    return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }

  /** How many tests passed by class; none failed and none was skipped. */
  private static Map<String, Integer> passedTests(Path project) throws IOException {
    Map<String, Integer> passed = new TreeMap<>();
    try (Stream<Path> files = Files.list(project.resolve("target/surefire-reports"))) {
      for (Path report : files.filter(file -> file.toString().endsWith(".xml")).toList()) {
        MatchResult counts =
            TESTS.matcher(Files.readString(report)).results().findFirst().orElseThrow();
        assertThat(List.of(counts.group(2), counts.group(3), counts.group(4)))
            .as("errors, skipped and failures of %s", report)
            .containsOnly("0");
        String name = report.getFileName().toString();
        passed.put(
            name.substring(name.lastIndexOf('.', name.length() - 5) + 1, name.length() - 4),
            Integer.valueOf(counts.group(1)));
      }
    }
    return passed;
  }

  /** A project is built by the Maven plugins that Stagger is built by. */
  private static void assertPluginVersions(Path pom) throws IOException {
    String parent = Files.readString(CHECKOUT.resolve("pom.xml"));
    List<MatchResult> versions =
        Pattern.compile("<(maven-\\w+-plugin)\\.version>(.*?)</")
            .matcher(Files.readString(pom))
            .results()
            .toList();
    assertThat(versions).hasSizeGreaterThanOrEqualTo(7);
    for (MatchResult version : versions) {
      assertThat(parent)
          .containsPattern(
              "<artifactId>%s</artifactId>\\s*<version>%s</version>"
                  .formatted(version.group(1), Pattern.quote(version.group(2))));
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
