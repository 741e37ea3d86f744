package io.stagger.examples.application;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Plugins of the packaged distribution and the example plugin, and a run that was trained with them
 * for two steps, in a process of its own.
 *
 * @param plugins the directory of the plugins
 * @param directory the run
 */
record TestingRun(Path plugins, Path directory) {
  private static final int MINUTES = 5;
  private static final String EXPERIMENT =
      """
      name: waves
      data: {name: sine, known: 4, predicted: 4, samples: 100}
      tokenizer: wave
      backbone: {name: transformer, width: 256, layers: 1, heads: 4, causal: true, positions: rotary}
      training: {steps: 2, batchSize: 4}
      sampling: {steps: 2, schedule: autoregressive}
      engine: {threads: 1}
      """;

  /** Trains in a folder. */
  static TestingRun train(Path folder) throws IOException, InterruptedException {
    Path distribution =
        Path.of(System.getProperty("stagger.distribution")).toAbsolutePath().normalize();
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    for (String id : List.of("diffusion", "tensorflow", "transformer")) {
      Files.createSymbolicLink(plugins.resolve(id), distribution.resolve("plugins").resolve(id));
    }
    unpack(Path.of(System.getProperty("stagger.example")), plugins);
    Path experiment = folder.resolve("waves.yaml");
    Files.writeString(experiment, EXPERIMENT);
    Path run = folder.resolve("run");
    Path log = folder.resolve("train.txt");
    ProcessBuilder training =
        new ProcessBuilder(
                distribution.resolve("bin/stagger").toString(),
                "train",
                experiment.toString(),
                "--plugins",
                plugins.toString(),
                "--run",
                run.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    training.environment().keySet().removeIf(name -> name.startsWith("STAGGER_CFG_"));
    Process process = training.start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError("Training failed: " + Files.readString(log));
    }
    return new TestingRun(plugins, run);
  }

  private static void unpack(Path zip, Path target) throws IOException {
    try (InputStream file = Files.newInputStream(zip);
        ZipInputStream in = new ZipInputStream(file)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path path = target.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(in, path);
        }
      }
    }
  }
}
