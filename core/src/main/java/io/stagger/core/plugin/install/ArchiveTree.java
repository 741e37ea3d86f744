package io.stagger.core.plugin.install;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files and directories that a zip unpacks to, with those that it does not name itself. */
final class ArchiveTree {
  private final Node root = new Node(true);
  private int size;

  /** How a path gets on with those before it. */
  enum Added {
    /** It is new, or was implied by others. */
    FINE,
    /** It was added before. */
    TWICE,
    /** It, or what it lies in, is both a file and a directory. */
    BOTH
  }

  /** A file, or a directory with what is in it. */
  private static final class Node {
    private final Map<String, Node> children = new HashMap<>();
    private final boolean isDirectory;
    private boolean isNamed;

    Node(boolean isDirectory) {
      this.isDirectory = isDirectory;
    }
  }

  /** Adds a path with all directories that it lies in, up to a size of the whole. */
  Added add(List<String> parts, boolean isDirectory, int most) {
    Node at = root;
    for (int i = 0; i < parts.size() && size <= most; i++) {
      boolean isLast = i == parts.size() - 1;
      boolean isInner = !isLast || isDirectory;
      Node next = at.children.get(parts.get(i));
      if (next == null) {
        next = new Node(isInner);
        at.children.put(parts.get(i), next);
        size++;
      } else if (next.isDirectory != isInner) {
        return Added.BOTH;
      }
      at = next;
    }
    if (at.isNamed) {
      return Added.TWICE;
    }
    at.isNamed = true;
    return Added.FINE;
  }

  /** The first part of a path that is both a file and a directory. */
  String conflict(List<String> parts) {
    Node at = root;
    int length = 0;
    while (length < parts.size() && at.isDirectory && at.children.containsKey(parts.get(length))) {
      at = at.children.get(parts.get(length));
      length++;
    }
    return String.join("/", parts.subList(0, length));
  }

  /** How many files and directories there are. */
  int size() {
    return size;
  }
}
