package io.stagger.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code bin/stagger}, with a Java that only tells how it was called. */
final class TestLauncher {
  private static final Path SCRIPT = Path.of("../src/dist/bin/stagger");

  @TempDir private Path directory;
  private Path launcher;
  private Path home;

  private record Outcome(int exitCode, List<String> lines) {}

  @BeforeEach
  void install() throws IOException {
    home = Files.createDirectories(directory.toRealPath().resolve("a place/stagger"));
    launcher = Files.createDirectory(home.resolve("bin")).resolve("stagger");
    Files.copy(SCRIPT, launcher);
    makeExecutable(launcher);
  }

  @Test
  void findsItsHomeThroughSymbolicLinks() throws Exception {
    Path links = Files.createDirectory(directory.resolve("links"));
    Path first = Files.createSymbolicLink(links.resolve("first"), launcher);
    Path second = Files.createSymbolicLink(links.resolve("second"), Path.of("first"));

    for (Path start : List.of(launcher, first, second)) {
      assertThat(run(start, Map.of("JAVA_HOME", java("17.0.9").toString()), "plugins", "a b"))
          .isEqualTo(
              new Outcome(
                  0,
                  List.of(
                      "-Dstagger.home=" + home,
                      "-Dlogback.configurationFile=" + home + "/etc/logback.xml",
                      "-Djava.awt.headless=true",
                      "-cp",
                      home + "/lib/*",
                      "io.stagger.cli.Main",
                      "plugins",
                      "a b")));
    }
  }

  @Test
  void passesOptionsOnToJava() throws Exception {
    Outcome outcome =
        run(
            launcher,
            Map.of("JAVA_HOME", java("21.0.1").toString(), "STAGGER_JAVA_OPTS", "-Xmx4g -Da=b"));

    assertThat(outcome.lines()).containsSubsequence("-Xmx4g", "-Da=b", "-cp");
  }

  @Test
  void allowsNativeAccessWhereJavaRestrictsIt() throws Exception {
    assertThat(run(launcher, Map.of("JAVA_HOME", java("24").toString())).lines())
        .contains("--enable-native-access=ALL-UNNAMED");
    assertThat(run(launcher, Map.of("JAVA_HOME", java("23.0.2").toString())).lines())
        .doesNotContain("--enable-native-access=ALL-UNNAMED");
  }

  @Test
  void usesTheJavaOfThePathOtherwise() throws Exception {
    String path = java("17").resolve("bin") + ":" + System.getenv("PATH");

    assertThat(run(launcher, Map.of("PATH", path)).lines()).contains("io.stagger.cli.Main");
  }

  @Test
  void anOldJavaIsReported() throws Exception {
    Path java = java("1.8.0_392");

    assertThat(run(launcher, Map.of("JAVA_HOME", java.toString())))
        .isEqualTo(
            new Outcome(
                2,
                List.of(
                    "Stagger needs Java 17 or later, but %s/bin/java is older: install one, or let JAVA_HOME point to it."
                        .formatted(java))));
  }

  @Test
  void aJavaHomeWithoutJavaIsReported() throws Exception {
    assertThat(run(launcher, Map.of("JAVA_HOME", directory.toString())))
        .isEqualTo(
            new Outcome(
                2,
                List.of(
                    "JAVA_HOME is %s, but there is no bin/java in it: let it point to Java 17 or later."
                        .formatted(directory))));
  }

  /** A home of a Java that says it has a version, and otherwise prints its arguments. */
  private Path java(String version) throws IOException {
    Path javaHome = directory.resolve("java-" + version);
    Path java = Files.createDirectories(javaHome.resolve("bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        if [ "$1" = -version ]; then
          echo 'openjdk version "%s" 2024-01-01' >&2
        else
          printf '%%s\\n' "$@"
        fi
        """
            .formatted(version));
    makeExecutable(java);
    return javaHome;
  }

  private static void makeExecutable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Outcome run(Path start, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(start.toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().remove("JAVA_HOME");
    builder.environment().remove("STAGGER_JAVA_OPTS");
    builder.environment().putAll(environment);
    builder.directory(directory.toFile());
    builder.redirectErrorStream(true);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), output.lines().toList());
  }
}
