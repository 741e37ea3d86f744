package io.stagger.tensorflow;

import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.tensorflow.spi.MemorySlot;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;

/**
 * The tensors of a session: its tokens with their conditions and history, and the network's memory.
 * None is ever changed, only replaced, so that a fork shares them.
 *
 * <p>A change that fails leaves everything as it was.
 */
final class SessionTensors implements AutoCloseable {
  private final TensorFlowModel model;
  private final int batch;

  /** What each token has, in order, and how many numbers of it. */
  private final List<Column> columns = new ArrayList<>();

  /** A tensor [batch, time, width] for each column, or none while there are no tokens. */
  private List<SharedTensor> rows = List.of();

  private List<SharedTensor> memory = List.of();

  private enum Kind {
    TOKENS,
    CONDITIONS,
    HISTORY
  }

  private record Column(Kind kind, String name, int width) {}

  private SessionTensors(TensorFlowModel model, SamplingRequest request) {
    this.model = model;
    this.batch = request.batch();
    int width = model.dimensions().tokens().width();
    int conditionWidth = model.dimensions().tokens().conditionWidth();
    columns.add(new Column(Kind.TOKENS, "tokens", width));
    if (conditionWidth > 0) {
      columns.add(new Column(Kind.CONDITIONS, "conditions", conditionWidth));
    }
    if (request.keepHistory()) {
      columns.add(new Column(Kind.HISTORY, "history", width));
    }
  }

  /** Those of a session that holds nothing yet. */
  static SessionTensors empty(TensorFlowModel model, SamplingRequest request) {
    SessionTensors tensors = new SessionTensors(model, request);
    List<MemorySlot> slots = model.backbone().memory(model.dimensions());
    tensors.memory =
        tensors.made(slots.size(), i -> NativeTensors.zeros(tensors.slotShape(slots.get(i), 0)));
    return tensors;
  }

  /**
   * Those of a session that was saved.
   *
   * @param time how many tokens it holds, but for those in the network's memory
   */
  static SessionTensors resumed(
      TensorFlowModel model, SamplingRequest request, SavedSession saved, int time) {
    SessionTensors tensors = new SessionTensors(model, request);
    List<NamedTensor> rows = new ArrayList<>();
    if (time > 0) {
      for (Column column : tensors.columns) {
        rows.add(
            saved.take(
                column.name(),
                List.of((long) request.batch(), (long) time, (long) column.width())));
      }
    }
    List<NamedTensor> memory = new ArrayList<>();
    for (MemorySlot slot : model.backbone().memory(model.dimensions())) {
      memory.add(
          saved.take(memoryName(memory.size()), tensors.slotShape(slot, SavedSession.GROWING)));
    }
    saved.checkNothingElse();
    try {
      tensors.rows = tensors.made(rows.size(), i -> tensor(rows.get(i)));
      tensors.memory = tensors.made(memory.size(), i -> tensor(memory.get(i)));
    } catch (RuntimeException | Error e) {
      tensors.close();
      throw e;
    }
    return tensors;
  }

  private static TFloat32 tensor(NamedTensor saved) {
    return saved.values().hasRemaining()
        ? NativeTensors.floats(
            saved.values(), saved.shape().stream().mapToLong(Long::longValue).toArray())
        : NativeTensors.zeros(saved.shape());
  }

  private static String memoryName(int slot) {
    return "memory." + slot;
  }

  private List<Long> slotShape(MemorySlot slot, long growing) {
    List<Long> shape = new ArrayList<>();
    shape.add((long) batch);
    slot.emptyShape().forEach(size -> shape.add(size == 0 ? growing : size));
    return shape;
  }

  /** The tokens [batch, time, width]; there must be some. */
  TFloat32 tokens() {
    return rows.get(0).tensor();
  }

  /** Their conditions [batch, time, condition width], if the model has any. */
  Optional<TFloat32> conditions() {
    return column(Kind.CONDITIONS);
  }

  /** Their clean predictions of the step before [batch, time, width], if these are kept. */
  Optional<TFloat32> history() {
    return column(Kind.HISTORY);
  }

  private Optional<TFloat32> column(Kind kind) {
    for (int i = 0; i < rows.size(); i++) {
      if (columns.get(i).kind() == kind) {
        return Optional.of(rows.get(i).tensor());
      }
    }
    return Optional.empty();
  }

  /** The network's memory, a tensor for each slot. */
  List<TFloat32> memory() {
    return memory.stream().map(SharedTensor::tensor).toList();
  }

