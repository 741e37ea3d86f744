package io.stagger.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.diffusion.sampling.PyramidSchedule;
import io.stagger.diffusion.sampling.PyramidSettings;
import io.stagger.diffusion.weighting.FusedMinSnrSettings;
import io.stagger.diffusion.weighting.FusedMinSnrWeighting;
import io.stagger.diffusion.weighting.MinSnrSettings;
import io.stagger.diffusion.weighting.MinSnrWeighting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the numbers of the authors' recurrent code, which weighs its loss frame by frame. */
final class TestGoldenPaperBranch {
  private static final JsonNode PAPER = Golden.json("paper_branch.json");
  private static final JsonNode WEIGHTS = PAPER.get("frame_loss_weights");
  private static final JsonNode PYRAMID =
      PAPER.get("pyramid_step_index(formula of the planning code, un-clipped)");
  private static final double SNR_CLIP = 5;

  static List<String> weightCases() {
    // Without the ratio of the frame itself the authors weigh by what comes before it alone, or by
    // a constant. Stagger has no such weighting but the constant one.
    return names(WEIGHTS).filter(name -> name.contains("|use_snr=True|")).toList();
  }

  static List<String> pyramidCases() {
    return names(PYRAMID).toList();
  }

  private static Stream<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names.stream();
  }

  @Test
  void allCasesAreCompared() {
    assertThat(weightCases()).hasSize(18);
    assertThat(pyramidCases()).hasSize(24);
  }

  @ParameterizedTest
  @MethodSource("weightCases")
  void weightsOfFramesAreGolden(String name) {
    // For instance cosine|pred_v|use_snr=True|use_cum_snr=True|decay=0.8
    String[] parts = name.split("\\|", -1);
    boolean fused = parts[3].equals("use_cum_snr=True");
    LossWeighting weighting =
        fused
            ? new FusedMinSnrWeighting(
                new FusedMinSnrSettings(
                    SNR_CLIP,
                    Double.parseDouble(parts[4].split("=", 2)[1]),
                    FusedMinSnrSettings.Direction.CAUSAL))
            : new MinSnrWeighting(new MinSnrSettings(SNR_CLIP));
    JsonNode frames = PAPER.get("frame_levels[f,b]");
    NoiseLevels levels = new NoiseLevels(frames.get(0).size(), frames.size());
    for (int frame = 0; frame < levels.time(); frame++) {
      for (int sequence = 0; sequence < levels.batch(); sequence++) {
        levels.set(sequence, frame, frames.get(frame).get(sequence).asInt());
      }
    }
    double[] weights = new double[levels.batch() * levels.time()];
    weighting.weigh(
        levels, Golden.schedule(parts[0], 1000), Golden.parameterization(parts[1]), weights);
    for (int frame = 0; frame < levels.time(); frame++) {
      for (int sequence = 0; sequence < levels.batch(); sequence++) {
        double weight = weights[sequence * levels.time() + frame];
        int level = levels.get(sequence, frame);
        String what = "%s at frame %d, level %d".formatted(name, frame, level);
        JsonNode expected = WEIGHTS.get(name).get("weight[frame,b]").get(frame).get(sequence);
        if (expected.isTextual()) {
          assertThat(weight).as(what).isFinite().isNotNegative();
        } else if (fused) {
          Golden.assertGoldenWithin(what, weight, expected.asDouble(), 1e-6 * SNR_CLIP);
        } else {
          boolean last = Golden.lastCosineLevel(parts[0], level, 1000);
          Golden.assertGolden(what, weight, expected.asDouble(), last);
        }
      }
    }
  }

  /**
   * Row m of the authors' pyramid says which step each token takes next: below 0 it has not begun,
   * from S on it is finished. So it has taken as many steps before, and its level has fallen by as
   * many. Their last rows, in which all tokens are finished, are not in ours.
   */
  @ParameterizedTest
  @MethodSource("pyramidCases")
  void pyramidTakesTheSameSteps(String name) {
    // For instance S=3|horizon=4|u=0.5
    String[] parts = name.split("\\|", -1);
    int steps = Integer.parseInt(parts[0].split("=", 2)[1]);
    int horizon = Integer.parseInt(parts[1].split("=", 2)[1]);
    double scale = Double.parseDouble(parts[2].split("=", 2)[1]);
    SchedulingMatrix ours = new PyramidSchedule(new PyramidSettings(scale)).matrix(horizon, steps);
    JsonNode authors = PYRAMID.get(name);
    assertThat(authors.size()).isGreaterThanOrEqualTo(ours.evaluations());
    for (int row = 0; row < authors.size(); row++) {
      for (int token = 0; token < horizon; token++) {
        int index = authors.get(row).get(token).asInt();
        int taken = Math.max(0, Math.min(index, steps));
        assertThat(ours.level(Math.min(row, ours.evaluations()), token))
            .as("%s, row %d, token %d", name, row, token)
            .isEqualTo(steps - taken);
      }
    }
  }
}
