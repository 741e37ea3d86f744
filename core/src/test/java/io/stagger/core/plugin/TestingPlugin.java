package io.stagger.core.plugin;

import io.stagger.api.plugin.Plugin;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.slf4j.LoggerFactory;

/**
 * A plugin that is compiled and packed while a test runs, well formed until a test spoils it. Its
 * entry class is {@code <id>.Main} in {@code <id>.jar}.
 */
public final class TestingPlugin {
  private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
  private static final Pattern CLASS = Pattern.compile("(?:class|interface|record) (\\w+)");

  private final Path directory;
  private final String id;
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final Map<String, List<String>> sourcesByJar = new LinkedHashMap<>();
  private final Map<String, byte[]> resources = new LinkedHashMap<>();
  private final List<Path> classPath = new ArrayList<>();

  /** A plugin below a directory. */
  public TestingPlugin(Path pluginsDirectory, String id) {
    this.directory = pluginsDirectory.resolve(id);
    this.id = id;
    properties.put("id", id);
    properties.put("version", "1.0");
    properties.put("api.version", "^0.1");
    properties.put("java.version", "17");
    properties.put("class", id + ".Main");
    properties.put("requires", "");
    properties.put("exports", "");
    properties.put("license", "Apache-2.0");
    resource("META-INF/services/io.stagger.api.plugin.Plugin", id + ".Main\n");
  }

  /** The source of an entry class whose methods have these bodies. */
  public static String main(String id, String constructor, String contribute, String close) {
    return """
        package %s;

        import io.stagger.api.*;
        import io.stagger.api.config.*;
        import io.stagger.api.diffusion.*;
        import io.stagger.api.plugin.*;
        import java.nio.file.*;

        public final class Main implements Plugin {
          public Main() throws Exception { %s }
          @Override public void contribute(Extensions extensions) { %s }
          @Override public void close() { %s }

          static void log(String line) {
            try {
              Files.writeString(Path.of(System.getProperty("stagger.test.log")), line + "\\n",
                  StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          }
        }
        """
        .formatted(id, constructor, contribute, close);
  }

  public TestingPlugin property(String key, String value) {
    properties.put(key, value);
    return this;
  }

  public TestingPlugin withoutProperty(String key) {
    properties.remove(key);
    return this;
  }

  public TestingPlugin main(String constructor, String contribute, String close) {
    return source(id + ".jar", main(id, constructor, contribute, close));
  }

  public TestingPlugin source(String jar, String source) {
    sourcesByJar.computeIfAbsent(jar, name -> new ArrayList<>()).add(source);
    return this;
  }

  public TestingPlugin resource(String name, String text) {
    resources.put(name, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return this;
  }

  public TestingPlugin withoutResource(String name) {
    resources.remove(name);
    return this;
  }

  /** Lets the sources use the classes of another plugin. */
  public TestingPlugin compiledAgainst(Path otherDirectory) throws IOException {
    try (Stream<Path> jars = Files.list(otherDirectory)) {
      jars.filter(jar -> jar.toString().endsWith(".jar")).forEach(classPath::add);
    }
    return this;
  }

  /** Compiles, packs and writes the plugin. */
  public Path write() throws IOException {
    Files.createDirectories(directory);
    if (!sourcesByJar.containsKey(id + ".jar")) {
      main("", "", "");
    }
    for (Map.Entry<String, List<String>> jar : sourcesByJar.entrySet()) {
      Map<String, byte[]> entries = compile(jar.getValue());
      if (jar.getKey().equals(id + ".jar")) {
        entries.putAll(resources);
      }
      pack(directory.resolve(jar.getKey()), entries);
    }
    writeDescriptor();
    return directory;
  }

  public void writeDescriptor() throws IOException {
    Files.createDirectories(directory);
    Properties written = new Properties();
    written.putAll(properties);
    try (OutputStream out = Files.newOutputStream(directory.resolve(PluginDescriptor.FILE_NAME))) {
      written.store(out, null);
    }
  }

  public static void pack(Path jar, Map<String, byte[]> entries) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey()));
        out.write(entry.getValue());
        out.closeEntry();
      }
    }
  }

  private Map<String, byte[]> compile(List<String> sources) throws IOException {
    Path work = Files.createTempDirectory(directory.getParent().getParent(), "compile");
    List<Path> files = new ArrayList<>();
    for (String source : sources) {
      Path file =
          work.resolve("src")
              .resolve(find(PACKAGE, source).replace('.', '/'))
              .resolve(find(CLASS, source) + ".java");
      Files.createDirectories(file.getParent());
      files.add(Files.writeString(file, source));
    }
    Path classes = Files.createDirectories(work.resolve("classes"));
    String path =
        Stream.concat(
                Stream.of(place(Plugin.class), place(LoggerFactory.class)), classPath.stream())
            .map(Object::toString)
            .reduce((a, b) -> a + java.io.File.pathSeparator + b)
            .orElseThrow();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      boolean succeeded =
          compiler
              .getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none", "-d", classes.toString(), "-cp", path),
                  null,
                  manager.getJavaFileObjectsFromPaths(files))
              .call();
      if (!succeeded) {
        throw new IllegalArgumentException("The sources of a test's plugin don't compile.");
      }
    }
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (Stream<Path> found = Files.walk(classes)) {
      for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
        entries.put(
            classes.relativize(file).toString().replace(java.io.File.separatorChar, '/'),
            Files.readAllBytes(file));
      }
    }
    return entries;
  }

  /**
   * The jar or directory that a class comes from. Less than the class path, so that it is quick.
   */
  private static Path place(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  private static String find(Pattern pattern, String source) {
    Matcher matcher = pattern.matcher(source);
    if (!matcher.find()) {
      throw new IllegalArgumentException("The source lacks " + pattern + ".");
    }
    return matcher.group(1);
  }
}
