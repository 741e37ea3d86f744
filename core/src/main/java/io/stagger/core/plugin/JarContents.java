package io.stagger.core.plugin;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a jar holds, found without loading a class.
 *
 * @param file the jar
 * @param classes the binary names of its classes
 * @param services the plugin classes that it announces to {@link java.util.ServiceLoader}
 * @param holdsNatives whether it holds a library of the operating system
 * @param fingerprint tells apart jars that hold other things
 */
record JarContents(
    Path file,
    Set<String> classes,
    List<String> services,
    boolean holdsNatives,
    String fingerprint) {
  private static final Pattern NATIVE =
      Pattern.compile(".*\\.(?:so(?:\\.[0-9.]+)?|dll|dylib|jnilib)");
  private static final String SERVICE = "META-INF/services/io.stagger.api.plugin.Plugin";

  /** No list of classes is longer. A jar may pretend to hold gigabytes. */
  private static final int SERVICE_BYTES = 1 << 16;

  private static final String CLASS_SUFFIX = ".class";

  // Class files of Java N have the major version N + 44.
  private static final int FIRST_MAJOR_VERSION = 44;

  static JarContents read(Path file) throws IOException {
    Set<String> classes = new TreeSet<>();
    List<String> services = new ArrayList<>();
    boolean holdsNatives = false;
    Hasher hasher = Hashing.sha256().newHasher();
    try (JarFile jar = new JarFile(file.toFile())) {
      for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        String name = entry.getName();
        hasher.putUnencodedChars(name).putLong(entry.getSize()).putLong(entry.getCrc());
        holdsNatives |= NATIVE.matcher(name).matches();
        if (name.endsWith(CLASS_SUFFIX)
            && !name.startsWith("META-INF/")
            && !name.endsWith("module-info.class")
            && !name.endsWith("package-info.class")) {
          classes.add(className(name));
        } else if (name.equals(SERVICE)) {
          services(jar.getInputStream(entry))
              .lines()
              .map(line -> line.replaceFirst("#.*", "").strip())
              .filter(line -> !line.isEmpty())
              .forEach(services::add);
        }
      }
    }
    return new JarContents(file, classes, services, holdsNatives, hasher.hash().toString());
  }

  private static String services(InputStream in) throws IOException {
    try (in) {
      byte[] bytes = in.readNBytes(SERVICE_BYTES + 1);
      if (bytes.length > SERVICE_BYTES) {
        throw new IOException("its " + SERVICE + " is far too long");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** The packages that hold a class. */
  Set<String> packages() {
    return classes.stream()
        .map(JarContents::packageOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The version of Java that a class of the jar was compiled for; empty if it is no class file. */
  Optional<Integer> javaVersionOf(String className) throws IOException {
    try (JarFile jar = new JarFile(file.toFile());
        DataInputStream in =
            new DataInputStream(jar.getInputStream(jar.getJarEntry(entryOf(className))))) {
      if (in.readInt() != 0xCAFEBABE) {
        return Optional.empty();
      }
      in.readUnsignedShort();
      return Optional.of(in.readUnsignedShort() - FIRST_MAJOR_VERSION);
    }
  }

  /** The bytes of a class of the jar. */
  byte[] bytesOf(String className) throws IOException {
    try (JarFile jar = new JarFile(file.toFile());
        InputStream in = jar.getInputStream(jar.getJarEntry(entryOf(className)))) {
      return in.readAllBytes();
    }
  }

  /** The name of a class's file. */
  static String entryOf(String className) {
    return className.replace('.', '/') + CLASS_SUFFIX;
  }

  static String packageOf(String className) {
    int dot = className.lastIndexOf('.');
    return dot < 0 ? "" : className.substring(0, dot);
  }

  private static String className(String entry) {
    return entry.substring(0, entry.length() - CLASS_SUFFIX.length()).replace('/', '.');
  }
}
