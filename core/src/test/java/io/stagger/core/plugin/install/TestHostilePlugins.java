package io.stagger.core.plugin.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.StaggerException;
import io.stagger.core.plugin.PluginException;
import io.stagger.core.plugin.PluginRuntime;
import io.stagger.core.plugin.PluginState;
import io.stagger.core.plugin.TestingPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Broken plugins, each answered by one clear sentence, and neither a file nor a thread is left. A
 * good plugin beside them, 'alpha', goes on working.
 */
final class TestHostilePlugins {
  private static final String SERVICE = "META-INF/services/io.stagger.api.plugin.Plugin";
  private static final String ADD =
      "extensions.add(Extension.of(ExtensionPoints.SAMPLING_SCHEDULE, \"%s\", \"A schedule.\","
          + " %s.class, (settings, context) -> null)%s);";
  private static final String STARTED_CLASS =
      "The plugin 'bad' did not start, because its class bad.Main in bad.jar could not ";

  /** When a plugin is found out. */
  private enum Found {
    /** Before a class is loaded: it can't be installed. */
    BEFORE_LOADING,
    /** When it starts: nothing starts with it. */
    AT_START,
    /** When it is closed: a warning. */
    AT_CLOSE
  }

  /** Writes a broken plugin into its directory. */
  @FunctionalInterface
  private interface Writing {
    void write(TestingPlugin plugin) throws IOException;
  }

  /**
   * A broken plugin.
   *
   * @param name what is wrong with it
   * @param found when that is found
   * @param sentence what is said; ZIP stands for its file, PLUGINS for where the others are, JAVA
   *     for the version of Java, and an asterisk at the end for the words of the JVM
   */
  private record Hostile(String name, Found found, String sentence, Writing writing) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Hostile before(String name, String sentence, Writing writing) {
    return new Hostile(name, Found.BEFORE_LOADING, sentence, writing);
  }

  private static Hostile start(String name, String sentence, Writing writing) {
    return new Hostile(name, Found.AT_START, STARTED_CLASS + sentence, writing);
  }

  private static Hostile close(String name, String sentence, Writing writing) {
    return new Hostile(name, Found.AT_CLOSE, sentence, writing);
  }

  private static Hostile entry(String name, String sentence, String source) {
    return start(name, "be made: " + sentence, plugin -> plugin.source("bad.jar", source).write());
  }

  private static Hostile contribution(String name, String sentence, String statements) {
    return start(
        name,
        "contribute its extensions: " + sentence,
        plugin -> plugin.main("", statements, "").write());
  }

  private static Hostile setting(String name, String sentence, String component) {
    String source =
        TestingPlugin.main("bad", "", ADD.formatted("worst", "Knobs", ""), "")
            .replace(
                "static void log",
                "public record Knobs(%s) {} static void log".formatted(component));
    return start(
        name,
        "contribute its extensions: " + sentence,
        plugin -> plugin.source("bad.jar", source).write());
  }

