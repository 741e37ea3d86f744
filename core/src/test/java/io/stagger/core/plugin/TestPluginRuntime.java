package io.stagger.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.core.config.Selection;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestPluginRuntime {
  private static final String SCHEDULE =
      "extensions.add(Extension.of(ExtensionPoints.SAMPLING_SCHEDULE, \"%s\", \"A schedule.\","
          + " NoSettings.class, (settings, context) -> { throw new StaggerException(\"made\"); }));";

  @TempDir private Path directory;
  private Path plugins;
  private Path log;

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

  @Test
  void startsPluginsAndOffersTheirExtensions() throws IOException {
    Path alpha = plugin("alpha").main("", SCHEDULE.formatted("first"), "").write();

    try (PluginRuntime runtime = PluginRuntime.start(plugins)) {
      assertThat(runtime.plugins()).hasSize(1);
      LoadedPlugin loaded = runtime.plugins().get(0);
      assertThat(loaded.directory()).isEqualTo(alpha);
      assertThat(loaded.state()).isEqualTo(PluginState.STARTED);
      assertThat(loaded.descriptor())
          .isEqualTo(
              new PluginDescriptor(
                  "alpha", "1.0", "^0.1", 17, "alpha.Main", List.of(), List.of(), "Apache-2.0"));
      RegisteredExtension<SamplingSchedule> found =
          runtime.extensions().find(ExtensionPoints.SAMPLING_SCHEDULE, "first");
      assertThat(found.pluginId()).isEqualTo("alpha");
      Resolved<SamplingSchedule> resolved =
          new SelectionResolver(runtime.extensions())
              .resolve(ExtensionPoints.SAMPLING_SCHEDULE, Selection.of("first"));
      assertThatThrownBy(() -> resolved.create(new TestingContext(directory)))
          .isInstanceOf(StaggerException.class)
          .hasMessage("made");
    }
  }

  @Test
  void startsInTheOrderOfRequirementsAndClosesInReverseOnce() throws IOException {
    plugin("alpha")
        .property("requires", "gamma, beta")
        .main(logs("+alpha"), "", logs("-alpha"))
        .write();
    plugin("beta").main(logs("+beta"), "", logs("-beta")).write();
    plugin("gamma").property("requires", "beta").main(logs("+gamma"), "", logs("-gamma")).write();

    PluginRuntime runtime = PluginRuntime.start(plugins);
    assertThat(runtime.plugins())
        .extracting(loaded -> loaded.descriptor().id())
        .containsExactly("beta", "gamma", "alpha");
    runtime.close();
    runtime.close();

    assertThat(Files.readAllLines(log))
        .containsExactly("+beta", "+gamma", "+alpha", "-alpha", "-gamma", "-beta");
    assertThat(runtime.plugins())
        .extracting(LoadedPlugin::state)
        .containsOnly(PluginState.RESOLVED);
    assertThatThrownBy(runtime::extensions)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The plugin runtime is closed.");
  }

  @Test
  void aPluginThatThrowsWhileItIsClosedDoesNotKeepTheOthersOpen() throws IOException {
    plugin("alpha").main("", "", logs("-alpha")).write();
    plugin("beta")
        .property("requires", "alpha")
        .main("", "", "throw new IllegalStateException(\"boom\");")
        .write();

    PluginRuntime runtime = PluginRuntime.start(plugins);
    runtime.close();

    assertThat(log).hasContent("-alpha");
    assertThat(runtime.plugins())
        .extracting(LoadedPlugin::state)
        .containsExactly(PluginState.RESOLVED, PluginState.FAILED);
  }

  @Test
  void aPluginSeesThePlatformTheApiSlf4jItsOwnJarsAndNothingElse() throws IOException {
    plugin("alpha")
        .source("library.jar", "package library; public class Own {}")
        .main(
            sees("java.sql.Connection")
                + sees("io.stagger.api.StaggerException")
                + sees("org.slf4j.Logger")
                + sees("library.Own")
                + sees("com.google.inject.Injector")
                + sees("io.stagger.core.plugin.PluginRuntime")
                + sees("org.apache.commons.configuration2.Configuration")
                + sees("org.assertj.core.api.Assertions")
                + "log(\"same \" + (Plugin.class.getClassLoader() =="
                + " org.slf4j.LoggerFactory.class.getClassLoader()));"
                + "log(\"resource \" + (getClass().getClassLoader()"
                + ".getResource(\"io/stagger/core/plugin/PluginRuntime.class\") != null));"
                + "log(\"api \" + (getClass().getClassLoader()"
                + ".getResource(\"io/stagger/api/StaggerException.class\") != null));"
                + "log(\"services \" + java.util.Collections.list(getClass().getClassLoader()"
                + ".getResources(\"META-INF/services/io.stagger.api.plugin.Plugin\")).size());",
            "",
            "")
        .write();

    PluginRuntime.start(plugins).close();

    assertThat(Files.readAllLines(log))
        .containsExactly(
            "java.sql.Connection true",
            "io.stagger.api.StaggerException true",
            "org.slf4j.Logger true",
            "library.Own true",
            "com.google.inject.Injector false",
            "io.stagger.core.plugin.PluginRuntime false",
            "org.apache.commons.configuration2.Configuration false",
            "org.assertj.core.api.Assertions false",
            "same true",
            "resource false",
            "api true",
            "services 1");
  }

  @Test
  void aPluginSeesTheExportedPackagesOfThoseItRequiresAlone() throws IOException {
    Path alpha =
        plugin("alpha")
            .property("exports", "shared.*,flat")
            .source("api.jar", "package shared; public class Top {}")
            .source("api.jar", "package shared.deep; public class Deep {}")
            .source("api.jar", "package flat; public class Flat {}")
            .source("api.jar", "package flat.deep; public class Hidden {}")
            .write();
    plugin("beta")
        .property("requires", "alpha")
        .compiledAgainst(alpha)
        .main(
            sees("shared.Top")
                + sees("shared.deep.Deep")
                + sees("flat.Flat")
                + sees("flat.deep.Hidden")
                + "log(\"resource \" + (getClass().getClassLoader()"
                + ".getResource(\"shared/deep/Deep.class\") != null));"
                + "log(\"hidden \" + (getClass().getClassLoader()"
                + ".getResource(\"flat/deep/Hidden.class\") != null));"
                + "log(\"all \" + java.util.Collections.list(getClass().getClassLoader()"
                + ".getResources(\"shared/Top.class\")).size());"
                + "log(\"same \" + (shared.Top.class.getClassLoader() !="
                + " getClass().getClassLoader()));",
            "",
            "")
        .write();
    plugin("gamma").main(sees("shared.Top"), "", "").write();

    PluginRuntime.start(plugins).close();

    assertThat(Files.readAllLines(log))
        .containsExactly(
            "shared.Top false",
            "shared.Top true",
            "shared.deep.Deep true",
            "flat.Flat true",
            "flat.deep.Hidden false",
            "resource true",
            "hidden false",
            "all 1",
            "same true");
  }

  @Test
  void aHostileContextClassLoaderChangesNothingAndIsPutBack() throws IOException {
    plugin("alpha")
        .main(
            "log(\"context \" + (Thread.currentThread().getContextClassLoader() =="
                + " getClass().getClassLoader()));",
            "",
            "")
        .write();
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    ClassLoader hostile =
        new URLClassLoader(new URL[0], null) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) {
            throw new AssertionError("asked the context class loader for " + name);
          }

          @Override
          public URL getResource(String name) {
            throw new AssertionError("asked the context class loader for " + name);
          }

          @Override
          public java.util.Enumeration<URL> getResources(String name) {
            throw new AssertionError("asked the context class loader for " + name);
          }
        };
    Thread.currentThread().setContextClassLoader(hostile);
    try {
      PluginRuntime.start(plugins).close();
      assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(hostile);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }

    assertThat(log).hasContent("context true");
  }

  @Test
  void aPluginCanDefineAPointThatAnotherExtends() throws IOException {
    Path alpha =
        plugin("alpha")
            .property("exports", "alpha.spi")
            .source("spi.jar", "package alpha.spi; public interface Greeter {}")
            .source(
                "spi.jar",
                "package alpha.spi; import io.stagger.api.plugin.*; public class Points {"
                    + " public static final ExtensionPoint<Greeter> GREETER ="
                    + " ExtensionPoint.of(\"greeter\", Greeter.class, \"greets\"); }")
            .write();
    plugin("alpha")
        .compiledAgainst(alpha)
        .property("exports", "alpha.spi")
        .main("", "extensions.define(alpha.spi.Points.GREETER);", "")
        .write();
    plugin("beta")
        .compiledAgainst(alpha)
        .property("requires", "alpha")
        .main(
            "",
            "extensions.add(Extension.of(alpha.spi.Points.GREETER, \"hello\", \"Says hello.\","
                + " NoSettings.class, (settings, context) -> new alpha.spi.Greeter() {}));",
            "")
        .write();

    try (PluginRuntime runtime = PluginRuntime.start(plugins)) {
      assertThat(runtime.extensions().points())
          .hasSize(ExtensionPoints.all().size() + 1)
          .extracting(point -> point.id())
          .endsWith("greeter");
      assertThat(
              runtime.extensions().extensions(runtime.extensions().point("greeter").orElseThrow()))
          .extracting(registered -> registered.pluginId() + "/" + registered.extension().name())
          .containsExactly("beta/hello");
    }
  }

  @Test
  void aMissingDirectoryIsReported() {
    assertProblems(
        directory.resolve("none"),
        "The plugins directory %s does not exist: create it with each plugin in a directory of its own, or name another directory."
            .formatted(directory.resolve("none")));
  }

  @Test
  void anEmptyDirectoryIsReported() throws IOException {
    Files.createDirectory(plugins.resolve(".hidden"));
    Files.writeString(plugins.resolve("README"), "");

    assertProblems(
        "There is no plugin in the directory %s: put each plugin into a directory of its own there, or name another directory."
            .formatted(plugins));
  }

  @Test
  void aDirectoryWithoutDescriptorIsReported() throws IOException {
    Path alpha = Files.createDirectory(plugins.resolve("alpha"));

    assertProblems(
        "The directory %s holds no plugin.properties: unpack the plugin again, or take the directory away."
            .formatted(alpha));
  }

  @Test
  void aLooseJarIsReported() throws IOException {
    plugin("alpha").write();
    Path jar = Files.writeString(plugins.resolve("beta.jar"), "");

    assertProblems(
        "The file %s lies loose among the plugins: unpack or move it into a directory of its own, beside its plugin.properties."
            .formatted(jar));
  }

  @Test
  void everyMistakeInADescriptorIsReported() throws IOException {
    plugin("alpha")
        .property("exprots", "x")
        .withoutProperty("license")
        .property("version", " ")
        .property("id", "Alpha")
        .property("api.version", "new")
        .property("java.version", "17.0")
        .property("requires", "a b")
        .property("exports", "x.*.y")
        .writeDescriptor();
    Path file = plugins.resolve("alpha/plugin.properties");

    assertProblems(
        "The key 'exprots' in %s is unknown (did you mean 'exports'?): allowed are id, version, api.version, java.version, class, requires, exports and license."
            .formatted(file),
        "The key 'id' in %s is 'Alpha', but must be lower-case words joined by '-'."
            .formatted(file),
        "The key 'version' in %s is empty: give it a value.".formatted(file),
        "The key 'api.version' in %s is 'new', but must be a range of versions, such as '^0.1'."
            .formatted(file),
        "The key 'java.version' in %s is '17.0', but must be a version of Java, such as '17'."
            .formatted(file),
        "The key 'requires' in %s is 'a b', but must be ids of plugins, separated by commas."
            .formatted(file),
        "The key 'exports' in %s is 'x.*.y', but must be names of packages, separated by commas."
            .formatted(file),
        "The key 'license' is missing in %s: add it.".formatted(file));
  }

  @Test
  void aKeyThatStandsTwiceInADescriptorIsReported() throws IOException {
    Path file = plugin("alpha").write().resolve("plugin.properties");
    Files.writeString(file, "license=MIT\n", StandardOpenOption.APPEND);

    assertProblems("The key 'license' stands twice in %s: take one of them out.".formatted(file));
  }

  @Test
  void anUnreadableDescriptorIsReported() throws IOException {
    Path file = Files.createDirectory(plugins.resolve("alpha")).resolve("plugin.properties");
    Files.writeString(file, "id=\\uZZZZ");

    assertProblems(
        "The file %s can't be read (java.lang.IllegalArgumentException: Malformed \\uxxxx encoding.): mend or replace it."
            .formatted(file));
  }

  @Test
  void anIdThatIsUsedTwiceIsReported() throws IOException {
    Path alpha = plugin("alpha").write();
    Path beta = plugin("beta").property("id", "alpha").write();

    assertProblems(
        "The plugins in %s and %s both have the id 'alpha': take one of them away."
            .formatted(alpha, beta));
  }

  @Test
  void aNewerJavaIsReported() throws IOException {
    plugin("alpha").property("java.version", "99").write();

    assertProblems(
        "The plugin 'alpha' needs Java 99, but this is Java %d: run Stagger with Java 99 or later."
            .formatted(Runtime.version().feature()));
  }

  @Test
  void aClassFileOfANewerJavaIsReported() throws IOException {
    Path jar = plugin("alpha").write().resolve("alpha.jar");
    byte[] future = {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 0, (byte) (99 + 44)};
    TestingPlugin.pack(
        jar,
        Map.of("alpha/Main.class", future, SERVICE, "alpha.Main".getBytes(StandardCharsets.UTF_8)));

    assertProblems(
        "The class alpha.Main in alpha.jar of the plugin 'alpha' was compiled for Java 99, but this is Java %d: run Stagger with Java 99 or later."
            .formatted(Runtime.version().feature()));
  }

  @Test
  void aClassFileThatIsNoneIsReported() throws IOException {
    Path jar = plugin("alpha").write().resolve("alpha.jar");
    TestingPlugin.pack(
        jar,
        Map.of(
            "alpha/Main.class",
            new byte[3],
            SERVICE,
            "alpha.Main".getBytes(StandardCharsets.UTF_8)));

    assertProblems(
        "The class alpha.Main in alpha.jar of the plugin 'alpha' is not a class file: build the plugin again.");
  }

  @Test
  void anotherApiIsReported() throws IOException {
    plugin("alpha").property("api.version", "^2.0").write();

    assertProblems(
        "The plugin 'alpha' 1.0 needs version ^2.0 of the Stagger API, but this is 0.1.0: install a version of the plugin that is made for it, or another version of Stagger.");
  }

  @Test
  void aMissingRequirementIsReported() throws IOException {
    plugin("alpha").property("requires", "tensorflwo").write();
    plugin("tensorflow").write();

    assertProblems(
        "The plugin 'alpha' requires the plugin 'tensorflwo', which is not in %s (did you mean 'tensorflow'?): install it too."
            .formatted(plugins));
  }

  @Test
  void aCircleIsReported() throws IOException {
    plugin("alpha").property("requires", "beta").write();
    plugin("beta").property("requires", "gamma").write();
    plugin("gamma").property("requires", "beta").write();

    assertProblems(
        "The plugins in the circle beta -> gamma -> beta require each other: take one of them out of another's key 'requires'.");
  }

  @Test
  void aPluginWithoutJarIsReported() throws IOException {
    plugin("alpha").writeDescriptor();

    assertProblems(
        "The plugin 'alpha' has no jar in %s: build or unpack the plugin again."
            .formatted(plugins.resolve("alpha")));
  }

  @Test
  void aBrokenJarIsReported() throws IOException {
    Path jar = plugin("alpha").write().resolve("broken.jar");
    Files.write(jar, new byte[100]);

    assertProblems(
        "The file %s is not a readable jar (zip END header not found): replace it.".formatted(jar));
  }

  @Test
  void aMissingServiceFileIsReported() throws IOException {
    plugin("alpha").withoutResource(SERVICE).write();

    assertProblems(
        "The plugin 'alpha' must announce exactly the class alpha.Main in META-INF/services/io.stagger.api.plugin.Plugin, as its plugin.properties says, but announces none: make the two agree.");
  }

  @Test
  void twoAnnouncedClassesAreReported() throws IOException {
    plugin("alpha").resource(SERVICE, "# both\nalpha.Main\nalpha.Other # too\n").write();

    assertProblems(
        "The plugin 'alpha' must announce exactly the class alpha.Main in META-INF/services/io.stagger.api.plugin.Plugin, as its plugin.properties says, but announces alpha.Main and alpha.Other: make the two agree.");
  }

  @Test
  void anEntryClassThatIsNotThereIsReported() throws IOException {
    plugin("alpha").property("class", "alpha.Gone").resource(SERVICE, "alpha.Gone").write();

    assertProblems(
        "The plugin 'alpha' names the class alpha.Gone, which is in none of its jars: correct the key 'class' in its plugin.properties.");
  }

  @Test
  void anExportThatIsNotThereIsReported() throws IOException {
    plugin("alpha").property("exports", "alpha,alpha.spy.*").write();

    assertProblems(
        "The plugin 'alpha' exports the package alpha.spy.*, but none of its jars holds it: correct the key 'exports' in its plugin.properties.");
  }

  @Test
  void aClassInTwoJarsOfAPluginIsReported() throws IOException {
    plugin("alpha")
        .source("one.jar", "package twice; public class Thing {}")
        .source("one.jar", "package twice; public class Other {}")
        .source("two.jar", "package twice; public class Thing {}")
        .source("two.jar", "package twice; public class Other {}")
        .write();

    assertProblems(
        "The plugin 'alpha' holds the class twice.Other (and 1 more) in both one.jar and two.jar: take one of the jars out.");
  }

  @Test
  void aClassThatARequiredPluginHoldsTooIsReported() throws IOException {
    plugin("alpha").source("one.jar", "package twice; public class Thing {}").write();
    plugin("beta")
        .property("requires", "alpha")
        .source("two.jar", "package twice; public class Thing {}")
        .write();

    assertProblems(
        "The plugin 'beta' holds the class twice.Thing in two.jar, and the plugin 'alpha' that it requires holds it in one.jar: take it out of one of them.");
  }

  @Test
  void aPrivateCopyOfAnExportedPackageIsReported() throws IOException {
    plugin("alpha")
        .property("exports", "tensors.*")
        .source("one.jar", "package tensors.deep; public class Tensor {}")
        .write();
    plugin("beta")
        .property("requires", "alpha")
        .source("two.jar", "package tensors.deep; public class Tensor {}")
        .write();
    plugin("gamma").source("three.jar", "package tensors; public class Old {}").write();

    assertProblems(
        "The plugin 'beta' brings its own copy of the package tensors.deep in two.jar, which the plugin 'alpha' exports: take that jar out and require 'alpha'.",
        "The plugin 'gamma' brings its own copy of the package tensors in three.jar, which the plugin 'alpha' exports: take that jar out and require 'alpha'.");
  }

  @Test
  void aPrivateCopyOfTheApiIsReported() throws IOException {
    plugin("alpha").source("api.jar", "package io.stagger.api.plugin; class Copy {}").write();
    plugin("beta").source("slf4j.jar", "package org.slf4j; class Copy {}").write();

    assertProblems(
        "The plugin 'alpha' brings its own copy of io.stagger.api.plugin in api.jar, which comes from Stagger: take that jar out.",
        "The plugin 'beta' brings its own copy of org.slf4j in slf4j.jar, which comes from Stagger: take that jar out.");
  }

  @Test
  void theProblemsOfAllPluginsAreReportedTogetherBeforeAnyClassIsLoaded() throws IOException {
    plugin("alpha").main(logs("loaded"), "", "").write();
    plugin("beta").property("api.version", "^9").write();
    plugin("gamma").property("requires", "delta").property("java.version", "99").write();
    plugin("epsilon").property("requires", "zeta").write();
    plugin("zeta").withoutProperty("license").writeDescriptor();

    assertProblems(
        "The key 'license' is missing in %s: add it."
            .formatted(plugins.resolve("zeta/plugin.properties")),
        "The plugin 'beta' 1.0 needs version ^9 of the Stagger API, but this is 0.1.0: install a version of the plugin that is made for it, or another version of Stagger.",
        "The plugin 'gamma' needs Java 99, but this is Java %d: run Stagger with Java 99 or later."
            .formatted(Runtime.version().feature()),
        "The plugin 'gamma' requires the plugin 'delta', which is not in %s: install it too."
            .formatted(plugins));
    assertThat(log).doesNotExist();
  }

  @Test
  void aConstructorThatThrowsIsReportedAndEverythingIsTakenBack() throws IOException {
    plugin("alpha").main("", SCHEDULE.formatted("first"), logs("-alpha")).write();
    plugin("beta")
        .property("requires", "alpha")
        .main("throw new java.io.IOException(\"boom\");", "", logs("-beta"))
        .write();

    assertProblems(
        "The plugin 'beta' did not start, because its class beta.Main in beta.jar could not be made: java.io.IOException: boom.");
    assertThat(log).hasContent("-alpha");
  }

  @Test
  void aContributionThatThrowsIsReportedAndEverythingIsTakenBack() throws IOException {
    plugin("alpha").main("", "", logs("-alpha")).write();
    plugin("beta")
        .property("requires", "alpha")
        .main("", "throw new AssertionError(\"boom\");", logs("-beta"))
        .write();

    assertProblems(
        "The plugin 'beta' did not start, because its class beta.Main in beta.jar could not contribute its extensions: java.lang.AssertionError: boom.");
    assertThat(log).hasContent("-beta\n-alpha");
  }

  @Test
  void aMissingClassIsReported() throws IOException {
    Path elsewhere = directory.resolve("elsewhere");
    Path library =
        new TestingPlugin(elsewhere, "library")
            .source("library.jar", "package library; public class Missing {}")
            .write();
    plugin("alpha").compiledAgainst(library).main("new library.Missing();", "", "").write();

    assertProblems(
        "The plugin 'alpha' did not start, because its class alpha.Main in alpha.jar could not be made: it needs the class library.Missing, which must be in one of its jars or in a package that a plugin it requires exports.");
  }

  @Test
  void aClassThatIsNoPluginIsReported() throws IOException {
    plugin("alpha").source("alpha.jar", "package alpha; public class Main {}").write();

    assertProblems(
        "The plugin 'alpha' did not start, because its class alpha.Main in alpha.jar could not be made: it does not implement io.stagger.api.plugin.Plugin.");
  }

  @Test
  void anExtensionOfATakenNameIsReported() throws IOException {
    plugin("alpha").main("", SCHEDULE.formatted("pyramid"), "").write();
    plugin("beta").main("", SCHEDULE.formatted("pyramid"), "").write();

    assertProblems(
        "The plugin 'beta' did not start, because its class beta.Main in beta.jar could not contribute its extensions: The sampling-schedule 'pyramid' exists already, from the plugin 'alpha': give it another name.");
  }

  private static final String SERVICE = "META-INF/services/io.stagger.api.plugin.Plugin";

  private TestingPlugin plugin(String id) {
    return new TestingPlugin(plugins, id);
  }

  private static String logs(String line) {
    return "log(\"" + line + "\");";
  }

  /** A statement that logs whether the plugin's own loader finds a class. */
  private static String sees(String className) {
    return "try { getClass().getClassLoader().loadClass(\"%1$s\"); log(\"%1$s true\"); } catch (ClassNotFoundException e) { log(\"%1$s false\"); }"
        .formatted(className);
  }

  private void assertProblems(String... problems) {
    assertProblems(plugins, problems);
  }

  private static void assertProblems(Path pluginsDirectory, String... problems) {
    PluginException exception =
        catchThrowableOfType(
            PluginException.class, () -> PluginRuntime.start(pluginsDirectory).close());
    assertThat(exception).isNotNull();
    assertThat(exception.problems()).containsExactly(problems);
    assertThat(exception).hasMessage(String.join(System.lineSeparator(), problems));
  }
}
