package io.stagger.examples.application;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Tokens;
import io.stagger.api.embed.Continuation;
import io.stagger.api.embed.LoadedRun;
import io.stagger.api.embed.RunSamples;
import io.stagger.api.embed.Stagger;
import io.stagger.api.embed.StaggerOptions;
import io.stagger.api.evaluation.Prediction;
import io.stagger.api.sampling.StreamRequest;
import io.stagger.api.sampling.TokenStream;
import io.stagger.example.Wave;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Says how a wave goes on: in three ways by one model, and then without an end.
 *
 * <pre>java ... io.stagger.examples.application.ContinueWaves PLUGINS RUN</pre>
 */
public final class ContinueWaves {
  private static final List<String> WAYS = List.of("autoregressive", "pyramid", "full-sequence");

  private ContinueWaves() {}

  /** Takes the directory of the plugins and that of a run that was trained on sine waves. */
  public static void main(String[] arguments) {
    if (arguments.length != 2) {
      System.err.println("Give the directory of the plugins and that of a run.");
      System.exit(2);
    }
    try {
      run(Path.of(arguments[0]), Path.of(arguments[1]), System.out);
    } catch (StaggerException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  static void run(Path plugins, Path directory, PrintStream out) {
    // The class Wave is the plugin's, and the application uses it too.
    StaggerOptions options = StaggerOptions.of(plugins).sharing(Wave.class);
    try (Stagger stagger = Stagger.open(options);
        LoadedRun run = stagger.load(directory)) {
      RunSamples<Wave> waves = run.as(Wave.class);
      Wave measured = measured(waves);
      for (String way : WAYS) {
        Prediction<Wave> prediction = waves.predict(measured, Continuation.of(2, 1).by(way));
        out.printf("%s:%n", way);
        prediction.samples().forEach(wave -> out.println("  " + wave));
      }
      stream(run, waves, measured, out);
    }
  }

  /** What is known of a wave, and room for what is to be predicted. */
  private static Wave measured(RunSamples<Wave> waves) {
    float[] heights = new float[waves.sampleLength()];
    Arrays.fill(heights, Float.NaN);
    for (int t = 0; t < waves.knownLength(); t++) {
      heights[t] = (float) (2 * Math.sin(0.4 * t));
    }
    return new Wave(heights);
  }

  /** Goes on beyond the length of a sample, a few tokens at a time. */
  private static void stream(
      LoadedRun run, RunSamples<Wave> waves, Wave measured, PrintStream out) {
    out.println("stream:");
    Wave known = new Wave(Arrays.copyOf(measured.heights(), waves.knownLength()));
    try (TokenStream stream = run.stream(StreamRequest.of(1, 1))) {
      stream.observe(List.of(waves.tokenizer().encode(known)));
      for (int i = 0; i < 3; i++) {
        Tokens next = stream.next(4).get(0);
        out.println("  " + waves.tokenizer().decode(next, known));
      }
    }
  }
}
