package io.stagger.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The Maven that runs this build, as a person with an own local repository would start it.
 *
 * <p>The local repository is one of links: all of the ordinary one except Stagger's own artifacts,
 * which are those of this build. So nothing is loaded twice, nothing of this build gets into the
 * ordinary repository, and no older artifact of Stagger that lies there is taken for this one.
 */
final class TestingMaven {
  private static final Path CHECKOUT = path("stagger.checkout");
  private static final String VERSION = System.getProperty("stagger.version");

  private final Path localRepository;

  /**
   * Lays out a local repository.
   *
   * @param localRepository a directory that does not exist yet
   */
  TestingMaven(Path localRepository) throws IOException {
    this.localRepository = localRepository;
    Path ordinary = path("stagger.maven.repository");
    Path group = localRepository.resolve("io/stagger");
    Files.createDirectories(group);
    linkEntries(ordinary, localRepository);
    linkEntries(ordinary.resolve("io"), group.getParent());
    addPom(group, "stagger", "");
    addPom(group, "stagger-plugins", "plugins");
    addPom(group, "stagger-distributions", "distributions");
    addJar(group, "stagger-api", "api");
    addJar(group, "stagger-testkit", "plugins/testkit");
    addJar(group, "stagger-plugin-archetype", "distributions/archetype");
  }

  /** Links to everything in a directory that is not in the other one. */
  private static void linkEntries(Path from, Path to) throws IOException {
    if (!Files.isDirectory(from)) {
      return;
    }
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        Path link = to.resolve(entry.getFileName().toString());
        if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
          Files.createSymbolicLink(link, entry);
        }
      }
    }
  }

  private static Path addPom(Path group, String artifact, String module) throws IOException {
    Path directory = Files.createDirectories(group.resolve(artifact).resolve(VERSION));
    Files.copy(
        CHECKOUT.resolve(module).resolve("pom.xml"),
        directory.resolve("%s-%s.pom".formatted(artifact, VERSION)));
    return directory;
  }

  private static void addJar(Path group, String artifact, String module) throws IOException {
    String jar = "%s-%s.jar".formatted(artifact, VERSION);
    Files.copy(
        CHECKOUT.resolve(module).resolve("target").resolve(jar),
        addPom(group, artifact, module).resolve(jar));
  }

  /** The command line that starts it: with the settings that this build was started with. */
  List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(path("stagger.maven.home").resolve("bin/mvn").toString());
    command.add("-Dmaven.repo.local=" + localRepository);
    // It names the usual place even if there is no such file.
    String settings = System.getProperty("stagger.maven.settings").replaceFirst("^file:", "");
    if (Files.isRegularFile(Path.of(settings))) {
      command.add("--settings");
      command.add(settings);
    }
    if (System.getProperty("stagger.maven.offline").equals("offline:true")) {
      command.add("--offline");
    }
    return command;
  }

  private static Path path(String property) {
    return Path.of(System.getProperty(property)).toAbsolutePath().normalize();
  }
}
