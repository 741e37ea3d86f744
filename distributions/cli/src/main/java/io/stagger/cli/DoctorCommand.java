package io.stagger.cli;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.StaggerException;
import io.stagger.api.engine.Engine;
import io.stagger.core.config.Selection;
import io.stagger.core.config.Settings;
import io.stagger.core.plugin.PluginException;
import io.stagger.core.plugin.PluginRuntime;
import io.stagger.core.plugin.Resolved;
import io.stagger.core.plugin.SelectionResolver;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks whether this machine and this installation can run Stagger. */
@Command(
    name = "doctor",
    description = "Check Java, plugins, natives, devices and disk; say what is wrong and the mend.",
    mixinStandardHelpOptions = true,
    versionProvider = CommonOptions.Version.class)
final class DoctorCommand implements Callable<Integer> {
  /** What the natives of TensorFlow unpack to, with room to spare. */
  private static final long NATIVE_CACHE_BYTES = 800L << 20;

  private static final int LEAST_JAVA = 17;
  private static final int JAVA_THAT_RESTRICTS_NATIVES = 24;

  @Mixin private CommonOptions options;
  @Spec private CommandSpec spec;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description = "The engine to check; otherwise the one of the highest ranking.")
  private String engine;

  private boolean isHealthy = true;

  @Override
  public Integer call() {
    good("Stagger", CommonOptions.Version.current());
    checkJava();
    checkNativeCache();
    checkPlugins();
    PrintWriter out = spec.commandLine().getOut();
    out.println();
    out.println(
        isHealthy
            ? "Everything is in order."
            : "Something is wrong: mend what is marked 'wrong' above and run 'stagger doctor' again.");
    return isHealthy ? ExitCodes.SUCCESS : ExitCodes.DEFECT;
  }

  private void checkJava() {
    int feature = Runtime.version().feature();
    String found =
        "%s (%s, %s) in %s"
            .formatted(
                Runtime.version(),
                System.getProperty("java.vendor"),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                System.getProperty("java.home"));
    if (feature < LEAST_JAVA) {
      wrong(
          "Java",
          "%s is too old: install Java %d or later and let JAVA_HOME point to it."
              .formatted(found, LEAST_JAVA));
    } else {
      good("Java", found);
    }
    boolean isNativeAccessEnabled =
        java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .anyMatch(argument -> argument.startsWith("--enable-native-access"));
    if (feature >= JAVA_THAT_RESTRICTS_NATIVES && !isNativeAccessEnabled) {
      wrong(
          "native access",
          "Java %d restricts it: start Java with --enable-native-access=ALL-UNNAMED, as bin/stagger does."
              .formatted(feature));
    }
    good(
        "memory",
        "%d processors, %s for the heap of Java"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                size(Runtime.getRuntime().maxMemory())));
  }

  private void checkNativeCache() {
    Path cache = nativeCache();
    Path existing = cache.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    try {
      long free = Files.getFileStore(existing).getUsableSpace();
      if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
        wrong(
            "native cache",
            "%s can't be written: make it writable, or choose another directory by STAGGER_JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=DIRECTORY."
                .formatted(existing));
      } else if (free < NATIVE_CACHE_BYTES && !isFilled(cache)) {
        wrong(
            "native cache",
            "%s has %s free, but natives unpack to %s: free some, or choose another directory by STAGGER_JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=DIRECTORY."
                .formatted(existing, size(free), size(NATIVE_CACHE_BYTES)));
      } else {
        good("native cache", "%s, %s free".formatted(cache, size(free)));
      }
    } catch (IOException e) {
      wrong("native cache", "%s can't be examined: %s.".formatted(existing, e.getMessage()));
    }
  }

  private static Path nativeCache() {
    String chosen = System.getProperty("org.bytedeco.javacpp.cachedir");
    return chosen == null
        ? Path.of(System.getProperty("user.home"), ".javacpp", "cache")
        : Path.of(chosen);
  }

  private static boolean isFilled(Path cache) throws IOException {
    if (!Files.isDirectory(cache)) {
      return false;
    }
    try (var entries = Files.list(cache)) {
      return entries.anyMatch(entry -> entry.getFileName().toString().contains("tensorflow"));
    }
  }

  private void checkPlugins() {
    PluginRuntime runtime;
    try {
      runtime = options.startPlugins();
    } catch (PluginException e) {
      e.problems().forEach(problem -> wrong("plugins", problem));
      return;
    } catch (StaggerException e) {
      wrong("plugins", e.getMessage());
      return;
    }
    try (runtime) {
      List<String> names =
          runtime.plugins().stream()
              .map(plugin -> plugin.descriptor().id() + " " + plugin.descriptor().version())
              .toList();
      good("plugins", String.join(", ", names) + " in " + options.pluginsDirectory());
      checkEngine(runtime);
    }
  }

  private void checkEngine(PluginRuntime runtime) {
    try {
      Resolved<Engine> resolved =
          new SelectionResolver(runtime.extensions())
              .resolve(
                  ExtensionPoints.ENGINE,
                  new Selection(Optional.ofNullable(engine), Settings.empty()));
      try (Engine made = resolved.create(new WorkingDirectory())) {
        Engine.Description description = made.describe();
        good("engine", description.name() + " " + description.version());
        good("devices", String.join(", ", description.devices()));
        good("engine settings", description.settings());
      }
    } catch (StaggerException e) {
      wrong("engine", e.getMessage());
    } catch (UnsatisfiedLinkError | ExceptionInInitializerError | NoClassDefFoundError e) {
      wrong(
          "engine",
          "Its natives can't be loaded (%s): use a distribution that is built for %s %s, and make sure the native cache can be written."
              .formatted(
                  firstLine(e), System.getProperty("os.name"), System.getProperty("os.arch")));
    }
  }

  private static String firstLine(Throwable thrown) {
    Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
    return cause.toString().lines().findFirst().orElse("");
  }

  private static String size(long bytes) {
    return bytes >= 1L << 30
        ? "%.1f GiB".formatted(bytes / (double) (1L << 30))
        : "%d MiB".formatted(bytes >> 20);
  }

  private void good(String what, String found) {
    print("good", what, found);
  }

  private void wrong(String what, String problem) {
    isHealthy = false;
    print("wrong", what, problem);
  }

  private void print(String verdict, String what, String text) {
    spec.commandLine().getOut().println("%-5s  %-15s  %s".formatted(verdict, what, text));
  }
}
