package io.stagger.planning.data;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** The datasets at the top of an HDF5 file. */
final class Hdf5Arrays implements RecordedArrays {
  private final HdfFile file;

  Hdf5Arrays(Path path) {
    file = new HdfFile(path);
  }

  @Override
  public Set<String> names() {
    return file.getChildren().keySet();
  }

  @Override
  public Optional<RecordedArray> read(String name) {
    Node node = file.getChildren().get(name);
    return node instanceof Dataset dataset
        ? Optional.of(new RecordedArray(dataset.getDimensions(), dataset.getDataFlat()))
        : Optional.empty();
  }

  @Override
  public void close() {
    file.close();
  }
}
