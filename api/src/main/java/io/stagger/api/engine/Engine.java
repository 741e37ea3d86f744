package io.stagger.api.engine;

import java.util.List;

/**
 * What computes. Owns native memory; one engine serves several models.
 *
 * @since 0.1.0
 */
public interface Engine extends AutoCloseable {
  /**
   * Makes a model with freshly initialized parameters, a function of the request's seed alone.
   *
   * @throws io.stagger.api.StaggerException if the engine can't compute this backbone
   */
  Model create(ModelRequest request);

  /** What the engine is and sees, for {@code stagger doctor} and provenance. */
  Description describe();

  /** Closes the engine; its models are closed before. Closing twice is harmless. */
  @Override
  void close();

  /**
   * What an engine is and sees.
   *
   * @param name the engine's name
   * @param version the version of what it computes with
   * @param devices the devices it can compute on, for instance "CPU:0"
   * @param settings one phrase for the threads, precision and device in use
   */
  record Description(String name, String version, List<String> devices, String settings) {}
}
