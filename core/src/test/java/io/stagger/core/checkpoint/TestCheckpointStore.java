package io.stagger.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.StatePart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestCheckpointStore {
  @TempDir private Path directory;

  @Test
  void readsBackWhatItSaved() {
    CheckpointStore store = new CheckpointStore(directory.resolve("checkpoints"));

    Checkpoint saved = store.save(manifest(1000), part -> state(part, 3));

    assertThat(saved.directory().getFileName()).hasToString("step-0000001000");
    Checkpoint latest = store.latest().orElseThrow();
    assertThat(latest.manifest())
        .usingRecursiveComparison()
        .ignoringFields("tokenizer")
        .isEqualTo(saved.manifest());
    assertThat(latest.manifest().tokenizer().get("mean")).containsExactly(1.0 / 3, Double.NaN);
    assertThat(latest.manifest().progress().best()).isEqualTo(0.1 + 0.2);
    for (StatePart part : StatePart.values()) {
      assertThat(latest.read(part)).containsOnlyKeys(part.name());
      assertThat(latest.read(part).get(part.name()).values().get(2))
          .isEqualTo(part.name().length());
    }
    assertThat(store.at(1000)).isPresent();
    assertThat(store.at(1)).isEmpty();
  }

  @Test
  void replacesTheCheckpointOfTheSameStep() throws IOException {
    CheckpointStore store = new CheckpointStore(directory);
    store.save(manifest(5), part -> state(part, 3));

    store.save(manifest(5), part -> state(part, 4));

    assertThat(store.latest().orElseThrow().read(StatePart.WEIGHTS).get("WEIGHTS").shape())
        .containsExactly(4L);
    assertThat(names()).containsExactly("step-0000000005");
  }

  @Test
  void keepsTheLastOnesAndTheBest() throws IOException {
    CheckpointStore store = new CheckpointStore(directory);
    for (long step : new long[] {1, 2, 3, 4, 5}) {
      store.save(manifest(step), part -> state(part, 1));
    }

    store.prune(2, OptionalLong.of(2));

    assertThat(store.steps()).containsExactly(2L, 4L, 5L);
    assertThat(names()).hasSize(3);
  }

  @Test
  void ordersBySizeOfStepRatherThanByName() {
    CheckpointStore store = new CheckpointStore(directory);
    store.save(manifest(20_000_000_000L), part -> state(part, 1));
    store.save(manifest(3_000_000_000L), part -> state(part, 1));

    assertThat(store.steps()).containsExactly(3_000_000_000L, 20_000_000_000L);
  }

  @Test
  void ignoresAndRemovesWhatIsHalfWritten() throws IOException {
    CheckpointStore store = new CheckpointStore(directory);
    store.save(manifest(1), part -> state(part, 1));
    Path half = Files.createDirectory(directory.resolve("step-0000000002.partial"));
    Files.writeString(half.resolve("weights.safetensors"), "half");
    Files.createDirectory(directory.resolve("step-0000000003"));

    assertThat(store.latest().orElseThrow().manifest().step()).isEqualTo(1);
    store.removeHalfWritten();

    assertThat(names()).containsExactly("step-0000000001", "step-0000000003");
  }

  @Test
  void hasNoLatestBeforeTheFirst() {
    assertThat(new CheckpointStore(directory.resolve("none")).latest()).isEmpty();
  }

  @Test
  void leavesNoTraceWhenTheDiskFillsUpAndKeepsTheEarlierOnes() throws IOException {
    new CheckpointStore(directory).save(manifest(1), part -> state(part, 1));
    for (int good = 0; good < 4; good++) {
      AtomicInteger files = new AtomicInteger(good);
      CheckpointStore failing =
          new CheckpointStore(
              directory,
              file ->
                  files.getAndDecrement() > 0
                      ? FileChannel.open(
                          file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                      : new TestingFullChannel(file));

      assertThatThrownBy(() -> failing.save(manifest(2), part -> state(part, 1)))
          .isInstanceOf(StaggerException.class)
          .hasMessage(
              "The checkpoint of step 2 can't be saved because the disk that holds '%s' is full; free some space there and resume (earlier checkpoints are kept)."
                  .formatted(directory));

      assertThat(names()).containsExactly("step-0000000001");
      assertThat(failing.latest().orElseThrow().read(StatePart.OPTIMIZER)).hasSize(1);
    }
  }

  @Test
  void leavesNoTraceWhenTheStateCannotBeGiven() throws IOException {
    CheckpointStore store = new CheckpointStore(directory);

    assertThatThrownBy(
            () ->
                store.save(
                    manifest(1),
                    part -> {
                      throw new IllegalStateException("closed");
                    }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(names()).isEmpty();
  }

  @Test
  void survivesARealDiskThatFillsUp() throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "needs tmpfs");
    Path mount = Files.createDirectory(directory.resolve("small"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", mount.toString()));
    try {
      CheckpointStore store = new CheckpointStore(mount);
      store.save(manifest(1), part -> state(part, 1000));

      assertThatThrownBy(() -> store.save(manifest(2), part -> state(part, 20_000)))
          .isInstanceOf(StaggerException.class)
          .hasMessageContaining("is full")
          .hasMessageContaining(mount.toString());

      assertThat(store.steps()).containsExactly(1L);
      assertThat(store.latest().orElseThrow().read(StatePart.WEIGHTS)).hasSize(1);
      try (Stream<Path> children = Files.list(mount)) {
        assertThat(children).hasSize(1);
      }
    } finally {
      // Lazily, because the tensors that were read are still mapped.
      assertThat(run("umount", "--lazy", mount.toString())).isTrue();
    }
  }

  @Test
  void saysThatATensorFileIsTruncated() throws IOException {
    Checkpoint saved = new CheckpointStore(directory).save(manifest(1), part -> state(part, 8));
    Path file = saved.directory().resolve("weights.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 4));

    assertThatThrownBy(() -> saved.read(StatePart.WEIGHTS))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The checkpoint file '%s' is truncated: it holds %d bytes instead of %d, so use an earlier checkpoint."
                .formatted(file, bytes.length - 4, bytes.length));
  }

  @Test
  void saysThatATensorFileWasAltered() throws IOException {
    Checkpoint saved = new CheckpointStore(directory).save(manifest(1), part -> state(part, 8));
    Path file = saved.directory().resolve("average.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);

    assertThatThrownBy(() -> saved.read(StatePart.AVERAGE))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("was altered");
  }

  @Test
  void saysThatATensorFileIsMissing() throws IOException {
    Checkpoint saved = new CheckpointStore(directory).save(manifest(1), part -> state(part, 8));
    Files.delete(saved.directory().resolve("optimizer.safetensors"));

    assertThatThrownBy(() -> saved.read(StatePart.OPTIMIZER))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The checkpoint '%s' lacks its file optimizer.safetensors."
                .formatted(saved.directory()));
  }

  @Test
  void saysThatTheManifestIsDamaged() throws IOException {
    Checkpoint saved = new CheckpointStore(directory).save(manifest(1), part -> state(part, 8));
    Files.writeString(saved.directory().resolve("manifest.json"), "{");

    assertThatThrownBy(() -> Checkpoint.open(saved.directory()))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("manifest.json' is damaged");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  private static List<NamedTensor> state(StatePart part, int size) {
    float[] values = new float[size];
    java.util.Arrays.fill(values, part.name().length());
    return List.of(new NamedTensor(part.name(), List.of((long) size), FloatBuffer.wrap(values)));
  }

  private static Manifest manifest(long step) {
    return new Manifest(
        Manifest.FORMAT,
        "0.1",
        "2026-01-01T00:00:00Z",
        step,
        7,
        "abc",
        "0a1b",
        List.of(new Manifest.PluginVersion("testing", "1.0.0")),
        new Manifest.EngineVersion("testing", "1", "one thread"),
        new Manifest.DataVersion("numbers", "def", 8, 12),
        Map.of("mean", new double[] {1.0 / 3, Double.NaN}),
        new Manifest.Progress("mae", 0.1 + 0.2, step, step, 0),
        Map.of());
  }

  /** A channel to a file on a disk without space. */
  private static final class TestingFullChannel extends TestingForwardingChannel {
    private TestingFullChannel(Path file) throws IOException {
      super(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      throw new IOException("No space left on device");
    }
  }
}
