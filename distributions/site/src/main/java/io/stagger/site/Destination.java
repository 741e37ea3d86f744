package io.stagger.site;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a link leads within the repository.
 *
 * @param path the file, counted from the top; begins with {@code ..} if it lies outside
 * @param anchor the place in it; empty if none is named
 */
record Destination(String path, String anchor) {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");

  /** Whether a link names a scheme, such as {@code https:}, and so leads elsewhere. */
  static boolean hasScheme(String link) {
    return SCHEME.matcher(link).matches();
  }

  /**
   * Follows a link.
   *
   * @param from the page that it stands in
   * @return nothing if it leads elsewhere, or is absolute
   */
  static Optional<Destination> of(String from, String link) {
    if (hasScheme(link) || link.startsWith("/")) {
      return Optional.empty();
    }
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    String anchor = hash < 0 ? "" : decode(link.substring(hash + 1));
    return Optional.of(
        new Destination(file.isEmpty() ? from : resolve(from, decode(file)), anchor));
  }

  private static String resolve(String from, String file) {
    Deque<String> names = new ArrayDeque<>();
    String folder = from.substring(0, from.lastIndexOf('/') + 1);
    for (String name : (folder + file).split("/", -1)) {
      if (name.equals("..") && !names.isEmpty() && !names.getLast().equals("..")) {
        names.removeLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.addLast(name);
      }
    }
    return String.join("/", names);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