  /**
   * Adds tokens after the others, without history.
   *
   * @param values [batch, count, width]; taken over
   */
  void append(TFloat32 values, FloatBuffer conditions) {
    List<SharedTensor> added = fresh(values, conditions);
    if (rows.isEmpty()) {
      rows = added;
      return;
    }
    try {
      setRows(
          made(
              rows.size(),
              i ->
                  model
                      .editing()
                      .join(model.session(), rows.get(i).tensor(), added.get(i).tensor())));
    } finally {
      added.forEach(SharedTensor::release);
    }
  }

  /**
   * Puts tokens without history in the place of others.
   *
   * @param values [batch, count, width]; taken over
   */
  void replace(int first, TFloat32 values, FloatBuffer conditions) {
    List<SharedTensor> added = fresh(values, conditions);
    try {
      setRows(
          made(
              rows.size(),
              i ->
                  model
                      .editing()
                      .replace(
                          model.session(), rows.get(i).tensor(), added.get(i).tensor(), first)));
    } finally {
      added.forEach(SharedTensor::release);
    }
  }

  private List<SharedTensor> fresh(TFloat32 values, FloatBuffer conditions) {
    long count = values.shape().get(1);
    // The values come first, so that they are released if a later tensor can't be made.
    return made(
        columns.size(),
        i -> {
          Column column = columns.get(i);
          return switch (column.kind()) {
            case TOKENS -> values;
            case CONDITIONS -> NativeTensors.floats(conditions, batch, count, column.width());
            case HISTORY ->
                NativeTensors.zeros(List.of((long) batch, count, (long) column.width()));
          };
        });
  }

  /** Keeps a stretch of the tokens alone, which may be none. */
  void keep(int first, int count) {
    setRows(
        count == 0
            ? List.of()
            : made(
                rows.size(),
                i -> model.editing().cut(model.session(), rows.get(i).tensor(), first, count)));
  }

  /**
   * Takes what a step made of the tokens.
   *
   * @param result the tokens and, if it is kept, their history; taken over
   */
  void stepped(List<Tensor> result) {
    List<SharedTensor> next = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      next.add(
          switch (columns.get(i).kind()) {
            case TOKENS -> share((TFloat32) result.get(0));
            case CONDITIONS -> rows.get(i).retain();
            case HISTORY -> share((TFloat32) result.get(1));
          });
    }
    setRows(List.copyOf(next));
  }

  /** Takes the network's next memory over. */
  void remember(List<TFloat32> next) {
    List<SharedTensor> before = memory;
    memory = next.stream().map(this::share).toList();
    before.forEach(SharedTensor::release);
  }

  private void setRows(List<SharedTensor> next) {
    List<SharedTensor> before = rows;
    rows = next;
    before.forEach(SharedTensor::release);
  }

  private SharedTensor share(TFloat32 tensor) {
    return new SharedTensor(tensor, model.liveTensors());
  }

  private List<SharedTensor> made(int count, IntFunction<TFloat32> make) {
    List<SharedTensor> all = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        all.add(share(make.apply(i)));
      }
    } catch (RuntimeException | Error e) {
      all.forEach(SharedTensor::release);
      throw e;
    }
    return List.copyOf(all);
  }

  /** The same tensors for another session. */
  SessionTensors fork(SamplingRequest request) {
    SessionTensors fork = new SessionTensors(model, request);
    fork.rows = rows.stream().map(SharedTensor::retain).toList();
    fork.memory = memory.stream().map(SharedTensor::retain).toList();
    return fork;
  }

  /** Copies everything out. */
  List<NamedTensor> save() {
    List<NamedTensor> saved = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      saved.add(copy(columns.get(i).name(), rows.get(i).tensor()));
    }
    for (int i = 0; i < memory.size(); i++) {
      saved.add(copy(memoryName(i), memory.get(i).tensor()));
    }
    return saved;
  }

  private static NamedTensor copy(String name, TFloat32 tensor) {
    FloatBuffer values = NativeTensors.direct(Math.toIntExact(tensor.size()));
    if (tensor.size() > 0) {
      NativeTensors.copy(tensor, values);
    }
    List<Long> shape = new ArrayList<>();
    for (long size : tensor.shape().asArray()) {
      shape.add(size);
    }
    return new NamedTensor(name, shape, values.flip());
  }

  @Override
  public void close() {
    setRows(List.of());
    remember(List.of());
  }
}
