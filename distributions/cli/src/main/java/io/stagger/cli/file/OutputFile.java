package io.stagger.cli.file;

import io.stagger.api.StaggerException;
import io.stagger.api.evaluation.Picture;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * Writes a file, text in UTF-8, beside its place and then renames it, so that a file is never half
 * written and a failure leaves the former one as it was.
 */
public final class OutputFile {
  private static final String PARTIAL = ".partial";

  private OutputFile() {}

  /** Writes what is in a file. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes everything.
     *
     * @param out where to; it is closed by the caller
     * @throws IOException if it can't be written
     */
    void writeTo(Writer out) throws IOException;
  }

  /**
   * Writes a file into a folder that exists.
   *
   * @param what the file holds, for the message of a failure
   * @throws StaggerException if it can't be written, with the file and the cause
   */
  public static void write(String what, Path file, Content content) {
    try {
      replace(file, partial -> writeText(partial, content));
    } catch (IOException e) {
      throw notWritten(what, file, e);
    }
  }

  /**
   * Writes a picture in the PNG format into a folder that exists.
   *
   * @param what the file holds, for the message of a failure
   * @throws StaggerException if the file's name promises another format, or it can't be written,
   *     with the file and the cause
   */
  public static void write(String what, Path file, byte[] content) {
    write(what, file, Picture.Format.PNG, content);
  }

  /**
   * Writes a picture into a folder that exists.
   *
   * @param what the file holds, for the message of a failure
   * @param format what the content is
   * @throws StaggerException if the file's name promises another format, or it can't be written,
   *     with the file and the cause
   */
  public static void write(String what, Path file, Picture.Format format, byte[] content) {
    String extension = "." + format.extension();
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(extension)) {
      throw new StaggerException(
          "The %s can't be written to '%s', because its format is %s: let the file's name end with %s."
              .formatted(what, file, format, extension));
    }
    try {
      replace(file, partial -> Files.write(partial, content));
    } catch (IOException e) {
      throw notWritten(what, file, e);
    }
  }

  /**
   * Writes a file into a folder that is made if it is missing.
   *
   * @param what the file holds, for the message of a failure
   * @throws StaggerException if it can't be written, with the file and the cause
   */
  public static void writeWithFolder(String what, Path file, Content content) {
    try {
      Files.createDirectories(folder(file));
      replace(file, partial -> writeText(partial, content));
    } catch (IOException e) {
      throw notWritten(what, file, e);
    }
  }

  /** Makes a file. */
  @FunctionalInterface
  private interface Making {
    void make(Path file) throws IOException;
  }

  private static void writeText(Path file, Content content) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      content.writeTo(out);
    }
  }

  private static void replace(Path file, Making making) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("that is a folder");
    }
    Path partial = file.resolveSibling(file.getFileName() + PARTIAL);
    try {
      making.make(partial);
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException | Error e) {
      discard(partial, e);
      throw e;
    }
  }

  private static void discard(Path partial, Throwable cause) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static StaggerException notWritten(String what, Path file, IOException cause) {
    return new StaggerException(
        "The %s can't be written to '%s': %s.".formatted(what, file, reason(file, cause)), cause);
  }

  // The message of many a file system exception is a path alone, which explains nothing.
  private static String reason(Path file, IOException cause) {
    Path folder = folder(file);
    if (Files.isDirectory(file)) {
      return "that is a folder";
    }
    if (Files.notExists(folder)) {
      return "the folder '%s' does not exist".formatted(folder);
    }
    if (!Files.isDirectory(folder)) {
      return "'%s' is not a folder".formatted(folder);
    }
    if (cause instanceof AccessDeniedException) {
      return "access is denied";
    }
    if (cause instanceof FileSystemException exception && exception.getReason() != null) {
      return exception.getReason();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private static Path folder(Path file) {
    return file.toAbsolutePath().getParent();
  }
}
