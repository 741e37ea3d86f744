package io.stagger.api.embed;

import io.stagger.api.StaggerException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Stagger inside an application: plugins that are started together, and the runs that are loaded
 * with them.
 *
 * <pre>{@code
 * try (Stagger stagger = Stagger.open(Path.of("plugins"));
 *     LoadedRun run = stagger.load(Path.of("runs/boardings"))) {
 *   TokenSampler sampler = run.sampler();
 *   sampler.sample(SamplingTask.of(sequences, known, run.matrix("pyramid", 14), 1));
 * }
 * }</pre>
 *
 * <p>Any thread may call anything. Several may be open at once, and one after the other; the native
 * libraries of a plugin are loaded once and stay for as long as the process runs. The context class
 * loader of a thread is never looked at.
 *
 * @since 0.1.0
 */
public interface Stagger extends AutoCloseable {
  /**
   * Starts the plugins of a directory.
   *
   * @param pluginsDirectory holds one directory for each plugin, such as {@code plugins} of a
   *     distribution
   * @throws StaggerException with one sentence a line for every plugin that can't be started, or if
   *     {@code stagger-core} is missing at run time
   */
  static Stagger open(Path pluginsDirectory) {
    return open(StaggerOptions.of(pluginsDirectory));
  }

  /**
   * Starts plugins.
   *
   * @throws StaggerException with one sentence a line for every plugin that can't be started and
   *     everything that can't be shared, or if {@code stagger-core} is missing at run time
   */
  static Stagger open(StaggerOptions options) {
    Iterator<StaggerProvider> providers =
        ServiceLoader.load(StaggerProvider.class, Stagger.class.getClassLoader()).iterator();
    StaggerProvider provider;
    try {
      if (!providers.hasNext()) {
        throw new StaggerException(
            "Stagger's implementation is missing at run time: add the artifact"
                + " io.stagger:stagger-core, of the same version as stagger-api, with the scope"
                + " runtime.");
      }
      provider = providers.next();
    } catch (ServiceConfigurationError e) {
      throw new StaggerException(
          "Stagger's implementation does not fit its API: give io.stagger:stagger-core the same version as stagger-api, for instance by importing stagger-bom (%s)."
              .formatted(e.getMessage()),
          e);
    }
    return provider.open(options);
  }

  /** The plugins in the order in which they started. */
  List<PluginDescription> plugins();

  /**
   * Opens a trained run, as it is configured, at the checkpoint that its model is used from: the
   * best one if early stopping watched a score, else the latest.
   *
   * @param runDirectory the directory that training left
   * @return owned by the caller; {@link #close} closes it, too
   * @throws StaggerException if there is no run or it can't be opened with these plugins
   * @throws IllegalStateException if this is closed
   */
  default LoadedRun load(Path runDirectory) {
    return load(runDirectory, LoadOptions.DEFAULT);
  }

  /**
   * Opens a trained run. Its data is opened when somebody asks for samples of it, so it may be gone
   * if nobody does.
   *
   * @param runDirectory the directory that training left
   * @return owned by the caller; {@link #close} closes it, too
   * @throws StaggerException if there is no run, it can't be opened with these plugins, there is no
   *     such checkpoint, or a setting is wrong or would need another model
   * @throws IllegalStateException if this is closed
   */
  LoadedRun load(Path runDirectory, LoadOptions options);

  /**
   * Closes the runs that are open, the last first, and then the plugins. Closing twice is harmless.
   *
   * @throws IllegalStateException if it is called by what a run calls meanwhile, such as an
   *     observer
   */
  @Override
  void close();
}
