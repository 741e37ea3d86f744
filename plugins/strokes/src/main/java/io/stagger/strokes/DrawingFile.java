package io.stagger.strokes;

import io.stagger.api.StaggerException;
import io.stagger.api.plugin.ExtensionContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A file of drawings: {@code hanzi-writer-data} as npm packs it, or a JSON file of drawings by
 * name, or the few characters that are bundled.
 *
 * @param drawings what it holds, as it stands there
 * @param sha256 the SHA-256 of the file, in hexadecimal
 */
record DrawingFile(List<Drawing> drawings, String sha256) {
  /** Names the bundled characters, which nobody writes: they were made up. */
  static final String INVENTED = "builtin:invented";

  private static final String PACKAGE = "hanzi-writer-data-2.0.1.tgz";
  private static final String PACKAGE_SHA256 =
      "72baf3d82b114e60d6e40ea05f24d2262a05cd39d544e2f322ba2fceb7beff15";
  private static final String MEND =
      "fetch it by 'npm pack hanzi-writer-data@2.0.1' and let 'file' name it";

  /** The folder of everything that npm packs. */
  private static final String FOLDER = "package/";

  private static final String JSON = ".json";

  /**
   * Reads a file.
   *
   * @throws StaggerException if it is missing, damaged, another one than expected, or holds no
   *     drawings
   */
  static DrawingFile read(String name, ExtensionContext context) {
    if (name.equals(INVENTED)) {
      byte[] bytes = bundled();
      return new DrawingFile(new MedianReader(name).many(bytes), sha256(bytes));
    }
    Path path = context.resolve(name);
    if (!Files.isRegularFile(path)) {
      throw new StaggerException(
          "'file' is '%s', but there is no file %s; %s.".formatted(name, path, MEND));
    }
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(path);
    } catch (IOException e) {
      throw new StaggerException(
          "The file %s can't be read (%s); let 'file' name one that can be."
              .formatted(path, e.getMessage()),
          e);
    }
    String sha256 = sha256(bytes);
    List<Drawing> drawings =
        path.toString().toLowerCase(Locale.ROOT).endsWith(JSON)
            ? new MedianReader(path.toString()).many(bytes)
            : unpack(path, bytes, sha256);
    if (drawings.isEmpty()) {
      throw new StaggerException("The file %s holds no drawings; %s.".formatted(path, MEND));
    }
    return new DrawingFile(drawings, sha256);
  }

  private static byte[] bundled() {
    try (InputStream in = DrawingFile.class.getResourceAsStream("invented.json")) {
      return Objects.requireNonNull(in, "invented.json").readAllBytes();
    } catch (IOException e) {
      throw new StaggerException(
          "The bundled characters can't be read; install the plugin anew.", e);
    }
  }

  private static List<Drawing> unpack(Path path, byte[] bytes, String sha256) {
    if (path.getFileName().toString().equals(PACKAGE) && !sha256.equals(PACKAGE_SHA256)) {
      throw new StaggerException(
          "The file %s is not the published one: its SHA-256 is %s, but should be %s; %s."
              .formatted(path, sha256, PACKAGE_SHA256, MEND));
    }
    List<Drawing> drawings = new ArrayList<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new GZIPInputStream(new ByteArrayInputStream(bytes)), StandardCharsets.UTF_8.name())) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String name = entry.getName();
        if (isCharacter(name)) {
          String character = name.substring(FOLDER.length(), name.length() - JSON.length());
          drawings.add(
              new MedianReader("%s in %s".formatted(name, path))
                  .one(character, tar.readAllBytes()));
        }
      }
    } catch (IOException e) {
      throw new StaggerException(
          "The file %s is no gzipped tar archive that can be read (%s); %s."
              .formatted(path, e.getMessage(), MEND),
          e);
    }
    return drawings;
  }

  /** Whether an entry is named as a character is: by one code point. */
  private static boolean isCharacter(String entry) {
    return entry.startsWith(FOLDER)
        && entry.endsWith(JSON)
        && entry.codePointCount(FOLDER.length(), entry.length() - JSON.length()) == 1;
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  /** Makes a SHA-256. */
  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256.", e);
    }
  }
}
