package io.stagger.core.rollout;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Tokens;
import io.stagger.api.engine.GuidanceTally;
import io.stagger.api.engine.SamplingRequest;
import io.stagger.api.engine.SamplingRequest.Stabilization;
import io.stagger.api.engine.SamplingSession;
import io.stagger.api.sampling.SamplingTask.Steering;
import io.stagger.api.sampling.StreamConditions;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Goes on in one session, whose memory holds the past.
 *
 * <p>The active tokens are, in this order: taken ones, finished ones that wait, and those in the
 * making. Taken ones are committed before the engine is asked for more and no earlier, so that the
 * groups that are committed depend on the schedule alone. One call into the engine takes all rows
 * until the first token in the making is finished, or one row where it is guided; a token that
 * begins in any of them is appended before.
 *
 * <p>An observation takes the place of tokens in the making. The rows go on for the others; if
 * there are none, the schedule begins anew after it. Finished tokens that wait behind it were
 * sampled without it: then they and all after them begin again.
 */
final class MemoryRoll implements Roll {
  private final StreamHost host;
  private final EndlessSchedule schedule;
  private final BatchLayout layout;
  private final SamplingSession session;
  private final GuidanceTally tallyBefore;
  private final BegunConditions conditions;
  private final int futures;

  /** Whether anything is steered towards. */
  private boolean guided;

  /** Where the schedule's first token is. */
  private long origin;

  /** The state of the schedule. */
  private long row;

  private long position;

  /** How many active tokens are taken. */
  private int taken;

  private MemoryRoll(
      StreamHost host,
      EndlessSchedule schedule,
      BatchLayout layout,
      SamplingSession session,
      BegunConditions conditions,
      int futures,
      boolean guided,
      Place place) {
    this.host = host;
    this.schedule = schedule;
    this.layout = layout;
    this.session = session;
    this.tallyBefore = session.guidance();
    this.conditions = conditions;
    this.futures = futures;
    this.guided = guided;
    this.origin = place.origin();
    this.row = place.row();
    this.position = place.position();
    this.taken = place.taken();
  }

  /** How far a roll-out is. */
  private record Place(long origin, long row, long position, int taken) {}

  /** Begins. */
  static MemoryRoll open(
      StreamHost host,
      EndlessSchedule schedule,
      BatchLayout layout,
      StreamConditions conditions,
      Steering steering,
      long seed) {
    return new MemoryRoll(
        host,
        schedule,
        layout,
        host.inTurn(() -> host.model().sample(request(host, layout, steering, seed))),
        new BegunConditions(layout.spec(), layout.batch(), conditions, 0, List.of()),
        host.futures(steering),
        !guidance(host, layout, steering).isEmpty(),
        new Place(0, 0, 0, 0));
  }

  /** Goes on. */
  static MemoryRoll resume(
      StreamHost host,
      EndlessSchedule schedule,
      BatchLayout layout,
      StreamConditions conditions,
      Steering steering,
      long seed,
      Snapshot snapshot) {
    long position = snapshot.place(Snapshot.POSITION);
    Place place =
        new Place(
            snapshot.place("origin"), snapshot.place("row"), position, snapshot.count("taken", 0));
    BegunConditions begun =
        new BegunConditions(
            layout.spec(),
            layout.batch(),
            conditions,
            position,
            snapshot.rows("conditions", layout.batch(), layout.spec().conditionWidth()));
    return new MemoryRoll(
        host,
        schedule,
        layout,
        host.inTurn(
            () -> host.model().resume(request(host, layout, steering, seed), snapshot.session())),
        begun,
        host.futures(steering),
        !guidance(host, layout, steering).isEmpty(),
        place);
  }

  private static SamplingRequest request(
      StreamHost host, BatchLayout layout, Steering steering, long seed) {
    return host.request(
        layout.batch(), steering, guidance(host, layout, steering), host.sessionSeed(seed));
  }

