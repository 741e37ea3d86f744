package io.stagger.planning.data;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jetbrains.bio.npy.NpyArray;
import org.jetbrains.bio.npy.NpzEntry;
import org.jetbrains.bio.npy.NpzFile;

/** The arrays of an NPZ file. */
final class NpzArrays implements RecordedArrays {
  /** How many bytes are read at a time. */
  private static final int STEP = 1 << 18;

  private final NpzFile.Reader file;
  private final Set<String> names = new LinkedHashSet<>();

  NpzArrays(Path path) {
    file = NpzFile.read(path);
    for (NpzEntry entry : file.introspect()) {
      names.add(entry.getName());
    }
  }

  @Override
  public Set<String> names() {
    return names;
  }

  @Override
  public Optional<RecordedArray> read(String name) {
    if (!names.contains(name)) {
      return Optional.empty();
    }
    NpyArray array = file.get(name, STEP);
    return Optional.of(new RecordedArray(array.getShape(), array.getData()));
  }

  @Override
  public void close() {
    file.close();
  }
}
