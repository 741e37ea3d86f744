package io.stagger.core.run;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.stagger.api.data.DataSource;
import io.stagger.api.data.Statistics;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.engine.Engine;
import io.stagger.core.checkpoint.Manifest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What makes a model: everything that a checkpoint's manifest says besides how far training is.
 *
 * @param seed the run's seed
 * @param configurationSha256 the digest of the effective configuration
 * @param noiseScheduleSha256 the digest of the scales of the noise schedule
 * @param plugins the plugins that were loaded
 * @param engine what computes
 * @param data what is learned from
 * @param tokenizer what the tokenizer learned
 */
record Provenance(
    long seed,
    String configurationSha256,
    String noiseScheduleSha256,
    List<Manifest.PluginVersion> plugins,
    Manifest.EngineVersion engine,
    Manifest.DataVersion data,
    Statistics tokenizer) {
  /** Copies the list. */
  public Provenance {
    plugins = List.copyOf(plugins);
  }

  /** Gathers it from the parts of a run. */
  static Provenance of(
      RunPlan plan,
      NoiseSchedule schedule,
      List<Manifest.PluginVersion> plugins,
      Engine.Description engine,
      DataSource<?> source,
      Statistics tokenizer) {
    return new Provenance(
        plan.configuration().seed(),
        plan.sha256(),
        sha256(schedule),
        plugins,
        new Manifest.EngineVersion(engine.name(), engine.version(), engine.settings()),
        new Manifest.DataVersion(
            source.description(),
            source.fingerprint(),
            source.knownLength(),
            source.sampleLength()),
        tokenizer);
  }

  /**
   * The digest of a schedule's scales, rounded to float32: what engines compute with, and alike on
   * machines whose cosines differ in the last place.
   */
  static String sha256(NoiseSchedule schedule) {
    Hasher hasher = Hashing.sha256().newHasher();
    for (int level = 0; level < schedule.levels(); level++) {
      hasher.putFloat((float) schedule.signal(level)).putFloat((float) schedule.noise(level));
    }
    return hasher.hash().toString();
  }

  /**
   * The manifest of a checkpoint, still without its files.
   *
   * @param step how many training steps were taken
   * @param progress what early stopping remembers
   */
  Manifest manifest(long step, Optional<Manifest.Progress> progress) {
    return new Manifest(
        Manifest.FORMAT,
        ProductVersion.current(),
        Instant.now().toString(),
        step,
        seed,
        configurationSha256,
        noiseScheduleSha256,
        plugins,
        engine,
        data,
        tokenizer.values(),
        progress.orElse(null),
        Map.of());
  }
}
