package io.stagger.core.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What made a checkpoint, written beside its tensors as {@code manifest.json}.
 *
 * @param format the version of this layout, {@link #FORMAT}
 * @param staggerVersion the version of Stagger that wrote it
 * @param created when, in ISO 8601
 * @param step how many training steps were taken
 * @param seed the run's seed, which decides parameters, order, levels and noise
 * @param configurationSha256 the SHA-256 of the effective configuration in hexadecimal
 * @param noiseScheduleSha256 the SHA-256 of the scales of the noise schedule in hexadecimal
 * @param plugins the plugins that were loaded
 * @param engine what computed
 * @param data what it learned from
 * @param tokenizer the numbers that the tokenizer learned, by name
 * @param progress what early stopping remembers; null if nothing is watched
 * @param files length and digest of each tensor file, by file name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Manifest(
    int format,
    String staggerVersion,
    String created,
    long step,
    long seed,
    String configurationSha256,
    String noiseScheduleSha256,
    List<PluginVersion> plugins,
    EngineVersion engine,
    DataVersion data,
    Map<String, double[]> tokenizer,
    Progress progress,
    Map<String, TensorFile> files) {
  /** The version of the layout that is written and read. */
  public static final int FORMAT = 1;

  /** Copies what is mutable. */
  public Manifest {
    plugins = List.copyOf(plugins);
    tokenizer = Map.copyOf(tokenizer);
    files = Map.copyOf(files);
  }

  /** The same manifest with the tensor files that were written. */
  public Manifest withFiles(Map<String, TensorFile> written) {
    return new Manifest(
        format,
        staggerVersion,
        created,
        step,
        seed,
        configurationSha256,
        noiseScheduleSha256,
        plugins,
        engine,
        data,
        tokenizer,
        progress,
        written);
  }

  /**
   * A plugin that was loaded.
   *
   * @param id its id
   * @param version its version
   */
  public record PluginVersion(String id, String version) {}

  /**
   * What computed.
   *
   * @param name the engine's name
   * @param version the version of what it computes with
   * @param settings threads, precision and device
   */
  public record EngineVersion(String name, String version, String settings) {}

  /**
   * What was learned from.
   *
   * @param description a phrase
   * @param sha256 the SHA-256 of the raw data in hexadecimal
   * @param knownLength how many leading steps of time of a sample are known; null in checkpoints of
   *     before this was written down
   * @param sampleLength the most steps of time that a sample has; null like {@code knownLength}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record DataVersion(
      String description, String sha256, Integer knownLength, Integer sampleLength) {}

  /**
   * What early stopping remembers.
   *
   * @param metric the score that is watched
   * @param best the least value so far
   * @param bestStep how many steps were taken when it was reached
   * @param evaluatedStep how many steps were taken at the last evaluation
   * @param evaluationsSince how many evaluations have passed without a better value
   */
  public record Progress(
      String metric, double best, long bestStep, long evaluatedStep, int evaluationsSince) {}
}
