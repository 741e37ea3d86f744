package io.stagger.core.plugin.install;

import io.stagger.api.StaggerException;
import io.stagger.core.plugin.PluginDescriptor;
import io.stagger.core.plugin.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A zip that holds a plugin: its files at the top, or in one directory there.
 *
 * <p>All names are checked before anything is written, and sizes while it is, because what a zip
 * says of them need not be true.
 */
final class PluginArchive {
  private static final Pattern DRIVE = Pattern.compile("(\\./)*[A-Za-z]:.*");

  private final Path file;
  private final ArchiveLimits limits;
  private final Cancellation cancellation;

  PluginArchive(Path file, ArchiveLimits limits, Cancellation cancellation) {
    this.file = file;
    this.limits = limits;
    this.cancellation = cancellation;
  }

  /**
   * Unpacks the plugin.
   *
   * @param into where to; it must not exist yet
   * @return the plugin's directory, which is {@code into} or lies in it
   * @throws StaggerException if the file is no zip of a plugin, in one sentence
   */
  Path unpack(Path into) {
    if (Files.notExists(file)) {
      throw new StaggerException("There is no file %s.".formatted(file));
    }
    if (Files.isDirectory(file)) {
      throw new StaggerException(
          "%s is a directory, but a plugin is installed from a zip: pack the directory."
              .formatted(file));
    }
    try (ZipFile zip = open()) {
      Map<String, ZipEntry> entries = entries(zip);
      Optional<String> link = SymbolicLinks.first(file);
      if (link.isPresent()) {
        throw new StaggerException(
            "The zip %s holds the symbolic link '%s', which a plugin may not: pack the file that it points to."
                .formatted(file, Printable.of(link.orElseThrow())));
      }
      String root = root(entries.keySet().stream().toList());
      write(zip, entries, into);
      return into.resolve(root);
    } catch (IOException e) {
      throw new StaggerException(
          "The zip %s can't be unpacked into %s: %s."
              .formatted(file, into.getParent(), Printable.of(Reasons.of(e))),
          e);
    }
  }

  private ZipFile open() throws IOException {
    try {
      return new ZipFile(file.toFile());
    } catch (ZipException e) {
      throw new StaggerException(
          "The file %s is no zip, or a damaged one (%s): get it again."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** What is to be unpacked, by its path. */
  private Map<String, ZipEntry> entries(ZipFile zip) {
    if (zip.size() > limits.files()) {
      throw tooMany();
    }
    ArchiveTree tree = new ArchiveTree();
    Map<String, ZipEntry> entries = new LinkedHashMap<>();
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      ZipEntry entry = all.nextElement();
      String name = entry.getName();
      if (leadsOutside(name)) {
        throw new StaggerException(
            "The zip %s holds the entry '%s', which leads out of it: don't trust it, and ask its author for another."
                .formatted(file, Printable.of(name)));
      }
      List<String> parts = parts(name);
      if (parts.isEmpty() || isOfMacOs(parts)) {
        continue;
      }
      String path = String.join("/", parts);
      switch (tree.add(parts, isDirectory(entry), limits.files())) {
        case FINE -> entries.put(path, entry);
        case TWICE ->
            throw new StaggerException(
                "The zip %s holds the entry '%s' twice: pack it again."
                    .formatted(file, Printable.of(name)));
        case BOTH ->
            throw new StaggerException(
                "The zip %s holds both a file and a directory '%s': pack it again."
                    .formatted(file, Printable.of(tree.conflict(parts))));
      }
      if (tree.size() > limits.files()) {
        throw tooMany();
      }
    }
    return entries;
  }

  private StaggerException tooMany() {
    return new StaggerException(
        "The zip %s holds more than the %d files and directories that a plugin may have."
            .formatted(file, limits.files()));
  }

  private static boolean leadsOutside(String name) {
    String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    return path.indexOf('\\') >= 0
        || path.indexOf('\0') >= 0
        || DRIVE.matcher(path).matches()
        || Arrays.stream(path.split("/", -1)).anyMatch(part -> part.isEmpty() || part.equals(".."));
  }

  /** The names on the way to an entry. Some tools begin it with a dot. */
  private static List<String> parts(String name) {
    return Arrays.stream(name.split("/", -1))
        .filter(part -> !part.isEmpty() && !part.equals("."))
        .toList();
  }

  private static boolean isDirectory(ZipEntry entry) {
    return entry.isDirectory() || entry.getName().endsWith("/.") || entry.getName().equals(".");
  }

  /** Whether it is what a Mac adds to whatever it packs. */
  private static boolean isOfMacOs(List<String> parts) {
    return parts.get(0).equals("__MACOSX") || parts.get(parts.size() - 1).equals(".DS_Store");
  }

  /** The directory in the zip that holds the descriptor; empty if it stands at the top. */
  private String root(List<String> names) {
    if (names.contains(PluginDescriptor.FILE_NAME)) {
      return "";
    }
    List<String> tops = names.stream().map(name -> name.split("/", 2)[0]).distinct().toList();
    if (tops.size() == 1 && names.contains(tops.get(0) + "/" + PluginDescriptor.FILE_NAME)) {
      return tops.get(0);
    }
    throw new StaggerException(
        "The zip %s holds no %s at its top or in its only directory: pack it with the plugin's jars."
            .formatted(file, PluginDescriptor.FILE_NAME));
  }

  private void write(ZipFile zip, Map<String, ZipEntry> entries, Path into) throws IOException {
    long packed = Files.size(file);
    Budget budget =
        new Budget(
            Math.min(limits.bytes(), Math.max(ArchiveLimits.FREE_BYTES, limits.ratio() * packed)));
    Files.createDirectory(into);
    for (Map.Entry<String, ZipEntry> each : entries.entrySet()) {
      ZipEntry entry = each.getValue();
      Path target = into.resolve(each.getKey()).normalize();
      if (!target.startsWith(into)) {
        throw new IllegalStateException("The entry " + entry.getName() + " leads out of its zip.");
      }
      if (isDirectory(entry)) {
        Files.createDirectories(target);
      } else {
        Files.createDirectories(target.getParent());
        write(zip, entry, target, budget);
      }
    }
  }

  private void write(ZipFile zip, ZipEntry entry, Path target, Budget budget) throws IOException {
    CRC32 checksum = new CRC32();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = zip.getInputStream(entry);
        OutputStream out =
            Files.newOutputStream(
                target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        cancellation.check();
        budget.take(count);
        checksum.update(buffer, 0, count);
        out.write(buffer, 0, count);
      }
    }
    if (entry.getCrc() >= 0 && entry.getCrc() != checksum.getValue()) {
      throw new StaggerException(
          "The zip %s is damaged, because the checksum of its entry '%s' is wrong: get it again."
              .formatted(file, Printable.of(entry.getName())));
    }
  }

  /** What may still be written. */
  private final class Budget {
    private final long most;
    private long taken;

    Budget(long most) {
      this.most = most;
    }

    void take(int count) {
      taken += count;
      if (taken > most) {
        throw new StaggerException(
            most == limits.bytes()
                ? "The zip %s unpacks to more than %d MiB: give a higher limit, if you trust it."
                    .formatted(file, Math.max(1, most >> 20))
                : "The zip %s unpacks to more than %d times its size, as only a trap does: don't trust it, and ask its author for another."
                    .formatted(file, limits.ratio()));
      }
    }
  }
}
