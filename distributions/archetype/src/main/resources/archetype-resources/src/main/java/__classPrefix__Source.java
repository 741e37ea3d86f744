package ${package};

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * Weights of one kilogram, each on a spring of its own stiffness, that are pushed now and then:
 *
 * <pre>acceleration = push - stiffness position - damping velocity</pre>
 *
 * with stiffness from 0.5 to 2 newtons a metre and a damping of 0.1, looked at every quarter of a
 * second. The known steps tell how stiff the spring is, so the predicted ones can be learned.
 *
 * <p>Replace this class by one that reads your data. Each sample here is a function of the seed and
 * its number, so nothing is kept in memory; a source that reads files opens them in its constructor
 * and gives them back in {@code close}.
 */
public final class ${classPrefix}Source implements DataSource<${classPrefix}Sample> {
  private static final int HELD_OUT = 100;
  private static final double STEP = 0.25;
  private static final double DAMPING = 0.1;

  private final ${classPrefix}Settings settings;

  /** Creates the source. */
  public ${classPrefix}Source(${classPrefix}Settings settings) {
    this.settings = settings;
  }

  @Override
  public Class<${classPrefix}Sample> sampleType() {
    return ${classPrefix}Sample.class;
  }

  @Override
  public long size(Split split) {
    return switch (split) {
      case TRAIN -> settings.samples();
      case VALIDATION, TEST, FUTURE -> HELD_OUT;
    };
  }

  @Override
  public ${classPrefix}Sample get(Split split, long index) {
    if (index < 0 || index >= size(split)) {
      throw new IndexOutOfBoundsException("Sample %d of %d.".formatted(index, size(split)));
    }
    // The number among all samples of all splits, so that no two splits share one.
    return switch (split) {
      case VALIDATION -> sample(index);
      case TEST -> sample(HELD_OUT + index);
      case FUTURE -> untilNow(sample(2L * HELD_OUT + index));
      case TRAIN -> sample(3L * HELD_OUT + index);
    };
  }

  private ${classPrefix}Sample sample(long number) {
    SplittableRandom random =
        new SplittableRandom(new SplittableRandom(settings.seed()).nextLong() + number);
    double stiffness = random.nextDouble(0.5, 2);
    double position = random.nextDouble(-1, 1);
    double velocity = random.nextDouble(-1, 1);
    double push = 0;
    float[] positions = new float[sampleLength()];
    float[] pushes = new float[sampleLength()];
    for (int t = 0; t < positions.length; t++) {
      if (random.nextDouble() < 0.1) {
        push = random.nextDouble(-1, 1);
      }
      positions[t] = (float) position;
      pushes[t] = (float) push;
      velocity += STEP * (push - stiffness * position - DAMPING * velocity);
      position += STEP * velocity;
    }
    return new ${classPrefix}Sample(positions, pushes);
  }

  /** A sample that has not happened yet: nobody knows the later positions. */
  private ${classPrefix}Sample untilNow(${classPrefix}Sample sample) {
    float[] positions = sample.positions().clone();
    Arrays.fill(positions, knownLength(), positions.length, Float.NaN);
    return sample.withPositions(positions);
  }

  @Override
  public int knownLength() {
    return settings.known();
  }

  @Override
  public int sampleLength() {
    return settings.known() + settings.predicted();
  }

  @Override
  public String description() {
    return "%d weights on springs for %d steps, seed %d"
        .formatted(settings.samples(), sampleLength(), settings.seed());
  }

  /** There is no file, so what is hashed is what decides every sample. */
  @Override
  public String fingerprint() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(settings.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256.", e);
    }
  }
}