  static Stream<Hostile> hostiles() {
    return Stream.of(
        before(
            "missing descriptor",
            "The zip ZIP holds no plugin.properties at its top or in its only directory: pack it with the plugin's jars.",
            plugin -> Files.delete(plugin.write().resolve("plugin.properties"))),
        before(
            "unreadable descriptor",
            "The file ZIP/bad/plugin.properties can't be read (java.nio.charset.MalformedInputException: Input length = 1): mend or replace it.",
            plugin ->
                Files.write(plugin.write().resolve("plugin.properties"), new byte[] {(byte) 0xFF})),
        before(
            "endless descriptor",
            "The file ZIP/bad/plugin.properties can't be read (java.io.IOException: it is longer than 65536 bytes): mend or replace it.",
            plugin ->
                Files.writeString(
                    plugin.write().resolve("plugin.properties"), "#".repeat(1 << 17))),
        before(
            "unknown key",
            "The key 'exprot' in ZIP/bad/plugin.properties is unknown (did you mean 'exports'?): allowed are id, version, api.version, java.version, class, requires, exports and license.",
            plugin -> plugin.property("exprot", "x").write()),
        before(
            "missing key",
            "The key 'license' is missing in ZIP/bad/plugin.properties: add it.",
            plugin -> plugin.withoutProperty("license").write()),
        before(
            "bad id",
            "The key 'id' in ZIP/bad/plugin.properties is '../bad', but must be lower-case words joined by '-'.",
            plugin -> plugin.property("id", "../bad").write()),
        before(
            "endless id",
            "The key 'id' in ZIP/bad/plugin.properties is too long, with 65 characters: give the plugin an id of at most 64.",
            plugin -> plugin.property("id", "b".repeat(65)).write()),
        before(
            "value that steers a terminal",
            "The key 'license' in ZIP/bad/plugin.properties holds a control character: take it out of '?[2Jgood'.",
            plugin -> plugin.property("license", "\u001b[2Jgood").write()),
        before(
            "service that steers a terminal",
            "The plugin 'bad' must announce exactly the class bad.Main in META-INF/services/io.stagger.api.plugin.Plugin, as its plugin.properties says, but announces ?[2Jgood: make the two agree.",
            plugin -> plugin.resource(SERVICE, "\u001b[2Jgood").write()),
        before(
            "bad version",
            "The key 'version' in ZIP/bad/plugin.properties is '1 or 2', but must be a version of letters, digits, '.', '-', '_' and '+', such as '1.2.0'.",
            plugin -> plugin.property("version", "1 or 2").write()),
        before(
            "API range not met",
            "The plugin 'bad' 1.0 needs version ^7.0 of the Stagger API, but this is 0.1.0: install a version of the plugin that is made for it, or another version of Stagger.",
            plugin -> plugin.property("api.version", "^7.0").write()),
        before(
            "Java version too new",
            "The plugin 'bad' needs Java 99, but this is Java JAVA: run Stagger with Java 99 or later.",
            plugin -> plugin.property("java.version", "99").write()),
        before(
            "entry class compiled for a newer Java",
            "The class bad.Main in bad.jar of the plugin 'bad' was compiled for Java 99, but this is Java JAVA: run Stagger with Java 99 or later.",
            plugin -> makeNewer(plugin.write().resolve("bad.jar"), "bad/Main.class")),
        before(
            "no jar",
            "The plugin 'bad' has no jar in ZIP/bad: build or unpack the plugin again.",
            TestingPlugin::writeDescriptor),
        before(
            "jar that is none",
            "The file ZIP/bad/other.jar is not a readable jar (zip END header not found): replace it.",
            plugin -> Files.writeString(plugin.write().resolve("other.jar"), "no jar")),
        before(
            "entry class absent",
            "The plugin 'bad' names the class bad.Gone, which is in none of its jars: correct the key 'class' in its plugin.properties.",
            plugin -> plugin.property("class", "bad.Gone").resource(SERVICE, "bad.Gone").write()),
        before(
            "service file absent",
            "The plugin 'bad' must announce exactly the class bad.Main in META-INF/services/io.stagger.api.plugin.Plugin, as its plugin.properties says, but announces none: make the two agree.",
            plugin -> plugin.withoutResource(SERVICE).write()),
        before(
            "service file that names another class",
            "The plugin 'bad' must announce exactly the class bad.Main in META-INF/services/io.stagger.api.plugin.Plugin, as its plugin.properties says, but announces bad.Other: make the two agree.",
            plugin -> plugin.resource(SERVICE, "bad.Other").write()),
        before(
            "endless service file",
            "The file ZIP/bad/bad.jar is not a readable jar (its META-INF/services/io.stagger.api.plugin.Plugin is far too long): replace it.",
            plugin -> plugin.resource(SERVICE, "#".repeat(1 << 17)).write()),
        before(
            "requires itself",
            "The plugins in the circle bad -> bad require each other: take one of them out of another's key 'requires'.",
            plugin -> plugin.property("requires", "bad").write()),
        before(
            "requires a plugin that is missing",
            "The plugin 'bad' requires the plugin 'alhpa', which is not in PLUGINS (did you mean 'alpha'?): install it too.",
            plugin -> plugin.property("requires", "alhpa").write()),
        before(
            "private copy of an exported package",
            "The plugin 'bad' brings its own copy of the package tensors in tensors.jar, which the plugin 'alpha' exports: take that jar out and require 'alpha'.",
            plugin ->
                plugin.source("tensors.jar", "package tensors; public class Tensor {}").write()),
        before(
            "package split with the API",
            "The plugin 'bad' brings its own copy of io.stagger.api.plugin in bad.jar, which comes from Stagger: take that jar out.",
            plugin ->
                plugin
                    .main("", "", "")
                    .source("bad.jar", "package io.stagger.api.plugin; public class Extra {}")
                    .write()),
        before(
            "export that is not there",
            "The plugin 'bad' exports the package bad.spi, but none of its jars holds it: correct the key 'exports' in its plugin.properties.",
            plugin -> plugin.property("exports", "bad.spi").write()),
        before(
            "class in two jars",
            "The plugin 'bad' holds the class twice.Thing in both one.jar and two.jar: take one of the jars out.",
            plugin ->
                plugin
                    .source("one.jar", "package twice; public class Thing {}")
                    .source("two.jar", "package twice; public class Thing {}")
                    .write()),
        start(
            "other class compiled for a newer Java",
            "be made: one of its classes was compiled for a newer Java: run Stagger with that Java, or install a plugin that is built for this one (*",
            plugin ->
                makeNewer(
                    plugin
                        .main("new Helper();", "", "")
                        .source("bad.jar", "package bad; class Helper {}")
                        .write()
                        .resolve("bad.jar"),
                    "bad/Helper.class")),
        entry(
            "entry class that is no plugin",
            "it does not implement io.stagger.api.plugin.Plugin.",
            "package bad; public class Main {}"),
        entry(
            "entry class without constructor",
            "it has no public constructor without parameters.",
            TestingPlugin.main("bad", "", "", "")
                .replace("public Main()", "public Main(int size)")),
        entry(
            "entry class with a private constructor",
            "it has no public constructor without parameters.",
            TestingPlugin.main("bad", "", "", "").replace("public Main()", "private Main()")),
        entry(
            "entry class that is not public",
            "it has to be public and not abstract.",
            TestingPlugin.main("bad", "", "", "").replace("public final class", "final class")),
        entry(
            "entry class that is abstract",
            "it has to be public and not abstract.",
            TestingPlugin.main("bad", "", "", "")
                .replace("public final class", "public abstract class")),
        entry(
            "constructor that throws",
            "java.io.IOException: no luck.",
            TestingPlugin.main("bad", "throw new java.io.IOException(\"no luck\");", "", "")),
        entry(
            "static initializer that throws",
            "java.lang.ExceptionInInitializerError, by java.lang.IllegalStateException: no luck.",
            TestingPlugin.main("bad", "", "", "")
                .replace(
                    "static void log",
                    "static final int N = fail(); static int fail() { throw new IllegalStateException(\"no luck\"); } static void log")),
        contribution(
            "exception at start",
            "java.lang.IllegalStateException: no luck.",
            "throw new IllegalStateException(\"no luck\");"),
        contribution(
            "error at start", "java.lang.AssertionError: 7.", "throw new AssertionError(7);"),
        contribution(
            "endless recursion at start",
            "java.lang.StackOverflowError.",
            "contribute(extensions);"),
        contribution(
            "message of many lines",
            "java.lang.IllegalStateException: one two.",
            "throw new IllegalStateException(\"one\\n\\u001b\\ttwo\\n\");"),
        contribution(
            "message that throws",
            "bad.Main$1.",
            "throw new IllegalStateException() { @Override public String getMessage() { throw new Error(); } };"),
        contribution(
            "adds null",
            "it added null: give add an extension, made by Extension.of.",
            "extensions.add(null);"),
        contribution(
            "defines null",
            "it defined null: give define an extension point, made by ExtensionPoint.of.",
            "extensions.define(null);"),
        contribution(
            "name taken by another plugin",
            "The sampling-schedule 'good' exists already, from the plugin 'alpha': give it another name.",
            ADD.formatted("good", "NoSettings", "")),
        contribution(
            "name taken by another plugin, with a higher ranking",
            "The sampling-schedule 'good' exists already, from the plugin 'alpha': give it another name.",
            ADD.formatted("good", "NoSettings", ".withRanking(9)")),
        setting(
            "default that does not parse",
            "The sampling-schedule 'worst' can't be configured: The key 'size' in the defaults of the record bad.Main$Knobs is 'many', but must be a whole number from 1 to 9.",
            "@Setting(value = \"how many\", defaultValue = \"many\", min = 1, max = 9) int size"),
        setting(
            "default out of range",
            "The sampling-schedule 'worst' can't be configured: The key 'size' in the defaults of the record bad.Main$Knobs is '10', but must be a whole number from 1 to 9.",
            "@Setting(value = \"how many\", defaultValue = \"10\", min = 1, max = 9) int size"),
        close(
            "exception at close",
            "The plugin 'bad' failed while it was closed: java.lang.IllegalStateException: no luck.",
            plugin -> plugin.main("", "", "throw new IllegalStateException(\"no luck\");").write()),
        close(
            "error at close",
            "The plugin 'bad' failed while it was closed: java.lang.AssertionError: no luck.",
            plugin -> plugin.main("", "", "throw new AssertionError(\"no luck\");").write()),
        close(
            "thread that goes on",
            "The plugin 'bad' left its thread 'wor?ker' running, which was interrupted: its entry class has to end the thread in close.",
            plugin ->
                plugin
                    .main(
                        "new Thread(() -> { try { Thread.sleep(60_000); }"
                            + " catch (InterruptedException e) { log(\"interrupted\"); } }, \"wor\\u001bker\").start();",
                        "",
                        "")
                    .write()));
  }

