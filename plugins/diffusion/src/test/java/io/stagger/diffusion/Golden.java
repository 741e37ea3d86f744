package io.stagger.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.diffusion.parameterization.CleanParameterization;
import io.stagger.diffusion.parameterization.EpsilonParameterization;
import io.stagger.diffusion.parameterization.VelocityParameterization;
import io.stagger.diffusion.schedule.CosineNoiseSchedule;
import io.stagger.diffusion.schedule.CosineSettings;
import io.stagger.diffusion.schedule.LinearNoiseSchedule;
import io.stagger.diffusion.schedule.LinearSettings;
import io.stagger.diffusion.schedule.SigmoidNoiseSchedule;
import io.stagger.diffusion.schedule.SigmoidSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import org.jetbrains.bio.npy.NpyFile;

/** Numbers that the authors' code computed, and the tolerances they are compared with. */
public final class Golden {
  private static final double RELATIVE = 1e-5;
  private static final double RELATIVE_AT_LAST_COSINE_LEVELS = 1e-4;
  private static final double ABSOLUTE = 1e-6;

  private Golden() {}

  /** A JSON file of numbers. */
  public static JsonNode json(String name) {
    try (InputStream in = resource(name).openStream()) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** An array of float32. */
  public static float[] npy(String name) {
    try {
      return NpyFile.read(Path.of(resource(name).toURI()), Integer.MAX_VALUE).asFloatArray();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static URL resource(String name) {
    URL url = Golden.class.getResource("/golden/" + name);
    if (url == null) {
      throw new AssertionError("No golden file " + name);
    }
    return url;
  }

  /** The schedule that the golden files call by this name. */
  public static NoiseSchedule schedule(String name, int levels) {
    return switch (name) {
      case "linear" -> new LinearNoiseSchedule(new LinearSettings(levels, 1e-4, 0.02));
      case "cosine" -> new CosineNoiseSchedule(new CosineSettings(levels, 0.008));
      case "sigmoid" -> new SigmoidNoiseSchedule(new SigmoidSettings(levels, -3, 3, 1));
      default -> throw new AssertionError("No schedule " + name);
    };
  }

  /** The parameterization that the golden files call by this name. */
  public static Parameterization parameterization(String name) {
    return switch (name) {
      case "pred_noise" -> new EpsilonParameterization();
      case "pred_x0" -> new CleanParameterization();
      case "pred_v" -> new VelocityParameterization();
      default -> throw new AssertionError("No parameterization " + name);
    };
  }

  /** Whether the wider tolerance holds for this level of this schedule. */
  public static boolean lastCosineLevel(String schedule, int level, int levels) {
    return schedule.equals("cosine") && level >= levels - 2;
  }

  /** Asserts that a number is the golden one. */
  public static void assertGolden(String what, double actual, double golden) {
    assertClose(what, actual, golden, RELATIVE, ABSOLUTE);
  }

  /** Asserts that a number is the golden one, with the tolerance of the last cosine levels. */
  public static void assertGolden(
      String what, double actual, double golden, boolean lastCosineLevel) {
    double relative = lastCosineLevel ? RELATIVE_AT_LAST_COSINE_LEVELS : RELATIVE;
    assertClose(what, actual, golden, relative, ABSOLUTE);
  }

  /** Asserts that a number is the golden one within an absolute tolerance. */
  public static void assertGoldenWithin(
      String what, double actual, double golden, double absolute) {
    assertClose(what, actual, golden, 0, absolute);
  }

  private static void assertClose(
      String what, double actual, double golden, double relative, double absolute) {
    assertThat(actual).as(what).isFinite();
    assertThat(actual).as(what).isCloseTo(golden, within(relative * Math.abs(golden) + absolute));
  }
}
