package io.stagger.api;

/**
 * A problem that its user can mend: a wrong key, a missing file, a plugin that does not fit.
 *
 * <p>The message is written for that user. It is one sentence that names what is wrong, where, and
 * what is allowed instead; it is shown without a stack trace and without the name of this class.
 * Everything that is a defect of a program rather than of its input is thrown as another type.
 *
 * @since 0.1.0
 */
public class StaggerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with the sentence to show. */
  public StaggerException(String message) {
    super(message);
  }

  /** Creates the exception with the sentence to show and what caused it. */
  public StaggerException(String message, Throwable cause) {
    super(message, cause);
  }
}
