package io.stagger.core.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.stagger.api.StaggerException;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.StatePart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of a run, one directory each, named by the step.
 *
 * <p>A checkpoint is written under a temporary name, every file is forced to the disk, and then the
 * directory is renamed. So whatever has a checkpoint's name is complete, and a failure leaves the
 * earlier ones as they were. One process writes at a time.
 */
public final class CheckpointStore {
  private static final String PARTIAL = ".partial";
  private static final Pattern NAME = Pattern.compile("step-\\d{10,}");
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final Path directory;
  private final ChannelOpener opener;

  /**
   * Creates a store.
   *
   * @param directory holds the checkpoints; made when the first one is saved
   */
  public CheckpointStore(Path directory) {
    this(
        directory,
        file -> FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  CheckpointStore(Path directory, ChannelOpener opener) {
    this.directory = directory;
    this.opener = opener;
  }

  /** Opens a new file to write to. */
  @FunctionalInterface
  interface ChannelOpener {
    FileChannel open(Path file) throws IOException;
  }

  /** The directory that holds the checkpoints. */
  public Path directory() {
    return directory;
  }

  /**
   * Saves a checkpoint. One of the same step is replaced.
   *
   * @param manifest what made it; the tensor files are filled in here
   * @param state gives a part's tensors; called once for each part, so that only one part at a time
   *     has to be held outside the engine
   * @throws StaggerException if it can't be written; then no trace of it is left and the earlier
   *     ones are as they were
   */
  public Checkpoint save(Manifest manifest, Function<StatePart, List<NamedTensor>> state) {
    String name = "step-%010d".formatted(manifest.step());
    Path partial = directory.resolve(name + PARTIAL);
    Path target = directory.resolve(name);
    try {
      Files.createDirectories(directory);
      delete(partial);
      Files.createDirectory(partial);
      Map<String, TensorFile> files = new TreeMap<>();
      for (StatePart part : StatePart.values()) {
        String file = Checkpoint.fileName(part);
        try (FileChannel channel = opener.open(partial.resolve(file))) {
          files.put(
              file,
              SafetensorsWriter.write(
                  channel, state.apply(part), Map.of("step", Long.toString(manifest.step()))));
          channel.force(true);
        }
      }
      Manifest complete = manifest.withFiles(files);
      try (FileChannel channel = opener.open(partial.resolve(Checkpoint.MANIFEST))) {
        ByteBuffer text = ByteBuffer.wrap(JSON.writeValueAsBytes(complete));
        while (text.hasRemaining()) {
          channel.write(text);
        }
        channel.force(true);
      }
      forceDirectory(partial);
      publish(partial, target);
      return new Checkpoint(target, complete);
    } catch (IOException e) {
      discard(partial, e);
      throw failure(manifest.step(), e);
    } catch (RuntimeException e) {
      discard(partial, e);
      throw e;
    }
  }

  private void publish(Path partial, Path target) throws IOException {
    if (Files.exists(target)) {
      Path replaced = target.resolveSibling(target.getFileName() + ".replaced" + PARTIAL);
      delete(replaced);
      Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
      try {
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        Files.move(replaced, target, StandardCopyOption.ATOMIC_MOVE);
        throw e;
      }
      delete(replaced);
    } else {
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    }
    forceDirectory(directory);
  }

  private static void discard(Path partial, Exception cause) {
    try {
      delete(partial);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private StaggerException failure(long step, IOException cause) {
    String reason = String.valueOf(cause.getMessage());
    String lower = reason.toLowerCase(Locale.ROOT);
    String sentence =
        lower.contains("no space left") || lower.contains("quota") || lower.contains("disk full")
            ? "because the disk that holds '%s' is full; free some space there and resume"
                .formatted(directory)
            : "in '%s': %s".formatted(directory, reason);
    return new StaggerException(
        "The checkpoint of step %d can't be saved %s (earlier checkpoints are kept)."
            .formatted(step, sentence),
        cause);
  }

  /**
   * Deletes all checkpoints but the last ones.
   *
   * @param last how many to keep, at least 1
   * @param also the step of one more to keep, such as the best
   */
  public void prune(int last, OptionalLong also) {
    List<Path> all = directories();
    for (Path candidate : all.subList(0, Math.max(0, all.size() - last))) {
      if (also.isEmpty() || step(candidate) != also.getAsLong()) {
        // Renamed first, so that a deletion that is cut short leaves no half a checkpoint.
        Path doomed = candidate.resolveSibling(candidate.getFileName() + PARTIAL);
        try {
          delete(doomed);
          Files.move(candidate, doomed, StandardCopyOption.ATOMIC_MOVE);
          delete(doomed);
        } catch (IOException e) {
          throw new StaggerException(
              "The old checkpoint '%s' can't be deleted: %s.".formatted(candidate, e.getMessage()),
              e);
        }
      }
    }
  }

  /** Deletes what a process left half-written. Only the process that trains may call this. */
  public void removeHalfWritten() {
    for (Path child : children()) {
      if (child.getFileName().toString().endsWith(PARTIAL)) {
        try {
          delete(child);
        } catch (IOException e) {
          throw new StaggerException(
              "The half-written checkpoint '%s' can't be deleted: %s."
                  .formatted(child, e.getMessage()),
              e);
        }
      }
    }
  }

  /** The steps of the complete checkpoints, rising. */
  public List<Long> steps() {
    return directories().stream().map(CheckpointStore::step).toList();
  }

  /** The complete checkpoint of the greatest step; half-written ones are ignored. */
  public Optional<Checkpoint> latest() {
    List<Path> all = directories();
    return all.isEmpty() ? Optional.empty() : Optional.of(Checkpoint.open(all.get(all.size() - 1)));
  }

  /** The complete checkpoint of a step. */
  public Optional<Checkpoint> at(long step) {
    return directories().stream()
        .filter(candidate -> step(candidate) == step)
        .findFirst()
        .map(Checkpoint::open);
  }

  private List<Path> directories() {
    return children().stream()
        .filter(child -> NAME.matcher(child.getFileName().toString()).matches())
        .filter(child -> Files.isRegularFile(child.resolve(Checkpoint.MANIFEST)))
        .sorted(Comparator.comparingLong(CheckpointStore::step))
        .toList();
  }

  private List<Path> children() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(directory)) {
      return children.toList();
    } catch (IOException e) {
      throw new StaggerException(
          "The checkpoints in '%s' can't be listed: %s.".formatted(directory, e.getMessage()), e);
    }
  }

  private static long step(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().substring("step-".length()));
  }

  private static void delete(Path path) throws IOException {
    if (Files.exists(path)) {
      MoreFiles.deleteRecursively(path, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private static void forceDirectory(Path path) throws IOException {
    // A rename survives a power failure only when its directory has reached the disk.
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
