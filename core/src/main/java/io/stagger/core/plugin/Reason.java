package io.stagger.core.plugin;

import io.stagger.api.StaggerException;

/** Says in one line why a plugin failed, whatever it threw. */
final class Reason {
  private static final int LONGEST = 500;

  private Reason() {}

  /** The end of a sentence, with its full stop. */
  static String of(Throwable cause) {
    String text = text(cause);
    return text.endsWith(".") ? text : text + ".";
  }

  private static String text(Throwable cause) {
    if (cause instanceof StaggerException) {
      return line(message(cause));
    }
    if (cause instanceof UnsupportedClassVersionError) {
      return "one of its classes was compiled for a newer Java: run Stagger with that Java, or install a plugin that is built for this one (%s)."
          .formatted(line(message(cause)));
    }
    if ((cause instanceof NoClassDefFoundError || cause instanceof ClassNotFoundException)
        && message(cause).matches("[\\w/.$]+")) {
      return "it needs the class %s, which must be in one of its jars or in a package that a plugin it requires exports."
          .formatted(message(cause).replace('/', '.'));
    }
    String text = named(cause);
    return cause instanceof ExceptionInInitializerError && cause.getCause() != null
        ? text + ", by " + named(cause.getCause())
        : text;
  }

  private static String named(Throwable cause) {
    String message = message(cause);
    String name = cause.getClass().getName();
    return message.isBlank() ? name : line(name + ": " + message);
  }

  private static String message(Throwable cause) {
    try {
      return String.valueOf(cause.getMessage() == null ? "" : cause.getMessage());
    } catch (RuntimeException | Error e) {
      // The message is made by the plugin, too.
      return "";
    }
  }

  private static String line(String text) {
    String line = Printable.of(text.replaceAll("[\\p{Cc}\\s]+", " ")).strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }
}
