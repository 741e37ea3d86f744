package io.stagger.core.plugin.install;

import io.stagger.api.StaggerException;
import io.stagger.core.plugin.PluginException;
import io.stagger.core.plugin.PluginRuntime;
import io.stagger.core.plugin.PluginSet;
import io.stagger.core.plugin.PluginStep;
import io.stagger.core.plugin.PluginWatcher;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts plugins and closes them on a thread of its own, because whoever waits for them must not
 * depend on their code: it may never come to an end, or end the process.
 */
final class Rehearsal implements PluginWatcher {
  /** A plugin that is told to stop may close the others before it is left behind. */
  private static final long PATIENCE_MILLISECONDS = 1000;

  private final PluginSet set;
  private final Duration longest;
  private final Cancellation cancellation;
  private final CompletableFuture<Verification> outcome = new CompletableFuture<>();
  private final Set<String> begun = ConcurrentHashMap.newKeySet();
  private volatile Running running;

  /**
   * Prepares it.
   *
   * @param longest how long one step of one plugin may take
   */
  Rehearsal(PluginSet set, Duration longest, Cancellation cancellation) {
    this.set = set;
    this.longest = longest;
    this.cancellation = cancellation;
  }

  /** A step of a plugin that is going on. */
  private record Running(String id, PluginStep step, long began) {
    String doing() {
      return step.name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public void begins(String id, PluginStep step) {
    begun.add(id);
    running = new Running(id, step, System.nanoTime());
  }

  /**
   * Does it.
   *
   * @throws StaggerException if it was cancelled
   */
  Verification run() {
    // No daemon: the threads that plugins start would be daemons too, and never be missed.
    Thread worker = new Thread(this::startAndClose, "stagger-verify");
    worker.start();
    try {
      Optional<Running> late = await();
      if (late.isPresent()) {
        worker.interrupt();
        worker.join(PATIENCE_MILLISECONDS);
        return wrong(tooLong(late.orElseThrow()));
      }
    } catch (InterruptedException e) {
      worker.interrupt();
      Thread.currentThread().interrupt();
      throw Cancellation.stopped();
    }
    if (!outcome.isDone()) {
      Optional<String> end = endOfProcess();
      if (end.isPresent()) {
        return wrong(end.orElseThrow());
      }
      worker.interrupt();
      throw Cancellation.stopped();
    }
    try {
      return outcome.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void startAndClose() {
    try {
      PluginRuntime runtime = PluginRuntime.start(set, this);
      List<String> problems = runtime.closeAndTell();
      outcome.complete(new Verification(runtime.plugins(), problems));
    } catch (PluginException e) {
      outcome.complete(new Verification(List.of(), e.problems()));
    } catch (RuntimeException | Error e) {
      outcome.completeExceptionally(e);
    }
  }

  /** Waits for the outcome, or for a wish to stop. Returns the step that takes too long. */
  private Optional<Running> await() throws InterruptedException {
    CompletableFuture<?> end = CompletableFuture.anyOf(outcome, cancellation.requested());
    while (true) {
      Running now = running;
      long left = longest.toNanos() - (now == null ? 0 : System.nanoTime() - now.began());
      if (now != null && left <= 0) {
        return Optional.of(now);
      }
      try {
        end.get(left, TimeUnit.NANOSECONDS);
        return Optional.empty();
      } catch (ExecutionException e) {
        // It is an outcome as well.
        return Optional.empty();
      } catch (TimeoutException e) {
        // Perhaps another step has begun meanwhile, so look again.
      }
    }
  }

  private static Verification wrong(String problem) {
    return new Verification(List.of(), List.of(problem));
  }

  private String tooLong(Running late) {
    long seconds = longest.toSeconds();
    return "The plugin '%s' did not finish %s within %s: its entry class must not wait for anything there, or give a longer --timeout."
        .formatted(late.id(), late.doing(), seconds == 1 ? "1 second" : seconds + " seconds");
  }

  /** Says which plugin ends the process, unless it is the user who does. */
  private Optional<String> endOfProcess() {
    Running now = running;
    return Thread.getAllStackTraces().values().stream()
        .filter(Rehearsal::isEndingProcess)
        .findFirst()
        .filter(stack -> now != null)
        .map(stack -> ended(now, owner(stack).orElse(now.id())));
  }

  private static String ended(Running now, String id) {
    return "The plugin '%s' ended the process while %s was %s: it must not call System.exit, but throw an exception."
        .formatted(id, id.equals(now.id()) ? "it" : "the plugin '" + now.id() + "'", now.doing());
  }

  /** Whether it is in {@code System.exit}, where the thread of a signal is not. */
  private static boolean isEndingProcess(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .anyMatch(
            call ->
                call.getClassName().equals(Runtime.class.getName())
                    && call.getMethodName().equals("exit"));
  }

  /** The plugin whose code is nearest. */
  private Optional<String> owner(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .map(StackTraceElement::getClassLoaderName)
        .filter(Objects::nonNull)
        .filter(begun::contains)
        .findFirst();
  }
}
