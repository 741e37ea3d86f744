package io.stagger.examples.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Split;
import io.stagger.api.data.TokenSpec;
import io.stagger.api.data.Tokens;
import io.stagger.api.embed.Continuation;
import io.stagger.api.embed.LoadOptions;
import io.stagger.api.embed.LoadedRun;
import io.stagger.api.embed.RunSamples;
import io.stagger.api.embed.Stagger;
import io.stagger.api.embed.StaggerOptions;
import io.stagger.api.sampling.SamplingTask;
import io.stagger.api.sampling.StreamRequest;
import io.stagger.api.sampling.TokenSampler;
import io.stagger.api.sampling.TokenStream;
import io.stagger.example.Wave;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The example application, and what else an application may ask of a run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TestContinueWaves {
  private static final List<String> WAYS = List.of("autoregressive", "pyramid", "full-sequence");

  private Path folder;
  private TestingRun trained;

  @BeforeAll
  void train(@TempDir Path given) throws IOException, InterruptedException {
    folder = given;
    trained = TestingRun.train(folder);
  }

  private Stagger open() {
    return Stagger.open(trained.plugins());
  }

  private Stagger openSharing() {
    return Stagger.open(StaggerOptions.of(trained.plugins()).sharing(Wave.class));
  }

  private static List<Tokens> sequences(LoadedRun run, int count, int length) {
    TokenSpec spec = run.sampler().spec();
    List<Tokens> sequences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] values = new float[length * spec.width()];
      for (int t = 0; t < values.length; t++) {
        values[t] = (float) Math.sin(0.3 * t + i);
      }
      sequences.add(Tokens.ofReal(spec, values, new float[0]));
    }
    return sequences;
  }

  private static List<Float> numbers(List<Tokens> tokens) {
    List<Float> numbers = new ArrayList<>();
    for (Tokens sequence : tokens) {
      for (int i = 0; i < sequence.length(); i++) {
        numbers.add(sequence.values().get(i));
      }
    }
    return numbers;
  }

  private static List<Float> sample(LoadedRun run, String way) {
    return numbers(
        run.sampler()
            .sample(
                SamplingTask.of(sequences(run, 1, 8), run.knownTokens(), run.matrix(way, 4), 5)));
  }

  @Test
  void theExampleSaysHowAWaveGoesOn() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    ContinueWaves.run(
        trained.plugins(), trained.directory(), new PrintStream(out, true, StandardCharsets.UTF_8));

    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(3 * 3 + 4);
    assertThat(lines).filteredOn(line -> line.startsWith("  [")).hasSize(3 * 2 + 3);
    // What was measured is what each of them begins with.
    assertThat(lines).filteredOn(line -> line.startsWith("  [0.0, 0.77")).hasSize(3 * 2);
  }

  @Test
  void samplesInEveryWayAndNumberOfSteps() {
    try (Stagger stagger = open();
        LoadedRun run = stagger.load(trained.directory())) {
      assertThat(stagger.plugins()).extracting("id").contains("tensorflow", "example");
      assertThat(run.name()).isEqualTo("waves");
      assertThat(run.step()).isEqualTo(2);
      assertThat(run.data()).contains("100 sine waves of 8 steps");
      assertThat(run.ways()).containsKey("autoregressive");
      TokenSampler sampler = run.sampler();
      for (String way : WAYS) {
        assertThat(sample(run, way)).hasSize(8).allMatch(Float::isFinite);
        List<Tokens> finer =
            sampler.sample(
                SamplingTask.of(sequences(run, 1, 8), 4, run.schedule(way).matrix(4, 7), 5));
        assertThat(numbers(finer)).isNotEqualTo(sample(run, way)).allMatch(Float::isFinite);
      }
      assertThat(run.matrix("autoregressive", 4)).isEqualTo(sampler.matrix(4));
      assertThat(run.matrix("pyramid:uncertaintyScale=2", 4))
          .isNotEqualTo(run.matrix("pyramid", 4));
    }
  }

  @Test
  void stepsOfACallAreThoseOfARunThatIsConfiguredSo() {
    try (Stagger stagger = open();
        LoadedRun run = stagger.load(trained.directory());
        LoadedRun finer =
            stagger.load(trained.directory(), LoadOptions.DEFAULT.set("sampling.steps=9"))) {
      List<Tokens> sequences = sequences(run, 1, 8);
      assertThat(finer.steps()).isEqualTo(9);
      assertThat(
              numbers(
                  run.sampler()
                      .sample(
                          SamplingTask.of(sequences, 4, run.schedule("pyramid").matrix(4, 9), 5))))
          .isEqualTo(
              numbers(
                  finer
                      .sampler()
                      .sample(SamplingTask.of(sequences, 4, finer.matrix("pyramid", 4), 5))));
    }
  }

  @Test
  void predictsSamplesOfTheData() {
    try (Stagger stagger = openSharing();
        LoadedRun run = stagger.load(trained.directory())) {
      RunSamples<Wave> waves = run.as(Wave.class);
      assertThat(waves.size(Split.TEST)).isEqualTo(100);
      var prediction = waves.predict(Split.TEST, 7, Continuation.of(3, 1).by("pyramid").in(5));
      assertThat(prediction.truth()).isEqualTo(waves.get(Split.TEST, 7));
      assertThat(prediction.samples()).hasSize(3).doesNotHaveDuplicates();
      assertThat(waves.predict(Split.TEST, 7, Continuation.of(3, 1).by("pyramid").in(5)))
          .isEqualTo(prediction);
      assertThatThrownBy(() -> waves.get(Split.FUTURE, 0))
          .isInstanceOf(StaggerException.class)
          .hasMessageContaining("has no future samples");
      assertThatThrownBy(() -> waves.predict(new Wave(new float[4]), Continuation.of(1, 1)))
          .isInstanceOf(StaggerException.class)
          .hasMessageContaining("nothing is left to predict; give it 1 more at least");
    }
  }

  @Test
  void saysHowToShareTheClassOfASample() {
    try (Stagger stagger = open();
        LoadedRun run = stagger.load(trained.directory())) {
      assertThat(run.sampleType().getName()).isEqualTo(Wave.class.getName());
      assertThatThrownBy(() -> run.as(Wave.class))
          .isInstanceOf(StaggerException.class)
          .hasMessage(
              "The application's class io.stagger.example.Wave is not that of the plugin, which has"
                  + " its own from its own jar: open Stagger with"
                  + " StaggerOptions.sharing(Wave.class).");
      assertThatThrownBy(() -> run.as(String.class))
          .isInstanceOf(StaggerException.class)
          .hasMessageContaining("of the class io.stagger.example.Wave, not java.lang.String");
      @SuppressWarnings("unchecked")
      RunSamples<Object> samples = (RunSamples<Object>) run.samples();
      assertThatThrownBy(() -> samples.predict(new Wave(new float[8]), Continuation.of(1, 1)))
          .isInstanceOf(StaggerException.class)
          .hasMessageStartingWith(
              "The run continues samples of io.stagger.example.Wave as its plugin loads it, not of"
                  + " io.stagger.example.Wave as the application does")
          .hasMessageContaining("StaggerOptions.sharing");
      // Without the class, samples can be predicted all the same.
      assertThat(run.samples().predict(Split.TEST, 0, Continuation.of(2, 1)).samples()).hasSize(2);
    }
    StaggerOptions options = StaggerOptions.of(trained.plugins());
    assertThatThrownBy(() -> Stagger.open(options.sharing(TestingRun.class)))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("TestingRun is to be shared, but no plugin in")
        .hasMessageContaining("holds its package");
    assertThatThrownBy(() -> Stagger.open(options.sharing(String.class)))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("java.lang.String belongs to Java");
  }

  @Test
  void saysWhatIsWrongWithWhatIsAskedFor() {
    try (Stagger stagger = open();
        LoadedRun run = stagger.load(trained.directory())) {
      assertThatThrownBy(() -> run.matrix("piramid", 4))
          .isInstanceOf(StaggerException.class)
          .hasMessageContaining("pyramid");
      assertThatThrownBy(() -> run.matrix("pyramid:uncertainty", 4))
          .isInstanceOf(StaggerException.class)
          .hasMessageContaining("is no setting");
      assertThatThrownBy(() -> sampleIn(run, 100_000))
          .isInstanceOf(StaggerException.class)
          .hasMessageContaining("A matrix of 100000 steps is asked for");
      assertThatThrownBy(() -> stagger.load(folder.resolve("nowhere")))
          .isInstanceOf(StaggerException.class)
          .hasMessageContaining("There is no run directory");
      assertThatThrownBy(() -> stagger.load(trained.directory(), LoadOptions.DEFAULT.at(7)))
          .isInstanceOf(StaggerException.class)
          .hasMessageContaining("has no checkpoint of step 7; it has those of the steps 2");
      assertThatThrownBy(
              () ->
                  stagger.load(trained.directory(), LoadOptions.DEFAULT.set("backbone.width=128")))
          .isInstanceOf(StaggerException.class)
          .hasMessageContaining("'backbone.width'");
      assertThatThrownBy(() -> stagger.load(trained.directory(), LoadOptions.DEFAULT.set("steps")))
          .isInstanceOf(StaggerException.class)
          .hasMessageContaining("LoadOptions.set takes key=value");
      assertThatThrownBy(
              () -> stagger.load(trained.directory(), LoadOptions.DEFAULT.set("sampling.stps=3")))
          .isInstanceOf(StaggerException.class)
          .hasMessageContaining("steps");
    }
    assertThatThrownBy(() -> Stagger.open(folder.resolve("nowhere")))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("does not exist");
  }

  private static void sampleIn(LoadedRun run, int steps) {
    run.sampler()
        .sample(
            SamplingTask.of(
                sequences(run, 1, 8), 4, run.schedule("full-sequence").matrix(4, steps), 5));
  }

  @Test
  void twoAtOnceDoNotDisturbEachOther() {
    try (Stagger first = open();
        LoadedRun run = first.load(trained.directory())) {
      List<Float> expected = sample(run, "pyramid");
      try (Stagger second = openSharing();
          LoadedRun other = second.load(trained.directory())) {
        assertThat(sample(other, "pyramid")).isEqualTo(expected);
        assertThat(sample(run, "pyramid")).isEqualTo(expected);
      }
      assertThat(sample(run, "pyramid")).isEqualTo(expected);
    }
  }

  @Test
  void manyThreadsGetWhatOneGets() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Stagger stagger = open();
        LoadedRun run = stagger.load(trained.directory());
        LoadedRun other = stagger.load(trained.directory())) {
      List<Float> expected = sample(run, "pyramid");
      List<Future<List<Float>>> futures = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        LoadedRun used = i % 2 == 0 ? run : other;
        futures.add(threads.submit(() -> sample(used, "pyramid")));
      }
      for (Future<List<Float>> future : futures) {
        assertThat(future.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdown();
    }
  }

  /** Fails whoever asks it for anything. */
  private static final class Hostile extends ClassLoader {
    Hostile() {
      super(null);
    }

    private static AssertionError asked(String name) {
      return new AssertionError("The context class loader was asked for " + name);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) {
      throw asked(name);
    }

    @Override
    public URL getResource(String name) {
      throw asked(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) {
      throw asked(name);
    }
  }

  @Test
  void neverAsksTheContextClassLoader() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    List<ClassLoader> loaders = new ArrayList<>();
    loaders.add(null);
    loaders.add(new Hostile());
    try {
      for (ClassLoader loader : loaders) {
        thread.setContextClassLoader(loader);
        try (Stagger stagger = openSharing();
            LoadedRun run = stagger.load(trained.directory())) {
          List<Float> sampled = sample(run, "pyramid");
          run.as(Wave.class).predict(Split.TEST, 0, Continuation.of(1, 1));
          try (TokenStream stream = run.stream(StreamRequest.of(1, 1))) {
            stream.next(2);
          }
          assertThat(thread.getContextClassLoader() == loader).isTrue();
          assertThat(sampled.size()).isEqualTo(8);
        }
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void nothingCanBeUsedAfterItIsClosed() {
    Stagger stagger = openSharing();
    LoadedRun run = stagger.load(trained.directory());
    LoadedRun other = stagger.load(trained.directory());
    TokenStream stream = run.stream(StreamRequest.of(1, 1));
    stream.next(1);
    RunSamples<Wave> waves = run.as(Wave.class);

    run.close();
    run.close();

    for (Runnable use :
        List.<Runnable>of(
            () -> sample(run, "pyramid"),
            () -> stream.next(1),
            () -> stream.fork(2),
            () -> run.stream(StreamRequest.of(1, 1)),
            () -> waves.get(Split.TEST, 0),
            () -> waves.predict(new Wave(new float[8]), Continuation.of(1, 1)))) {
      assertThatThrownBy(use::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("The run is closed.");
    }
    stream.close();
    assertThat(sample(other, "pyramid")).hasSize(8);

    stagger.close();
    stagger.close();

    assertThatThrownBy(() -> sample(other, "pyramid"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("The run is closed.");
    assertThatThrownBy(() -> stagger.load(trained.directory()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Stagger is closed.");
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void closingEndsAStreamThatIsPulledElsewhere() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Stagger stagger = open();
      LoadedRun run = stagger.load(trained.directory());
      TokenStream stream = run.stream(StreamRequest.of(1, 1));
      CountDownLatch begun = new CountDownLatch(1);
      Future<?> pull =
          other.submit(
              () -> {
                stream.next(1);
                begun.countDown();
                stream.next(10_000_000);
              });
      begun.await();

      stagger.close();

      assertThatThrownBy(pull::get)
          .isInstanceOf(ExecutionException.class)
          .satisfies(
              e ->
                  assertThat(e.getCause())
                      .isInstanceOfAny(CancellationException.class, IllegalStateException.class));
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void whatARunCallsCanNotCloseIt() {
    try (Stagger stagger = open();
        LoadedRun run = stagger.load(trained.directory())) {
      SamplingTask.Observer closing = (first, row, tokens) -> run.close();
      SamplingTask task = SamplingTask.of(sequences(run, 1, 8), 4, run.matrix("pyramid", 4), 5);
      assertThatThrownBy(() -> run.sampler().sample(task.with(closing)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("can't be closed by what it calls meanwhile");
      SamplingTask.Observer closingAll = (first, row, tokens) -> stagger.close();
      assertThatThrownBy(() -> run.sampler().sample(task.with(closingAll)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("can't be closed by what it calls meanwhile");
      assertThat(sample(run, "pyramid")).hasSize(8);
    }
  }

  /**
   * The model has some 4 MiB of parameters, and a copy of the plugins' classes more than that, so
   * that 150 of either would be more than 600 MiB.
   */
  @Test
  @EnabledOnOs(OS.LINUX)
  void twoHundredTimesLeaveNothingBehind() throws IOException {
    Set<Thread> before = lasting();
    long early = 0;
    for (int i = 1; i <= 200; i++) {
      try (Stagger stagger = open();
          LoadedRun run = stagger.load(trained.directory())) {
        for (String way : WAYS) {
          sample(run, way);
        }
      }
      if (i == 50) {
        early = residentMebibytes();
      }
    }
    assertThat(residentMebibytes() - early).isLessThan(200);
    assertThat(lasting()).isEqualTo(before);
  }

  private static Set<Thread> lasting() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon())
        .collect(Collectors.toSet());
  }

  private static long residentMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }
}
