package io.stagger.tensorflow;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.SessionState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the state of a session, and refuses one that does not fit before anything is made of it.
 */
final class SavedSession {
  /** Stands for a dimension that grows with the committed tokens. */
  static final long GROWING = -1;

  private final SessionState state;
  private final Map<String, NamedTensor> left = new TreeMap<>();

  SavedSession(SessionState state) {
    this.state = state;
    for (NamedTensor tensor : state.tensors()) {
      if (left.put(tensor.name(), tensor) != null) {
        throw misfit("it holds two tensors '%s'".formatted(tensor.name()));
      }
    }
  }

  /**
   * Takes a tensor out.
   *
   * @param shape what its shape must be; a dimension may be {@link #GROWING}
   */
  NamedTensor take(String name, List<Long> shape) {
    NamedTensor tensor = left.remove(name);
    if (tensor == null) {
      throw misfit("it lacks the tensor '%s'".formatted(name));
    }
    boolean fits = tensor.shape().size() == shape.size();
    for (int i = 0; fits && i < shape.size(); i++) {
      long size = tensor.shape().get(i);
      fits = shape.get(i) == GROWING ? size <= state.committed() : size == shape.get(i);
    }
    if (!fits) {
      throw misfit(
          "its tensor '%s' has the shape %s, but %s is needed, where -1 is at most %d"
              .formatted(name, tensor.shape(), shape, state.committed()));
    }
    return tensor;
  }

  /** Refuses tensors that were not taken out. */
  void checkNothingElse() {
    if (!left.isEmpty()) {
      throw misfit(
          "it holds the tensor '%s', which such a session does not have"
              .formatted(left.keySet().iterator().next()));
    }
  }

  /** Says what does not fit. */
  static StaggerException misfit(String why) {
    return new StaggerException(
        "The saved session does not fit this model and request: %s; resume it with the model, batch and solver that it was saved with."
            .formatted(why));
  }
}
