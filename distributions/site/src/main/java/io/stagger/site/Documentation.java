package io.stagger.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The pages below {@code docs}, and those at the top of the repository that lead to them. */
final class Documentation {
  /** The folder of the pages. */
  static final String FOLDER = "docs/";

  /** The page that all others are reached from. */
  static final String START = FOLDER + "README.md";

  private static final String FIRST = "README.md";

  private static final String PAGE = ".md";

  private final Path root;
  private final SortedMap<String, Page> pages;
  private final SortedMap<String, Page> topPages;

  private Documentation(
      Path root, SortedMap<String, Page> pages, SortedMap<String, Page> topPages) {
    this.root = root;
    this.pages = Collections.unmodifiableSortedMap(pages);
    this.topPages = Collections.unmodifiableSortedMap(topPages);
  }

  /** Changes the text of a page before it is read. */
  @FunctionalInterface
  interface Change {
    /** The text of a page that is read instead of what the file holds. */
    String apply(String path, String text);
  }

  /**
   * Reads all pages.
   *
   * @param root the top of the repository
   * @param change what becomes of their text first
   */
  static Documentation read(Path root, Change change) {
    PageReader reader = new PageReader();
    SortedMap<String, Page> pages = new TreeMap<>();
    texts(root)
        .forEach((path, text) -> pages.put(path, reader.read(path, change.apply(path, text))));
    SortedMap<String, Page> topPages = new TreeMap<>();
    try (Stream<Path> files = Files.list(root)) {
      for (Path file : files.filter(Documentation::isPage).toList()) {
        String path = file.getFileName().toString();
        topPages.put(path, reader.read(path, Files.readString(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Documentation(root, pages, topPages);
  }

  /** The texts of the pages below {@code docs}, by path. */
  static SortedMap<String, String> texts(Path root) {
    SortedMap<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root.resolve(FOLDER))) {
      for (Path file : files.filter(Documentation::isPage).toList()) {
        texts.put(pathOf(root, file), Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }

  /** The top of the repository. */
  Path root() {
    return root;
  }

  /** The pages below {@code docs}, by path. */
  SortedMap<String, Page> pages() {
    return pages;
  }

  /** The pages at the top of the repository, which the site does without, by path. */
  SortedMap<String, Page> topPages() {
    return topPages;
  }

  /** The files below {@code docs} that are no pages, by path in the repository. */
  List<String> pictures() {
    try (Stream<Path> files = Files.walk(root.resolve(FOLDER))) {
      return files
          .filter(file -> Files.isRegularFile(file) && !isPage(file))
          .map(file -> pathOf(root, file))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * By which pages each page is reached from the start, the nearest way: the page that leads to it.
   * The start itself leads to itself. A page that is missing here is not reached.
   */
  Map<String, String> ways() {
    Map<String, String> ways = new LinkedHashMap<>();
    Deque<String> open = new ArrayDeque<>();
    if (pages.containsKey(START)) {
      ways.put(START, START);
      open.add(START);
    }
    while (!open.isEmpty()) {
      String from = open.remove();
      for (Page.Link link : pages.get(from).links()) {
        Optional<String> to = Destination.of(from, link.destination()).map(Destination::path);
        if (to.isPresent() && pages.containsKey(to.get()) && !ways.containsKey(to.get())) {
          ways.put(to.get(), from);
          open.add(to.get());
        }
      }
    }
    return ways;
  }

  /**
   * The pages between the start and a page, both included: by way of the page that a folder begins
   * with, where there is one.
   */
  List<Page> wayTo(String path) {
    Map<String, String> ways = ways();
    List<Page> way = new ArrayList<>();
    String at = path;
    while (ways.containsKey(at)) {
      way.add(0, pages.get(at));
      if (at.equals(START)) {
        break;
      }
      String first = at.substring(0, at.lastIndexOf('/') + 1) + FIRST;
      at = ways.containsKey(first) && !first.equals(at) ? first : ways.get(at);
    }
    return way;
  }

  private static boolean isPage(Path file) {
    return file.getFileName().toString().endsWith(PAGE) && Files.isRegularFile(file);
  }

  private static String pathOf(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }
}
