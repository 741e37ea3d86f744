package io.stagger.core.plugin;

import com.github.zafarkhaja.semver.ParseException;
import com.github.zafarkhaja.semver.Version;

/** The version of {@code io.stagger.api} that this runtime offers to plugins. */
public final class ApiVersion {
  /**
   * The version that the range {@code api.version} of a plugin must contain. Without the suffix of
   * a snapshot, because a range does not contain a pre-release of its lower bound.
   */
  public static final String CURRENT = "0.1.0";

  private ApiVersion() {}

  /** Whether a text is a range of versions, such as {@code ^0.1} or {@code >=0.1 & <0.3}. */
  static boolean isRange(String range) {
    try {
      Version.parse(CURRENT).satisfies(range);
      return true;
    } catch (ParseException e) {
      return false;
    }
  }

  /** Whether a well-formed range contains the current version. */
  static boolean isIn(String range) {
    return Version.parse(CURRENT).satisfies(range);
  }
}
