package io.stagger.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins inside an application: what they share with it, and which class loaders outlast them. */
final class TestEmbeddedPlugins {
  private static final String SAMPLE =
      "package alpha; public final class Sample { public static final int SIZE = %d; }";
  private static final String SEES =
      "log(Sample.class.getClassLoader().getName() + \" \" + getClass().getClassLoader().getName()"
          + " + \" \" + System.identityHashCode(getClass().getClassLoader()));";

  @TempDir private Path directory;
  private Path plugins;
  private Path log;
  private final KeptLoaders kept = new KeptLoaders();

  @BeforeEach
  void createDirectory() throws IOException {
    plugins = Files.createDirectory(directory.resolve("plugins"));
    log = directory.resolve("log");
    System.setProperty("stagger.test.log", log.toString());
  }

  @AfterEach
  void clearProperty() {
    System.clearProperty("stagger.test.log");
  }

  private static TestingPlugin alpha(Path plugins, int size) {
    return new TestingPlugin(plugins, "alpha")
        .main("", SEES, "")
        .source("alpha.jar", SAMPLE.formatted(size));
  }

  /** The application, which has other plugins' classes on its class path. */
  private static URLClassLoader application(Path... jars) throws IOException {
    URL[] urls = new URL[jars.length];
    for (int i = 0; i < jars.length; i++) {
      urls[i] = jars[i].toUri().toURL();
    }
    return new URLClassLoader("application", urls, TestEmbeddedPlugins.class.getClassLoader());
  }

  private void start(Class<?>... shared) {
    PluginRuntime.start(PluginSet.of(plugins), SharedPackages.of(List.of(shared)), kept).close();
  }

  private String line(int index) throws IOException {
    return Files.readAllLines(log).get(index);
  }

  @Test
  void takeASharedPackageFromTheApplicationButTheirEntryClass() throws Exception {
    Path written = alpha(plugins, 1).write();
    try (URLClassLoader application = application(written.resolve("alpha.jar"))) {
      start();
      start(application.loadClass("alpha.Sample"));
    }
    assertThat(line(0)).startsWith("alpha alpha ");
    assertThat(line(1)).startsWith("application alpha ");
  }

  @Test
  void refuseAnotherVersionOfASharedPackage() throws Exception {
    alpha(plugins, 1).write();
    Path other = Files.createDirectory(directory.resolve("other"));
    Path written = alpha(other, 2).write();
    try (URLClassLoader application = application(written.resolve("alpha.jar"))) {
      Class<?> sample = application.loadClass("alpha.Sample");
      assertThatThrownBy(() -> start(sample))
          .isInstanceOf(PluginException.class)
          .hasMessage(
              "The application shares the package alpha, but its alpha.Sample is not that of the"
                  + " plugin 'alpha' 1.0: put the same version on its class path, alpha.jar.");
    }
  }

  @Test
  void refuseAPartOfASharedPackage() throws Exception {
    alpha(plugins, 1).source("alpha.jar", "package alpha; public class Series { }").write();
    Path other = Files.createDirectory(directory.resolve("other"));
    Path written = alpha(other, 1).write();
    try (URLClassLoader application = application(written.resolve("alpha.jar"))) {
      Class<?> sample = application.loadClass("alpha.Sample");
      assertThatThrownBy(() -> start(sample))
          .isInstanceOf(PluginException.class)
          .hasMessage(
              "The application shares the package alpha, but hasn't got alpha.Series of it: put the"
                  + " plugin 'alpha' on its class path as a whole, as alpha.jar.");
    }
  }

  @Test
  void refuseAClassThatNoPluginHas() throws Exception {
    alpha(plugins, 1).write();
    assertThatThrownBy(() -> start(TestEmbeddedPlugins.class))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("TestEmbeddedPlugins is to be shared, but no plugin in " + plugins);
    assertThatThrownBy(() -> start(String.class))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("java.lang.String belongs to Java");
    assertThatThrownBy(() -> start(TestEmbeddedPlugins[].class))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining(
            "TestEmbeddedPlugins[] is an array: share the class of what it holds.");
  }

  @Test
  void keepTheClassLoaderOfNativesAndOfNothingElse() throws Exception {
    alpha(plugins, 1).resource("libalpha.so", "machine code").write();
    new TestingPlugin(plugins, "beta")
        .main("", SEES.replace("Sample", "Main"), "")
        .property("requires", "alpha")
        .write();
    start();
    start();
    assertThat(line(2)).isEqualTo(line(0)).startsWith("alpha alpha ");
    assertThat(line(3)).isNotEqualTo(line(1)).startsWith("beta beta ");
  }

  @Test
  void refuseOtherNativesInTheSameProcess() throws Exception {
    alpha(plugins, 1).resource("libalpha.so", "machine code").write();
    start();
    Path other = Files.createDirectory(directory.resolve("other"));
    alpha(other, 1).resource("libalpha.so", "other machine code").write();
    Path same = Files.createDirectory(directory.resolve("same"));
    alpha(same, 1).resource("libalpha.so", "machine code").write();

    PluginRuntime.start(PluginSet.of(same), SharedPackages.NONE, kept).close();
    assertThat(line(1)).isEqualTo(line(0));
    assertThatThrownBy(() -> PluginRuntime.start(PluginSet.of(other), SharedPackages.NONE, kept))
        .isInstanceOf(PluginException.class)
        .hasMessage(
            "The plugin 'alpha' in %s holds native libraries, and this process has loaded others from %s, which can't be taken out again: use the same plugins for all of a process, or start another process."
                .formatted(other.resolve("alpha"), plugins.resolve("alpha")));
  }
}
