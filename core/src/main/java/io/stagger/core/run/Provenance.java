package io.stagger.core.run;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Statistics;
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
 * @param plugins the plugins that were loaded
 * @param engine what computes
 * @param data what is learned from
 * @param tokenizer what the tokenizer learned
 */
record Provenance(
    long seed,
    String configurationSha256,
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
      List<Manifest.PluginVersion> plugins,
      Engine.Description engine,
      DataSource<?> source,
      Statistics tokenizer) {
    return new Provenance(
        plan.configuration().seed(),
        plan.sha256(),
        plugins,
        new Manifest.EngineVersion(engine.name(), engine.version(), engine.settings()),
        new Manifest.DataVersion(source.description(), source.fingerprint()),
        tokenizer);
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
        plugins,
        engine,
        data,
        tokenizer.values(),
        progress.orElse(null),
        Map.of());
  }
}