  private static List<SamplingRequest.Guidance> guidance(
      StreamHost host, BatchLayout layout, Steering steering) {
    Tokens nothing = Tokens.ofReal(layout.spec(), new float[0], new float[0]);
    return host.guidance(steering, Collections.nCopies(layout.batch(), nothing), 0);
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public BatchLayout.Column next(BooleanSupplier cancelled) {
    while (finishedEnd() == position) {
      run(cancelled);
    }
    if (cancelled.getAsBoolean()) {
      // It waits, finished, for the next pull or for an observation that takes its place.
      throw new CancellationException("The pull was cancelled.");
    }
    int width = layout.spec().width();
    FloatBuffer buffer = layout.direct(width);
    host.inTurn(() -> session.read(taken, 1, buffer));
    BatchLayout.Column column =
        new BatchLayout.Column(
            layout.rows(buffer.rewind(), 1, width).get(0), conditions.of(position, 1).get(0));
    taken++;
    pass(position + 1);
    return column;
  }

  private void pass(long end) {
    position = end;
    conditions.pass(end);
  }

  /** One past the last finished token from the position on. */
  private long finishedEnd() {
    long end = Math.max(position, origin + schedule.firstUnfinished(row));
    long begun = origin + schedule.begunEnd(row);
    while (end < begun && schedule.level(row, end - origin) == 0) {
      end++;
    }
    return end;
  }

  /** Takes rows until the next token is finished, or some before a row that has nothing to do. */
  private void run(BooleanSupplier cancelled) {
    while (!changes(row)) {
      row++;
    }
    long next = position - origin;
    long end = row + 1;
    // Where an objective may fail, each row is a call of its own: what is before it stays true. The
    // engine takes guided rows one by one anyway.
    while (!guided && schedule.level(end, next) > 0 && changes(end)) {
      end++;
    }
    conditions.begin(origin + schedule.begunEnd(end));
    long until = end;
    host.inTurn(
        () -> {
          if (cancelled.getAsBoolean()) {
            throw new CancellationException("The pull was cancelled.");
          }
          commitTaken();
          appendUpTo(until);
          session.step(
              host.plan(0, schedule, row, Math.toIntExact(until - row), next, session.active()));
        });
    row = end;
  }

  private void appendUpTo(long end) {
    int active = session.active();
    int missing = (int) (origin + schedule.begunEnd(end) - position) - active;
    if (missing > 0) {
      session.appendNoise(missing, conditionsFrom(position + active, missing));
    }
  }

  private FloatBuffer conditionsFrom(long first, int count) {
    return layout.buffer(conditions.of(first, count), layout.spec().conditionWidth());
  }

  /** Whether a token that is not past changes from a row to the next. */
  private boolean changes(long from) {
    long end = schedule.begunEnd(from + 1);
    for (long token = Math.max(position - origin, schedule.firstUnfinished(from));
        token < end;
        token++) {
      if (schedule.level(from, token) != schedule.level(from + 1, token)) {
        return true;
      }
    }
    return false;
  }

  private void commitTaken() {
    if (taken > 0) {
      session.commit(taken);
      taken = 0;
    }
  }

  @Override
  public void observe(List<BatchLayout.Column> columns, Optional<Stabilization> shown) {
    boolean anew = host.inTurn(() -> observeInTurn(columns, shown));
    pass(position + columns.size());
    if (anew) {
      origin = position;
      row = 0;
    }
  }

  /** Whether no token in the making is left. */
  private boolean observeInTurn(List<BatchLayout.Column> columns, Optional<Stabilization> shown) {
    int count = columns.size();
    int waiting = (int) (finishedEnd() - position);
    commitTaken();
    if (waiting > count) {
      session.drop(session.active());
    }
    int making = session.active();
    int replaced = Math.min(count, making);
    if (replaced > 0) {
      List<BatchLayout.Column> first = columns.subList(0, replaced);
      session.replace(0, replaced, layout.values(first), layout.conditions(first));
      commit(replaced, shown);
    }
    for (int done = replaced; done < count; ) {
      int group = Math.min(host.together(), count - done);
      List<BatchLayout.Column> further = columns.subList(done, done + group);
      session.append(group, layout.values(further), layout.conditions(further));
      commit(group, shown);
      done += group;
    }
    return making <= count;
  }

  private void commit(int count, Optional<Stabilization> shown) {
    if (shown.isPresent()) {
      session.commit(count, shown.get());
    } else {
      session.commit(count);
    }
  }

  @Override
  public void condition(StreamConditions source) {
    conditions.source(source);
  }

  @Override
  public void steer(Steering steering) {
    if (host.futures(steering) != futures) {
      throw new StaggerException(
          "The stream was opened to look at %d futures in each step, which can't become %d: keep the number, or open another stream."
              .formatted(futures, host.futures(steering)));
    }
    List<SamplingRequest.Guidance> guidance = guidance(host, layout, steering);
    host.inTurn(() -> session.steer(guidance));
    guided = !guidance.isEmpty();
  }

  @Override
  public Roll fork(long seed) {
    return new MemoryRoll(
        host,
        schedule,
        layout,
        host.inTurn(() -> session.fork(host.sessionSeed(seed))),
        conditions.copy(),
        futures,
        guided,
        new Place(origin, row, position, taken));
  }

  @Override
  public void save(Snapshot.Builder snapshot) {
    snapshot
        .put("origin", origin)
        .put("row", row)
        .put("taken", taken)
        .session(host.inTurn(session::save))
        .rows("conditions", conditions.begun(), layout.batch() * layout.spec().conditionWidth());
  }

  @Override
  public void close() {
    host.inTurn(
        () -> {
          host.steered(session.guidance().since(tallyBefore));
          session.close();
        });
  }
}