  @TempDir private Path directory;
  private Path plugins;
  private Path log;
  private PluginInstaller installer;

  @BeforeEach
  void installAGoodPlugin() throws IOException {
    plugins = Files.createDirectories(directory.resolve("home/plugins"));
    log = directory.resolve("log");
    System.setProperty("stagger.test.log", log.toString());
    new TestingPlugin(directory.resolve("good"), "alpha")
        .property("exports", "tensors")
        .source("tensors.jar", "package tensors; public class Tensor {}")
        .main("", ADD.formatted("good", "NoSettings", ""), "log(\"closed\");")
        .write();
    Files.move(directory.resolve("good/alpha"), plugins.resolve("alpha"));
    installer = new PluginInstaller(plugins, ArchiveLimits.DEFAULT);
  }

  @AfterEach
  void clearProperty() {
    System.clearProperty("stagger.test.log");
  }

  @ParameterizedTest
  @MethodSource("hostiles")
  void isAnsweredByOneSentenceAndLeavesNothing(Hostile hostile) throws IOException {
    Path packed = directory.resolve("packed");
    hostile.writing().write(new TestingPlugin(packed, "bad"));
    Path zip =
        new TestingZip()
            .directory(packed.resolve("bad"), "bad/")
            .write(directory.resolve("bad.zip"));
    String sentence =
        hostile
            .sentence()
            .replace("ZIP", zip.toString())
            .replace("PLUGINS", plugins.toString())
            .replace("JAVA", Integer.toString(Runtime.version().feature()));
    Set<Thread> threads = liveThreads();
    Map<String, Long> files = files();

    assertOnly(installer.verify(zip).problems(), sentence);
    assertThat(files()).isEqualTo(files);
    switch (hostile.found()) {
      case BEFORE_LOADING -> assertOnly(problems(() -> installer.install(zip, false)), sentence);
      case AT_START -> {
        assertThat(log).hasContent("closed");
        installer.install(zip, false);
        assertOnly(problems(() -> PluginRuntime.start(plugins)), sentence);
        assertOnly(installer.verifyInstalled("bad").problems(), inTheAbsenceOfAlpha(sentence));
        installer.remove("bad");
      }
      case AT_CLOSE -> {
        installer.install(zip, false);
        PluginRuntime runtime = PluginRuntime.start(plugins);
        Files.deleteIfExists(log);
        runtime.close();
        assertOnly(runtime.closingProblems(), sentence);
        assertThat(runtime.plugins())
            .extracting(plugin -> plugin.state())
            .containsExactly(PluginState.RESOLVED, PluginState.FAILED);
        assertThat(Files.readAllLines(log)).contains("closed");
        installer.remove("bad");
      }
    }

    assertThat(files()).isEqualTo(files);
    assertThat(scratchDirectories()).isEmpty();
    for (Thread thread : liveThreads()) {
      if (!threads.contains(thread)) {
        assertEnds(thread);
      }
    }
    try (PluginRuntime runtime = PluginRuntime.start(plugins)) {
      assertThat(runtime.extensions().find(ExtensionPoints.SAMPLING_SCHEDULE, "good").pluginId())
          .isEqualTo("alpha");
    }
  }

