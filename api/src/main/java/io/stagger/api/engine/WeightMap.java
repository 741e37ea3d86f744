package io.stagger.api.engine;

import io.stagger.api.Experimental;
import java.util.Optional;

/**
 * Where another program keeps the parameters of a backbone, so that weights trained there can be
 * used here. Immutable.
 *
 * @since 0.1.0
 */
@Experimental
public interface WeightMap {
  /**
   * The tensor of the other program that holds a parameter.
   *
   * @param parameter the parameter's name here, as in {@link NamedTensor#name}
   * @return empty if this map does not know the parameter
   */
  Optional<Source> source(String parameter);

  /**
   * Refuses a backbone that has the parameters but computes something else with them than the other
   * program does. Refuses none unless overridden.
   *
   * @throws io.stagger.api.StaggerException with a sentence that names the setting
   */
  default void check(DenoiserBackbone backbone) {}

  /**
   * A tensor of the other program.
   *
   * @param name its name there
   * @param transposed whether its two dimensions are swapped with regard to ours, as those of a
   *     PyTorch linear layer are: [out, in] there, [in, out] here
   */
  record Source(String name, boolean transposed) {}
}
