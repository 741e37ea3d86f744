package io.stagger.api.embed;

/**
 * Implements {@link Stagger}; found by {@link java.util.ServiceLoader} with the class loader of
 * this class. {@code stagger-core} brings it, and applications don't use it.
 *
 * @since 0.1.0
 */
public interface StaggerProvider {
  /**
   * Starts plugins.
   *
   * @throws io.stagger.api.StaggerException with one sentence a line for everything that is wrong
   */
  Stagger open(StaggerOptions options);
}