  /** Alone, a plugin that takes another's name is fine. */
  private static String inTheAbsenceOfAlpha(String sentence) {
    return sentence.contains("from the plugin 'alpha'") ? "" : sentence;
  }

  private static void assertOnly(List<String> problems, String sentence) {
    if (sentence.isEmpty()) {
      assertThat(problems).isEmpty();
    } else if (sentence.endsWith("*")) {
      assertThat(problems).hasSize(1);
      assertThat(problems.get(0))
          .startsWith(sentence.substring(0, sentence.length() - 1))
          .doesNotContain("\n");
    } else {
      assertThat(problems).containsExactly(sentence);
    }
  }

  private static List<String> problems(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    StaggerException thrown = catchThrowableOfType(StaggerException.class, call);
    assertThat(thrown).isNotNull();
    return thrown instanceof PluginException plugins
        ? plugins.problems()
        : List.of(thrown.getMessage());
  }

  private static Set<Thread> liveThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Predicate.not(Thread::isDaemon))
        .collect(Collectors.toSet());
  }

  private static void assertEnds(Thread thread) {
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertThat(thread.isAlive()).as(thread.getName()).isFalse();
  }

  /** Every file beside and among the plugins with its size. */
  private Map<String, Long> files() throws IOException {
    Map<String, Long> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(directory.resolve("home"))) {
      for (Path file : found.toList()) {
        files.put(file.toString(), Files.isDirectory(file) ? -1 : Files.size(file));
      }
    }
    return files;
  }

  private static List<Path> scratchDirectories() throws IOException {
    String prefix = "stagger-verify-%d-".formatted(ProcessHandle.current().pid());
    try (Stream<Path> found = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return found.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
    }
  }

  /** Lets a class of a jar pretend to be compiled for Java 99. */
  private static void makeNewer(Path jar, String name) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (var entry : file.stream().toList()) {
        entries.put(entry.getName(), file.getInputStream(entry).readAllBytes());
      }
    }
    byte[] bytes = entries.get(name);
    bytes[6] = 0;
    bytes[7] = (byte) (99 + 44);
    TestingPlugin.pack(jar, entries);
  }

  @Test
  void anInstalledCircleNamesAllItsPlugins() throws IOException {
    new TestingPlugin(plugins, "beta").property("requires", "gamma").write();
    new TestingPlugin(plugins, "gamma").property("requires", "beta").write();

    assertThat(installer.verify().problems())
        .containsExactly(
            "The plugins in the circle beta -> gamma -> beta require each other: take one of them out of another's key 'requires'.");
    assertThat(installer.verifyInstalled("gamma").isGood()).isFalse();
    assertThat(installer.verifyInstalled("alpha").isGood()).isTrue();
  }

  @Test
  void aLooseJarIsNamedAndKeepsOthersFromBeingInstalled() throws IOException {
    Path jar = Files.copy(plugins.resolve("alpha/alpha.jar"), plugins.resolve("loose.jar"));
    String sentence =
        "The file %s lies loose among the plugins: unpack or move it into a directory of its own, beside its plugin.properties."
            .formatted(jar);

    assertThat(installer.verify().problems()).containsExactly(sentence);
    Path zip =
        new TestingZip()
            .directory(new TestingPlugin(directory.resolve("packed"), "beta").write(), "")
            .write(directory.resolve("beta.zip"));
    assertThat(problems(() -> installer.install(zip, false))).containsExactly(sentence);
    assertThat(plugins.resolve("beta")).doesNotExist();
  }

  @Test
  void aHigherRankingUnderAnotherNameBecomesTheDefault() throws IOException {
    try (PluginRuntime runtime = PluginRuntime.start(plugins)) {
      assertThat(runtime.extensions().highest(ExtensionPoints.SAMPLING_SCHEDULE).extension().name())
          .isEqualTo("good");
    }
    new TestingPlugin(plugins, "beta")
        .main("", ADD.formatted("better", "NoSettings", ".withRanking(9)"), "")
        .write();

    try (PluginRuntime runtime = PluginRuntime.start(plugins)) {
      assertThat(runtime.extensions().highest(ExtensionPoints.SAMPLING_SCHEDULE).extension().name())
          .isEqualTo("better");
      assertThat(runtime.extensions().find(ExtensionPoints.SAMPLING_SCHEDULE, "good").pluginId())
          .isEqualTo("alpha");
    }
  }

  @Test
  void aThreadThatTakesItsTimeToEndIsNotReported() throws IOException {
    new TestingPlugin(plugins, "beta")
        .main(
            "new Thread(() -> { try { Thread.sleep(100); } catch (InterruptedException e) { log(\"interrupted\"); } }).start();",
            "",
            "")
        .write();

    assertThat(installer.verify().problems()).isEmpty();
    assertThat(log).hasContent("closed");
  }
}
