package io.stagger.core.plugin;

import io.stagger.api.StaggerException;

/** An extension is asked for that no installed plugin brings. */
public final class MissingExtensionException extends StaggerException {
  private static final long serialVersionUID = 1L;

  MissingExtensionException(String message) {
    super(message);
  }

  MissingExtensionException(String message, Throwable cause) {
    super(message, cause);
  }
}
