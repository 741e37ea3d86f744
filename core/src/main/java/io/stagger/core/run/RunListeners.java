package io.stagger.core.run;

import io.stagger.api.run.RunEvent;
import io.stagger.api.run.RunListener;
import java.util.List;

/**
 * Everything that hears of a run.
 *
 * @param listeners in the order in which they are told
 */
record RunListeners(List<RunListener> listeners) {
  RunListeners {
    listeners = List.copyOf(listeners);
  }

  /** Tells all of them. */
  void tell(RunEvent event) {
    listeners.forEach(listener -> listener.onEvent(event));
  }
}
