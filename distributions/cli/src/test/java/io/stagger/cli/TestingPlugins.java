package io.stagger.cli;

import io.stagger.api.plugin.Plugin;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A plugins directory with one small plugin, compiled while the tests run. */
final class TestingPlugins {
  private static final String SOURCE =
      """
      package tiny;

      import io.stagger.api.*;
      import io.stagger.api.config.*;
      import io.stagger.api.diffusion.*;
      import io.stagger.api.engine.*;
      import io.stagger.api.plugin.*;
      import java.util.*;

      public final class TinyPlugin implements Plugin {
        public record Stairs(
            @Setting(value = "rows between tokens", defaultValue = "1", min = 0, max = 9) int shift,
            @Setting("a | label") Optional<String> label) {}

        public TinyPlugin() {
          CONSTRUCTOR
        }

        @Override public void contribute(Extensions extensions) {
          extensions.add(Extension.of(ExtensionPoints.SAMPLING_SCHEDULE, "stairs",
              "Tokens follow one another.", Stairs.class, (stairs, context) -> (horizon, steps) -> {
                int[][] rows = new int[steps + stairs.shift() * (horizon - 1) + 1][horizon];
                for (int m = 0; m < rows.length; m++) {
                  for (int t = 0; t < horizon; t++) {
                    rows[m][t] = Math.max(0, Math.min(steps, steps + t * stairs.shift() - m));
                  }
                }
                return SchedulingMatrix.of(steps, rows);
              }));
          extensions.add(Extension.of(ExtensionPoints.SAMPLING_SCHEDULE, "broken", "Has a defect.",
              NoSettings.class, (none, context) -> { throw new IllegalStateException("boom"); }));
          extensions.add(Extension.of(ExtensionPoints.SAMPLING_SCHEDULE, "linkless", "Lacks a class.",
              NoSettings.class, (none, context) -> { throw new NoClassDefFoundError("gone"); }));
          extensions.add(Extension.of(ExtensionPoints.ENGINE, "fake", "Computes nothing.",
              NoSettings.class, (none, context) -> new Fake()).withRanking(10));
          extensions.add(Extension.of(ExtensionPoints.ENGINE, "stairs", "Has no natives.",
              NoSettings.class,
              (none, context) -> { throw new UnsatisfiedLinkError("no jnitensorflow"); }));
        }

        private static final class Fake implements Engine {
          @Override public Model create(ModelRequest request) { throw new AssertionError(); }
          @Override public Description describe() {
            return new Description("fake", "1.2", List.of("CPU:0"), "1 thread, float32");
          }
          @Override public void close() {}
        }
      }
      """;

  private TestingPlugins() {}

  /** Makes {@code plugins/tiny} below a directory and returns the plugins directory. */
  static Path write(Path directory) throws IOException {
    return write(directory, "");
  }

  /** The same with statements for the plugin's constructor. */
  static Path write(Path directory, String constructor) throws IOException {
    Path tiny = Files.createDirectories(directory.resolve("plugins/tiny"));
    Path source = Files.createDirectories(directory.resolve("src/tiny")).resolve("TinyPlugin.java");
    Files.writeString(source, SOURCE.replace("CONSTRUCTOR", constructor));
    Path classes = Files.createDirectories(directory.resolve("classes"));
    String api =
        Path.of(
                URI.create(
                    Plugin.class.getProtectionDomain().getCodeSource().getLocation().toString()))
            .toString();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      boolean succeeded =
          compiler
              .getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none", "-d", classes.toString(), "-cp", api),
                  null,
                  manager.getJavaFileObjects(source))
              .call();
      if (!succeeded) {
        throw new IllegalArgumentException("The test's plugin does not compile.");
      }
    }
    try (OutputStream out = Files.newOutputStream(tiny.resolve("tiny.jar"));
        JarOutputStream jar = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        jar.putNextEntry(
            new JarEntry(
                classes.relativize(file).toString().replace(java.io.File.separatorChar, '/')));
        jar.write(Files.readAllBytes(file));
      }
      jar.putNextEntry(new JarEntry("META-INF/services/io.stagger.api.plugin.Plugin"));
      jar.write("tiny.TinyPlugin".getBytes(StandardCharsets.UTF_8));
    }
    Files.writeString(
        tiny.resolve("plugin.properties"),
        """
        id=tiny
        version=1.5
        api.version=^0.1
        java.version=17
        class=tiny.TinyPlugin
        requires=
        exports=
        license=Apache-2.0
        """);
    return tiny.getParent();
  }
}
