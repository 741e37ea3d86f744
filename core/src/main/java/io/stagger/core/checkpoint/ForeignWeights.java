package io.stagger.core.checkpoint;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.WeightMap;
import io.stagger.core.config.Choices;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Weights that another program trained and saved in the safetensors format.
 *
 * @param file where they were read from
 * @param tensors the tensors of floats by their names there
 * @param others the data types of those that hold something else, by their names there
 */
public record ForeignWeights(
    Path file, Map<String, NamedTensor> tensors, Map<String, String> others) {
  private static final Pattern NUMBER = Pattern.compile("(?<=\\.|^)\\d+(?=\\.|$)");

  /** Copies the maps. */
  public ForeignWeights {
    tensors = Map.copyOf(tensors);
    others = Map.copyOf(others);
  }

  /**
   * Opens a file. Its values are read as they are used, so it must stay.
   *
   * @throws StaggerException if it can't be read
   */
  public static ForeignWeights open(Path file) {
    SafetensorsReader reader = SafetensorsReader.openForeign(file);
    return new ForeignWeights(file, reader.tensors(), reader.others());
  }

  /**
   * The same tensors, with a prefix taken off those names that begin with it. Programs that save a
   * network as a part of something larger put its place before every name.
   *
   * @param prefix may be empty
   * @throws StaggerException if no name begins with it, or two would become one
   */
  public ForeignWeights withoutPrefix(String prefix) {
    if (tensors.keySet().stream().noneMatch(name -> name.startsWith(prefix))) {
      throw new StaggerException(
          "No tensor in '%s' has a name that begins with '%s'; one of its names is '%s'."
              .formatted(
                  file, prefix, tensors.keySet().stream().sorted().findFirst().orElse("none")));
    }
    return new ForeignWeights(file, withoutPrefix(prefix, tensors), withoutPrefix(prefix, others));
  }

  private <T> Map<String, T> withoutPrefix(String prefix, Map<String, T> named) {
    Map<String, T> shortened = new HashMap<>();
    named.forEach(
        (whole, value) -> {
          String name = whole.startsWith(prefix) ? whole.substring(prefix.length()) : whole;
          if (shortened.put(name, value) != null) {
            throw new StaggerException(
                "The file '%s' holds both '%s' and '%s', so the prefix can't be taken off."
                    .formatted(file, name, prefix + name));
          }
        });
    return shortened;
  }

  /**
   * What fits a model.
   *
   * @param weights the parameters under their names here, by name
   * @param unused the tensors of the file that are for nothing here, sorted
   */
  public record Matched(Map<String, NamedTensor> weights, List<String> unused) {
    /** Copies the collections. */
    public Matched {
      weights = Map.copyOf(weights);
      unused = List.copyOf(unused);
    }
  }

  /**
   * Finds every parameter of a model.
   *
   * @param parameters the model's own, for their names and shapes
   * @param map where each is
   * @throws StaggerException if the map does not know a parameter, or its tensor is missing, has
   *     another shape, or holds something that is not finite; or if tensors are left over that are
   *     named like those of a parameter but for a number, as those of a further layer are
   */
  public Matched match(List<NamedTensor> parameters, WeightMap map) {
    Map<String, NamedTensor> weights = new HashMap<>();
    TreeSet<String> unused = new TreeSet<>(tensors.keySet());
    unused.addAll(others.keySet());
    Set<String> families = new HashSet<>();
    List<String> unknown = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (NamedTensor parameter : parameters) {
      Optional<WeightMap.Source> source = map.source(parameter.name());
      if (source.isEmpty()) {
        unknown.add(parameter.name());
      } else if (!tensors.containsKey(source.get().name())) {
        missing.add(source.get().name());
      } else {
        unused.remove(source.get().name());
        families.add(family(source.get().name()));
        weights.put(parameter.name(), fitted(parameter, source.get()));
      }
    }
    if (!unknown.isEmpty()) {
      throw new StaggerException(
          "The weight map does not say where %d of the model's %d parameters are, among them '%s'; add %s to the map."
              .formatted(
                  unknown.size(),
                  parameters.size(),
                  unknown.get(0),
                  unknown.size() == 1 ? "it" : "them"));
    }
    if (!missing.isEmpty() && others.containsKey(missing.get(0))) {
      throw new StaggerException(
          "Tensor '%s' in '%s' has the data type %s, but weights are floats."
              .formatted(missing.get(0), file, others.get(missing.get(0))));
    }
    if (!missing.isEmpty()) {
      throw new StaggerException(
          "The file '%s' lacks %d of the %d tensors that the weight map names, among them '%s'%s; check the map, its prefix, and that the model has as many layers."
              .formatted(
                  file,
                  missing.size(),
                  parameters.size(),
                  missing.get(0),
                  Choices.of(tensors.keySet()).hint(missing.get(0))));
    }
    List<String> related = unused.stream().filter(name -> families.contains(family(name))).toList();
    if (!related.isEmpty()) {
      throw new StaggerException(
          "The file '%s' holds more tensors of the kinds that the model has (%d, among them '%s'); give the model as many layers as the weights have."
              .formatted(file, related.size(), related.get(0)));
    }
    return new Matched(weights, new ArrayList<>(unused));
  }

  /** The name with any number for each of its numbers. */
  private static String family(String name) {
    return NUMBER.matcher(name).replaceAll("#");
  }

  private NamedTensor fitted(NamedTensor parameter, WeightMap.Source source) {
    NamedTensor foreign = tensors.get(source.name());
    List<Long> shape = new ArrayList<>(foreign.shape());
    if (source.transposed()) {
      Collections.reverse(shape);
    }
    if (!shape.equals(parameter.shape()) || (source.transposed() && shape.size() != 2)) {
      throw new StaggerException(
          "Tensor '%s' in '%s' has the shape %s%s, but the parameter '%s' has %s; give the model the sizes that the weights were trained with."
              .formatted(
                  source.name(),
                  file,
                  foreign.shape(),
                  source.transposed() ? " (to be transposed)" : "",
                  parameter.name(),
                  parameter.shape()));
    }
    float[] values = new float[foreign.values().remaining()];
    foreign.values().duplicate().get(values);
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new StaggerException(
            "Tensor '%s' in '%s' holds a number that is %s in float32, so these weights can't be used."
                .formatted(source.name(), file, value));
      }
    }
    return new NamedTensor(
        parameter.name(),
        parameter.shape(),
        FloatBuffer.wrap(source.transposed() ? transposed(values, foreign.shape()) : values));
  }

  private static float[] transposed(float[] values, List<Long> shape) {
    int rows = Math.toIntExact(shape.get(0));
    int columns = Math.toIntExact(shape.get(1));
    float[] transposed = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        transposed[column * rows + row] = values[row * columns + column];
      }
    }
    return transposed;
  }
}
