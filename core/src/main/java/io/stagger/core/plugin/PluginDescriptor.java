package io.stagger.core.plugin;

import io.stagger.core.config.Choices;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the {@code plugin.properties} of a plugin says. Every key must be there, and no other.
 *
 * @param id the plugin's id: lower-case words joined by '-'
 * @param version the plugin's own version
 * @param apiVersion the range of versions of the API that it works with, such as {@code ^0.1}
 * @param javaVersion the least feature version of Java that it needs
 * @param className its entry class, which implements {@link io.stagger.api.plugin.Plugin}
 * @param requires the ids of the plugins whose exported packages it uses
 * @param exports the packages that plugins which require it can use; {@code a.b.*} stands for
 *     {@code a.b} and all packages below it
 * @param license its license, as an SPDX identifier
 */
public record PluginDescriptor(
    String id,
    String version,
    String apiVersion,
    int javaVersion,
    String className,
    List<String> requires,
    List<String> exports,
    String license) {
  /** The name of the file. */
  public static final String FILE_NAME = "plugin.properties";

  private static final Choices KEYS =
      new Choices(
          List.of(
              "id",
              "version",
              "api.version",
              "java.version",
              "class",
              "requires",
              "exports",
              "license"));
  private static final List<String> MAY_BE_EMPTY = List.of("requires", "exports");
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.+_-]*");

  private static final int LONGEST_ID = 64;
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  /** No descriptor is longer. */
  private static final long MOST_BYTES = 1 << 16;

  private static final Pattern JAVA_VERSION = Pattern.compile("[1-9][0-9]{0,2}");

  /** Copies the lists. */
  public PluginDescriptor {
    requires = List.copyOf(requires);
    exports = List.copyOf(exports);
  }

  /**
   * Reads a descriptor.
   *
   * @throws PluginException with everything that is wrong with it
   */
  public static PluginDescriptor read(Path file) {
    List<String> problems = new ArrayList<>();
    Properties properties =
        new Properties() {
          @Override
          public synchronized Object put(Object key, Object value) {
            Object before = super.put(key, value);
            if (before != null) {
              problems.add(
                  "The key '%s' stands twice in %s: take one of them out.".formatted(key, file));
            }
            return before;
          }
        };
    try (Reader reader = Files.newBufferedReader(file)) {
      if (Files.size(file) > MOST_BYTES) {
        throw new IOException("it is longer than " + MOST_BYTES + " bytes");
      }
      skipMark(reader);
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new PluginException(
          List.of("The file %s can't be read (%s): mend or replace it.".formatted(file, e)), e);
    }
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      if (!KEYS.names().contains(key)) {
        problems.add(
            "The key '%s' in %s is unknown%s: allowed are %s."
                .formatted(key, file, KEYS.hint(key), KEYS.all()));
      }
    }
    for (String key : KEYS.names()) {
      String value = properties.getProperty(key);
      if (value == null) {
        problems.add("The key '%s' is missing in %s: add it.".formatted(key, file));
      } else if (value.isBlank() && !MAY_BE_EMPTY.contains(key)) {
        problems.add("The key '%s' in %s is empty: give it a value.".formatted(key, file));
      } else {
        checkValue(key, value.strip(), file, problems);
      }
    }
    if (!problems.isEmpty()) {
      throw new PluginException(problems);
    }
    return new PluginDescriptor(
        properties.getProperty("id").strip(),
        properties.getProperty("version").strip(),
        properties.getProperty("api.version").strip(),
        Integer.parseInt(properties.getProperty("java.version").strip()),
        properties.getProperty("class").strip(),
        list(properties.getProperty("requires")),
        list(properties.getProperty("exports")),
        properties.getProperty("license").strip());
  }

  /** Some editors begin a file with a mark of its encoding. */
  private static void skipMark(Reader reader) throws IOException {
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK) {
      reader.reset();
    }
  }

  private static void checkValue(String key, String value, Path file, List<String> problems) {
    if (!Printable.is(value)) {
      problems.add(
          "The key '%s' in %s holds a control character: take it out of '%s'."
              .formatted(key, file, value));
      return;
    }
    if (key.equals("id") && value.length() > LONGEST_ID) {
      problems.add(
          "The key 'id' in %s is too long, with %d characters: give the plugin an id of at most %d."
              .formatted(file, value.length(), LONGEST_ID));
      return;
    }
    String allowed =
        switch (key) {
          case "id" -> ID.matcher(value).matches() ? null : "lower-case words joined by '-'";
          case "version" ->
              VERSION.matcher(value).matches()
                  ? null
                  : "a version of letters, digits, '.', '-', '_' and '+', such as '1.2.0'";
          case "api.version" ->
              ApiVersion.isRange(value) ? null : "a range of versions, such as '^0.1'";
          case "java.version" ->
              JAVA_VERSION.matcher(value).matches() ? null : "a version of Java, such as '17'";
          case "requires" ->
              list(value).stream().allMatch(id -> ID.matcher(id).matches())
                  ? null
                  : "ids of plugins, separated by commas";
          case "exports" ->
              list(value).stream().allMatch(PackageSet::isWellFormed)
                  ? null
                  : "names of packages, separated by commas";
          default -> null;
        };
    if (allowed != null) {
      problems.add(
          "The key '%s' in %s is '%s', but must be %s.".formatted(key, file, value, allowed));
    }
  }

  private static List<String> list(String value) {
    return value.isBlank()
        ? List.of()
        : Arrays.stream(value.split(",", -1)).map(String::strip).distinct().toList();
  }
}
