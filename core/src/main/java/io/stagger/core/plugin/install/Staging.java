package io.stagger.core.plugin.install;

import io.stagger.api.StaggerException;
import io.stagger.core.plugin.PluginDescriptor;
import io.stagger.core.plugin.PluginException;
import io.stagger.core.plugin.PluginSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory in which a change of a plugins directory is prepared, and the right to make one. It
 * is on the same file system, so that a directory gets from one to the other in one step, and
 * plugins are not looked for there. Closing it takes it away with all that is left in it.
 *
 * <p>If a process was killed in the middle, the next one takes away what it left, and puts back the
 * plugin that it had taken out, if nothing came in its place.
 */
final class Staging implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Staging.class);
  private static final String OLD = "old";

  private final Path plugins;
  private final Path lockFile;
  private final FileChannel lock;
  private final Path directory;

  private Staging(Path plugins, Path lockFile, FileChannel lock, Path directory) {
    this.plugins = plugins;
    this.lockFile = lockFile;
    this.lock = lock;
    this.directory = directory;
  }

  /**
   * Prepares for a change.
   *
   * @throws StaggerException if the plugins directory does not exist or can't be written, or
   *     another process changes it right now
   */
  static Staging open(Path pluginsDirectory) {
    if (!Files.isDirectory(pluginsDirectory)) {
      throw PluginSet.missing(pluginsDirectory);
    }
    FileChannel lock = null;
    Path lockFile = null;
    Staging staging = null;
    try {
      Path plugins = pluginsDirectory.toRealPath();
      if (!Files.isWritable(plugins)) {
        throw new StaggerException(
            "The plugins directory %s can't be written: make it writable, or name another by --plugins."
                .formatted(pluginsDirectory));
      }
      Path parent = parent(plugins);
      String prefix = "." + plugins.getFileName() + ".";
      lockFile = parent.resolve(prefix + "lock");
      lock = lock(lockFile, pluginsDirectory);
      recover(plugins, parent, prefix + "change-");
      staging =
          new Staging(
              plugins, lockFile, lock, Files.createTempDirectory(parent, prefix + "change-"));
      return staging;
    } catch (IOException e) {
      throw new StaggerException(
          "The plugins directory %s can't be changed: %s."
              .formatted(pluginsDirectory, Reasons.of(e)),
          e);
    } finally {
      if (staging == null && lock != null) {
        unlock(lockFile, lock);
      }
    }
  }

  /** Beside the plugins if that works, else among them, where a name with a dot hides it. */
  private static Path parent(Path plugins) throws IOException {
    Path beside = plugins.getParent();
    return beside != null
            && Files.isWritable(beside)
            && Files.getFileStore(beside).equals(Files.getFileStore(plugins))
        ? beside
        : plugins;
  }

  private static FileChannel lock(Path file, Path pluginsDirectory) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      String mark = UUID.randomUUID().toString();
      if (channel.tryLock(mark.length(), 1, false) != null) {
        channel.write(ByteBuffer.wrap(mark.getBytes(StandardCharsets.US_ASCII)), 0);
        // Between opening and locking, the former owner may have taken the file away.
        if (Files.readString(file, StandardCharsets.US_ASCII).equals(mark)) {
          return channel;
        }
      }
    } catch (OverlappingFileLockException | NoSuchFileException e) {
      // The owner is this process, or was another a moment ago: that comes to the same.
      logger.debug("The lock {} is held", file, e);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new StaggerException(
        "The plugins directory %s is being changed by another process: wait until it is done, and try again."
            .formatted(pluginsDirectory));
  }

  private static void recover(Path plugins, Path parent, String prefix) throws IOException {
    List<Path> left;
    try (Stream<Path> entries = Files.list(parent)) {
      left = entries.filter(entry -> entry.getFileName().toString().startsWith(prefix)).toList();
    }
    for (Path directory : left) {
      Path old = directory.resolve(OLD);
      if (Files.isDirectory(old)) {
        putBack(old, plugins);
      }
      FileTrees.delete(directory);
    }
  }

  /** Puts back what was taken out, unless what was to come in its place has come. */
  private static void putBack(Path old, Path plugins) throws IOException {
    Set<String> ids =
        PluginSet.of(plugins).plugins().stream().map(Staging::id).collect(Collectors.toSet());
    List<Path> takenOut;
    try (Stream<Path> entries = Files.list(old)) {
      takenOut = entries.toList();
    }
    for (Path plugin : takenOut) {
      Path place = plugins.resolve(plugin.getFileName());
      if (!ids.contains(id(plugin)) && Files.notExists(place)) {
        Files.move(plugin, place, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  /** A plugin's id. One whose descriptor can't be read goes by the name of its directory. */
  private static String id(Path plugin) {
    try {
      return PluginDescriptor.read(plugin.resolve(PluginDescriptor.FILE_NAME)).id();
    } catch (PluginException e) {
      logger.debug("A descriptor can't be read", e);
      return plugin.getFileName().toString();
    }
  }

  /** Where something new can be put; it does not exist yet. */
  Path fresh() {
    return directory.resolve("new");
  }

  /** Takes a plugin out of the plugins directory for good. */
  void takeOut(Path plugin) throws IOException {
    // Whatever happens afterwards, it must not come back: so not to where it is looked for.
    Files.move(plugin, directory.resolve("gone"), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Puts a plugin in, in the place of others. If that fails, those are put back.
   *
   * @param plugin where it lies now
   * @param name the name of its directory among the plugins
   * @param replaced the plugins that go
   */
  void putIn(Path plugin, String name, List<Path> replaced) throws IOException {
    Path old = Files.createDirectory(directory.resolve(OLD));
    boolean isDone = false;
    try {
      for (Path each : replaced) {
        Files.move(each, old.resolve(each.getFileName()), StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(plugin, plugins.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      isDone = true;
    } finally {
      if (!isDone) {
        putBack(old, replaced);
      }
    }
  }

  private static void putBack(Path old, List<Path> replaced) throws IOException {
    for (Path each : replaced) {
      Path moved = old.resolve(each.getFileName());
      if (Files.exists(moved)) {
        Files.move(moved, each, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  @Override
  public void close() {
    try {
      FileTrees.delete(directory);
    } catch (IOException e) {
      logger.warn("The directory {} could not be taken away: delete it", directory, e);
    }
    unlock(lockFile, lock);
  }

  private static void unlock(Path file, FileChannel lock) {
    try (lock) {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      logger.warn("The file {} could not be taken away: delete it", file, e);
    }
  }
}
