package io.stagger.core.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagger.api.StaggerException;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.StatePart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * A complete checkpoint on disk.
 *
 * @param directory where it lies
 * @param manifest what made it
 */
public record Checkpoint(Path directory, Manifest manifest) {
  static final String MANIFEST = "manifest.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Opens a checkpoint.
   *
   * @throws StaggerException if the directory holds no manifest that can be read
   */
  public static Checkpoint open(Path directory) {
    Path file = directory.resolve(MANIFEST);
    if (!Files.isRegularFile(file)) {
      throw new StaggerException(
          "'%s' is not a checkpoint, because it holds no %s.".formatted(directory, MANIFEST));
    }
    Manifest manifest;
    try {
      manifest = JSON.readValue(file.toFile(), Manifest.class);
    } catch (IOException e) {
      throw new StaggerException(
          "The manifest '%s' is damaged, so use an earlier checkpoint.".formatted(file), e);
    }
    if (manifest.format() != Manifest.FORMAT) {
      throw new StaggerException(
          "The checkpoint '%s' has the layout %d, but this version of Stagger reads layout %d."
              .formatted(directory, manifest.format(), Manifest.FORMAT));
    }
    return new Checkpoint(directory, manifest);
  }

  /** The name of the file that holds a part of the state. */
  static String fileName(StatePart part) {
    return switch (part) {
      case WEIGHTS -> "weights.safetensors";
      case AVERAGE -> "average.safetensors";
      case OPTIMIZER -> "optimizer.safetensors";
    };
  }

  /**
   * Reads a part of the state, after its length and digest were verified.
   *
   * @throws StaggerException if the file is missing, truncated or altered
   */
  public Map<String, NamedTensor> read(StatePart part) {
    String name = fileName(part);
    Path file = directory.resolve(name);
    TensorFile expected = manifest.files().get(name);
    if (expected == null) {
      throw new StaggerException(
          "The manifest of the checkpoint '%s' does not list %s.".formatted(directory, name));
    }
    try {
      if (!Files.isRegularFile(file)) {
        throw new StaggerException(
            "The checkpoint '%s' lacks its file %s.".formatted(directory, name));
      }
      long bytes = Files.size(file);
      if (bytes != expected.bytes()) {
        throw new StaggerException(
            "The checkpoint file '%s' is %s: it holds %d bytes instead of %d, so use an earlier checkpoint."
                .formatted(
                    file,
                    bytes < expected.bytes() ? "truncated" : "damaged",
                    bytes,
                    expected.bytes()));
      }
      if (!sha256(file).equals(expected.sha256())) {
        throw new StaggerException(
            "The checkpoint file '%s' was altered after it was written (its SHA-256 differs from the manifest's), so use an earlier checkpoint."
                .formatted(file));
      }
    } catch (IOException e) {
      throw new StaggerException(
          "The checkpoint file '%s' can't be read: %s.".formatted(file, e.getMessage()), e);
    }
    return SafetensorsReader.open(file).tensors();
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has SHA-256.", e);
    }
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
