package io.stagger.core.run;

import java.util.Optional;

/** The version of Stagger that is running, as its jar says. */
final class ProductVersion {
  private ProductVersion() {}

  /** The version, or "development" for classes that are in no jar. */
  static String current() {
    return Optional.ofNullable(ProductVersion.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
