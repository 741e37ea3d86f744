package io.stagger.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.sampling.StreamConditions;
import io.stagger.api.sampling.StreamRequest;
import io.stagger.api.sampling.TokenSampler;
import io.stagger.api.sampling.TokenStream;
import io.stagger.core.config.SettingsLoader;
import io.stagger.core.plugin.PluginRuntime;
import io.stagger.core.run.Run;
import io.stagger.core.run.RunDirectory;
import io.stagger.core.run.RunPlan;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Streams as an application has them: in its own process, with the packaged plugins. The models
 * have learned next to nothing, which makes no difference to what is asked here.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TestStreams {
  private static final String EXPERIMENT =
      """
      name: streams
      seed: 1
      data: {name: csv-series, file: "builtin:chicago-l", context: 8, horizon: 8, history: 0}
      tokenizer: {name: calendar-series, weekday: false, annualHarmonics: 0, lags: []}
      backbone: %s
      training: {steps: 2, batchSize: 4}
      sampling: {steps: 3, schedule: %s}
      engine: {threads: 1}
      """;
  private static final String TRANSFORMER =
      "{name: transformer, width: 32, layers: 2, heads: 2, causal: true, positions: rotary}";

  private final Map<String, String> backbones =
      Map.of("transformer", TRANSFORMER, "recurrent", "{name: recurrent, stateWidth: 16}");
  private PluginRuntime plugins;

  @TempDir private Path folder;

  @BeforeAll
  void startPlugins() {
    plugins = PluginRuntime.start(TestingStagger.distribution().resolve("plugins"));
  }

  @AfterAll
  void closePlugins() {
    plugins.close();
  }

  /** A run that took two steps of training. */
  private Run trained(String name, String backbone, String schedule) throws IOException {
    Path experiment = folder.resolve(name + ".yaml");
    Files.writeString(experiment, EXPERIMENT.formatted(backbone, schedule));
    RunPlan plan =
        RunPlan.of(new SettingsLoader(Map.of()).load(experiment, List.of()), plugins.extensions());
    Run.Surroundings alone = new Run.Surroundings(List.of(), List.of());
    Path path = folder.resolve(name);
    try (Run run = Run.begin(plan, path, folder, alone)) {
      run.trainer().train();
    }
    return Run.load(plan, RunDirectory.open(path), plugins.extensions(), alone);
  }

  /** As many tokens for each sequence, of numbers without a meaning. */
  private static List<Tokens> observed(TokenSpec spec, int batch, int count) {
    Random random = new Random(7);
    List<Tokens> tokens = new ArrayList<>();
    for (int sequence = 0; sequence < batch; sequence++) {
      float[] values = new float[count * spec.width()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      tokens.add(Tokens.ofReal(spec, values, new float[0]));
    }
    return tokens;
  }

  private static List<Float> pull(TokenStream stream, int count) {
    return numbers(stream.next(count));
  }

  private static List<Float> numbers(List<Tokens> tokens) {
    List<Float> numbers = new ArrayList<>();
    for (Tokens sequence : tokens) {
      FloatBuffer values = sequence.values();
      while (values.hasRemaining()) {
        numbers.add(values.get());
      }
    }
    return numbers;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "transformer autoregressive",
        "transformer rolling",
        "recurrent autoregressive",
        "recurrent rolling",
        "transformer full-sequence"
      })
  void forksAndSnapshotsGoOnToTheLastBit(String way) throws IOException {
    String[] parts = way.split(" ", 2);
    try (Run run = trained("forks", backbones.get(parts[0]), parts[1])) {
      TokenSampler sampler = run.sampler();
      try (TokenStream stream = sampler.stream(StreamRequest.of(2, 5))) {
        stream.observe(observed(sampler.spec(), 2, 6));
        stream.next(3);
        stream.observe(observed(sampler.spec(), 2, 1), 0.2);
        try (TokenStream same = stream.fork(5);
            TokenStream other = stream.fork(6);
            TokenStream resumed = sampler.resume(stream.snapshot(), StreamConditions.NONE)) {
          List<Float> expected = pull(stream, 30);
          assertThat(expected).allMatch(Float::isFinite);
          assertThat(pull(same, 30)).isEqualTo(expected);
          assertThat(pull(resumed, 30)).isEqualTo(expected);
          assertThat(pull(other, 30)).isNotEqualTo(expected);
          assertThat(resumed.snapshot()).isEqualTo(stream.snapshot());
        }
      }
    }
  }

  @Test
  void publishesWhatIsPulled() throws Exception {
    try (Run run = trained("published", TRANSFORMER, "autoregressive");
        TokenStream published = run.sampler().stream(StreamRequest.of(2, 5));
        TokenStream pulled = run.sampler().stream(StreamRequest.of(2, 5))) {
      ExecutorService executor = Executors.newSingleThreadExecutor();
      try {
        Collector collector = new Collector(20);
        published.publisher(executor).subscribe(collector);
        List<List<Float>> items = collector.items.get();
        for (List<Float> item : items) {
          assertThat(item).isEqualTo(pull(pulled, 1));
        }
        // Nobody asked for more.
        assertThat(published.position()).isEqualTo(20);
      } finally {
        executor.shutdown();
      }
    }
  }

  /** Asks for one token after the other. */
  private static final class Collector implements Flow.Subscriber<List<Tokens>> {
    private final CompletableFuture<List<List<Float>>> items = new CompletableFuture<>();
    private final List<List<Float>> received = new ArrayList<>();
    private final int count;
    private Flow.Subscription subscription;

    Collector(int count) {
      this.count = count;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      subscription.request(1);
    }

    @Override
    public void onNext(List<Tokens> tokens) {
      received.add(numbers(tokens));
      if (received.size() < count) {
        subscription.request(1);
      } else {
        subscription.cancel();
        items.complete(received);
      }
    }

    @Override
    public void onError(Throwable failure) {
      items.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      items.completeExceptionally(new AssertionError("A stream has no end."));
    }
  }

  /**
   * Each of these streams holds more than 2 MiB of keys and values: 256 sequences, 16 tokens, 2
   * layers, 32 numbers each of both. A thousand that leak would be 2 GiB.
   */
  @Test
  @EnabledOnOs(OS.LINUX)
  void thousandStreamsLeaveNoMemory() throws Exception {
    try (Run run = trained("thousand", TRANSFORMER, "autoregressive")) {
      TokenSampler sampler = run.sampler();
      List<Tokens> past = observed(sampler.spec(), 256, 16);
      ExecutorService other = Executors.newSingleThreadExecutor();
      try {
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
          use(sampler, past, random, other);
        }
        long before = residentMebibytes();
        for (int i = 0; i < 1000; i++) {
          use(sampler, past, random, other);
        }
        assertThat(residentMebibytes() - before).isLessThan(500);
      } finally {
        other.shutdown();
      }
    }
  }

  /** Opens a stream, uses it, and ends it in one of several ways. */
  private static void use(
      TokenSampler sampler, List<Tokens> past, Random random, ExecutorService other)
      throws Exception {
    TokenStream stream = sampler.stream(StreamRequest.of(past.size(), random.nextLong()));
    stream.observe(past);
    switch (random.nextInt(3)) {
      case 0 -> endedBy(other.submit(stream::cancel), stream);
      case 1 -> endedBy(other.submit(stream::close), stream);
      default -> {
        try (TokenStream fork = stream.fork(1)) {
          fork.next(1);
        }
      }
    }
    stream.close();
  }

  private static void endedBy(Future<?> ending, TokenStream stream) throws Exception {
    try {
      stream.next(2);
    } catch (CancellationException e) {
      assertThat(e).hasMessageContaining("cancelled");
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageContaining("closed");
    }
    ending.get();
  }

  private static long residentMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }
}
