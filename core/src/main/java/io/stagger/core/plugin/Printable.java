package io.stagger.core.plugin;

import java.util.regex.Pattern;

/** Text from somebody else that is to be shown: what would steer a terminal is taken out of it. */
public final class Printable {
  private static final Pattern STEERING = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private Printable() {}

  /** Whether a text can be shown as it is. */
  public static boolean is(String text) {
    return !STEERING.matcher(text).find();
  }

  /** The text with a question mark for each character that can't be shown. */
  public static String of(String text) {
    return STEERING.matcher(text).replaceAll("?");
  }
}
