package io.stagger.acceptance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house's walls, checked on the jars that are shipped. */
final class TestPluginBoundaries {
  private static final Path PLUGINS = TestingStagger.distribution().resolve("plugins");
  private static final Path LIBRARIES = TestingStagger.distribution().resolve("lib");

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }

  private static JavaClasses ownClasses(Path directory) throws IOException {
    ClassFileImporter importer = new ClassFileImporter();
    for (Path file : list(directory)) {
      if (file.getFileName().toString().startsWith("stagger-")) {
        try (JarFile jar = new JarFile(file.toFile())) {
          return importer.importJar(jar);
        }
      }
    }
    throw new IllegalStateException("No jar of Stagger's own in " + directory);
  }

  private static boolean mayUseTensorFlow(Path plugin) throws IOException {
    Properties descriptor = new Properties();
    try (Reader reader = Files.newBufferedReader(plugin.resolve("plugin.properties"))) {
      descriptor.load(reader);
    }
    return descriptor.getProperty("id").equals("tensorflow")
        || Arrays.asList(descriptor.getProperty("requires").split(",", -1)).contains("tensorflow");
  }

  @Test
  void onlyTheTensorFlowPluginAndThoseThatRequireItSeeTensorFlow() throws IOException {
    int kept = 0;
    for (Path plugin : list(PLUGINS)) {
      if (!mayUseTensorFlow(plugin)) {
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.tensorflow..", "io.stagger.tensorflow..", "org.bytedeco..")
            .check(ownClasses(plugin));
        kept++;
      }
    }
    assertThat(kept).as("plugins without TensorFlow").isGreaterThanOrEqualTo(2);
  }

  @Test
  void noPluginSeesTheCoreOrGuice() throws IOException {
    for (Path plugin : list(PLUGINS)) {
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.stagger.core..", "io.stagger.cli..", "com.google.inject..")
          .check(ownClasses(plugin));
    }
  }

  @Test
  void librariesHoldNoTensorLibraryAndNoTestLibrary() throws IOException {
    assertThat(list(LIBRARIES))
        .extracting(path -> path.getFileName().toString())
        .isNotEmpty()
        .noneMatch(name -> name.matches("(tensorflow|javacpp|junit|assertj|opentest4j).*"));
  }
}
