package io.stagger.core.plugin;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A set of packages, as the key {@code exports} writes it.
 *
 * @param patterns names of packages; {@code a.b.*} stands for {@code a.b} and all below it
 */
record PackageSet(List<String> patterns) {
  /** What a plugin sees of its host. */
  static final PackageSet HOST = new PackageSet(List.of("io.stagger.api.*", "org.slf4j.*"));

  private static final Pattern WELL_FORMED =
      Pattern.compile("[a-zA-Z_]\\w*(?:\\.[a-zA-Z_]\\w*)*(?:\\.\\*)?");

  PackageSet {
    patterns = List.copyOf(patterns);
  }

  static boolean isWellFormed(String pattern) {
    return WELL_FORMED.matcher(pattern).matches();
  }

  /** Whether a package is in the set. */
  boolean contains(String packageName) {
    return patterns.stream().anyMatch(pattern -> matches(pattern, packageName));
  }

  /** Whether a class lies in a package of the set. */
  boolean holdsClass(String className) {
    int dot = className.lastIndexOf('.');
    return dot > 0 && contains(className.substring(0, dot));
  }

  /** Whether a resource, whose name has slashes, lies in a package of the set. */
  boolean holdsResource(String resource) {
    int slash = resource.lastIndexOf('/');
    return slash > 0 && contains(resource.substring(0, slash).replace('/', '.'));
  }

  static boolean matches(String pattern, String packageName) {
    if (pattern.endsWith(".*")) {
      String parent = pattern.substring(0, pattern.length() - 2);
      return packageName.equals(parent) || packageName.startsWith(parent + ".");
    }
    return packageName.equals(pattern);
  }
}
