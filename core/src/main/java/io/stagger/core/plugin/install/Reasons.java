package io.stagger.core.plugin.install;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;

/** Says why something could not be done with a file. Many a message is a path alone. */
final class Reasons {
  private Reasons() {}

  static String of(IOException cause) {
    if (cause instanceof AccessDeniedException denied) {
      return "access to %s is denied".formatted(denied.getFile());
    }
    if (cause instanceof FileAlreadyExistsException exists) {
      return "%s is there already".formatted(exists.getFile());
    }
    if (cause instanceof AtomicMoveNotSupportedException) {
      return "it lies on another file system than the directory beside it";
    }
    if (cause instanceof FileSystemException exception && exception.getReason() != null) {
      return "%s (%s)".formatted(exception.getReason(), exception.getFile());
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
