package io.stagger.diffusion;

import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.plugin.ExtensionContext;
import io.stagger.diffusion.schedule.CosineNoiseSchedule;
import io.stagger.diffusion.schedule.CosineSettings;
import io.stagger.diffusion.schedule.LinearNoiseSchedule;
import io.stagger.diffusion.schedule.LinearSettings;
import io.stagger.diffusion.schedule.RectifiedFlowNoiseSchedule;
import io.stagger.diffusion.schedule.RectifiedFlowSettings;
import io.stagger.diffusion.schedule.ShiftedCosineNoiseSchedule;
import io.stagger.diffusion.schedule.ShiftedCosineSettings;
import io.stagger.diffusion.schedule.SigmoidNoiseSchedule;
import io.stagger.diffusion.schedule.SigmoidSettings;
import io.stagger.diffusion.schedule.TableNoiseSchedule;
import io.stagger.diffusion.schedule.TableSettings;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One schedule of each kind, by a name that says which. */
public final class TestingSchedules {
  private TestingSchedules() {}

  /** Every kind, in the order of their making. */
  public static Map<String, NoiseSchedule> all() {
    Map<String, NoiseSchedule> all = new LinkedHashMap<>();
    for (boolean zeroTerminalSnr : new boolean[] {false, true}) {
      String end = zeroTerminalSnr ? " to zero" : "";
      all.put(
          "linear" + end,
          new LinearNoiseSchedule(new LinearSettings(1000, 1e-4, 0.02, zeroTerminalSnr)));
      all.put(
          "cosine" + end,
          new CosineNoiseSchedule(new CosineSettings(1000, 0.008, zeroTerminalSnr)));
      all.put(
          "sigmoid" + end,
          new SigmoidNoiseSchedule(new SigmoidSettings(1000, -3, 3, 1, zeroTerminalSnr)));
      all.put(
          "shifted cosine" + end,
          new ShiftedCosineNoiseSchedule(new ShiftedCosineSettings(1000, 0.25, zeroTerminalSnr)));
      all.put("learned table" + end, table("learned.csv", zeroTerminalSnr));
    }
    all.put("two levels", new CosineNoiseSchedule(new CosineSettings(2, 0.008, true)));
    all.put("huge table", table("huge.csv", false));
    all.putAll(straight());
    return all;
  }

  /** Those whose signal and noise add up to 1. */
  public static Map<String, NoiseSchedule> straight() {
    Map<String, NoiseSchedule> straight = new LinkedHashMap<>();
    straight.put("flow", flow(1000, 1, true));
    straight.put("flow with a trace", flow(1000, 1, false));
    straight.put("shifted flow", flow(200, 3, true));
    return straight;
  }

  private static NoiseSchedule flow(int levels, double shift, boolean zeroTerminalSnr) {
    return new RectifiedFlowNoiseSchedule(
        new RectifiedFlowSettings(levels, shift, zeroTerminalSnr));
  }

  private static NoiseSchedule table(String name, boolean zeroTerminalSnr) {
    URL url = TestingSchedules.class.getResource("/tables/" + name);
    if (url == null) {
      throw new AssertionError("No table " + name);
    }
    Path path;
    try {
      path = Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
    ExtensionContext context =
        new ExtensionContext() {
          @Override
          public Path resolve(String file) {
            return path.resolveSibling(file);
          }

          @Override
          public Optional<Path> runDirectory() {
            return Optional.empty();
          }
        };
    return TableNoiseSchedule.open(new TableSettings(name, zeroTerminalSnr), context);
  }
}
