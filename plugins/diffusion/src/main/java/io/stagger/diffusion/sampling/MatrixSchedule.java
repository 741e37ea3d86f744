package io.stagger.diffusion.sampling;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.plugin.ExtensionContext;
import java.nio.file.Path;

/**
 * A matrix of the user's own, from a CSV file without a header: each line is a state and each cell
 * a token's sampling level, from S in every cell of the first line to 0 in every cell of the last.
 * For instance, two tokens in two steps of which the second waits once:
 *
 * <pre>
 * 2,2
 * 1,2
 * 0,1
 * 0,0
 * </pre>
 *
 * <p>Going from a line to the next is one evaluation. S is what the first line says; levels may be
 * skipped. The file serves its own horizon and steps alone: any other is refused rather than cut or
 * stretched. For orders that no other schedule has.
 */
public final class MatrixSchedule implements SamplingSchedule {
  private final String name;
  private final SchedulingMatrix matrix;

  private MatrixSchedule(String name, SchedulingMatrix matrix) {
    this.name = name;
    this.matrix = matrix;
  }

  /**
   * Reads the file that the settings name.
   *
   * @throws StaggerException if there is none, or if it holds no valid matrix; then the sentence
   *     names the file and the first line at fault
   */
  public static MatrixSchedule open(MatrixSettings settings, ExtensionContext context) {
    Path path = context.resolve(settings.file());
    return new MatrixSchedule(
        path.getFileName().toString(), new MatrixReader(settings.file(), path).read());
  }

  @Override
  public SchedulingMatrix matrix(int horizon, int steps) {
    if (horizon != matrix.horizon() || steps != matrix.steps()) {
      throw new StaggerException(
          "%s holds a matrix for %d tokens in %d steps, but %d tokens in %d steps are asked for: ask for what the file holds, or choose another sampling schedule."
              .formatted(name, matrix.horizon(), matrix.steps(), horizon, steps));
    }
    return matrix;
  }
}
