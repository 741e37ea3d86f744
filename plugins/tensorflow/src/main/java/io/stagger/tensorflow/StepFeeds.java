package io.stagger.tensorflow;

import io.stagger.api.engine.DenoisingSteps;
import io.stagger.tensorflow.SamplingGraph.Fixed;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** The tensors of what steps read, for one call or several. */
final class StepFeeds implements AutoCloseable {
  private final TensorFlowModel model;
  private final SessionTensors tensors;
  private final Place place;
  private final Fixed fixed;
  private final TFloat32 table;
  private final TInt32 position;
  private final TInt64 seed;
  private final TInt64 firstStep;
  private final TFloat32 cleanClip;
  private final TInt32 futures;

  /** Conditions, if there are any, and memory, once for each future. */
  private final List<TFloat32> repeated = new ArrayList<>();

  /**
   * Where steps are taken.
   *
   * @param batch the number of sequences
   * @param time how many tokens the table describes
   * @param position the position of the first of them
   * @param seed the session's seed
   * @param steps how many steps were run before
   * @param cleanClip the absolute value that clean predictions are clipped to
   */
  record Place(int batch, int time, int position, long seed, long steps, double cleanClip) {}

  /**
   * Makes the tensors.
   *
   * @param tensors those of the session
   * @param table what each step does, rows of columns for each token
   * @param futures how many futures of each sequence are stepped together
   */
  StepFeeds(
      TensorFlowModel model,
      SessionTensors tensors,
      Place place,
      Fixed fixed,
      float[] table,
      int futures) {
    this.model = model;
    this.tensors = tensors;
    this.place = place;
    this.fixed = fixed;
    int rows = table.length / (place.time() * DenoisingSteps.COLUMNS);
    this.table = NativeTensors.floats(table, rows, place.time(), DenoisingSteps.COLUMNS);
    this.position = TInt32.scalarOf(place.position());
    this.seed = TInt64.scalarOf(place.seed());
    // Step 0 belongs to noise that is not drawn in a step.
    this.firstStep = TInt64.scalarOf(place.steps() + 1);
    this.cleanClip = TFloat32.scalarOf((float) place.cleanClip());
    this.futures = TInt32.scalarOf(futures);
    try {
      if (futures > 1) {
        tensors.conditions().ifPresent(c -> repeated.add(repeat(c, futures)));
        tensors.memory().forEach(slot -> repeated.add(repeat(slot, futures)));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private TFloat32 repeat(TFloat32 tensor, int times) {
    return model.futuresGraph().repeat(model.session(), tensor, place.batch(), times);
  }

  /** The same for several futures of each sequence. */
  StepFeeds widened(float[] theirTable, int count) {
    return new StepFeeds(model, tensors, place, fixed, theirTable, count);
  }

  TFloat32 table() {
    return table;
  }

  TInt32 position() {
    return position;
  }

  TInt64 seed() {
    return seed;
  }

  TInt64 firstStep() {
    return firstStep;
  }

  Session.Runner into(Session.Runner runner, GuidedGraph graph) {
    return into(runner.feed(graph.futures, futures));
  }

  Session.Runner into(Session.Runner runner) {
    runner.feed(fixed.table(), table);
    runner.feed(fixed.firstPosition(), position);
    runner.feed(fixed.seed(), seed);
    runner.feed(fixed.firstStep(), firstStep);
    runner.feed(fixed.cleanClip(), cleanClip);
    List<TFloat32> batchwise = repeated;
    if (repeated.isEmpty()) {
      batchwise = new ArrayList<>();
      tensors.conditions().ifPresent(batchwise::add);
      batchwise.addAll(tensors.memory());
    }
    List<Operand<TFloat32>> theirs = new ArrayList<>();
    fixed.conditions().ifPresent(theirs::add);
    theirs.addAll(fixed.memory());
    for (int i = 0; i < theirs.size(); i++) {
      runner.feed(theirs.get(i), batchwise.get(i));
    }
    return runner;
  }

  /** Everything that a call gave; the caller's to close. */
  static List<Tensor> all(Result result) {
    List<Tensor> tensors = new ArrayList<>();
    result.forEach(entry -> tensors.add(entry.getValue()));
    return tensors;
  }

  @Override
  public void close() {
    table.close();
    position.close();
    seed.close();
    firstStep.close();
    cleanClip.close();
    futures.close();
    repeated.forEach(TFloat32::close);
  }
}
