package io.stagger.diffusion.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagger.api.diffusion.Linear;
import io.stagger.api.diffusion.LossWeighting;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.diffusion.Parameterization;
import io.stagger.diffusion.Golden;
import io.stagger.diffusion.weighting.FusedMinSnrSettings.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TestGoldenWeights {
  private static final JsonNode WEIGHTS = Golden.json("loss_weights.json");
  private static final JsonNode TRAINING = Golden.json("training_forward.json");

  static Stream<String> weightCases() {
    return names(WEIGHTS.get("weights"));
  }

  static Stream<String> trainingCases() {
    return names(TRAINING.get("cases"));
  }

  private static Stream<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names.stream();
  }

  @Test
  void everyGoldenWeightIsCompared() {
    assertThat(weightCases()).hasSize(38).doesNotHaveDuplicates();
    assertThat(trainingCases()).hasSize(TRAINING.get("cases").size()).hasSizeGreaterThan(10);
  }

  /**
   * On purpose different (docs/adr/0008-losses-normalized-by-what-is-real.md): the authors divide
   * by all there is, padding included, Stagger by the tokens that are real.
   */
  @Test
  void lossIsNormalizedByWhatIsReal() {
    JsonNode golden = Golden.json("reweight_loss.json");
    JsonNode losses = golden.get("loss[t,b,fs*c]");
    JsonNode frameWeights = golden.get("weight[frames,b]");
    int frameStack = golden.get("frame_stack").asInt();
    double weighted = 0;
    double unweighted = 0;
    int real = 0;
    int all = 0;
    for (int token = 0; token < losses.size(); token++) {
      for (int sequence = 0; sequence < losses.get(token).size(); sequence++) {
        JsonNode elements = losses.get(token).get(sequence);
        int channels = elements.size() / frameStack;
        double tokenError = 0;
        double tokenWeight = 0;
        for (int element = 0; element < elements.size(); element++) {
          int frame = token * frameStack + element / channels;
          double weight = frameWeights.get(frame).get(sequence).asDouble();
          tokenError += weight * elements.get(element).asDouble() / elements.size();
          unweighted += elements.get(element).asDouble() / elements.size();
          tokenWeight += weight;
        }
        weighted += tokenError;
        all++;
        // Padding is what has no weight at all.
        real += tokenWeight > 0 ? 1 : 0;
      }
    }
    assertThat(all).isEqualTo(6);
    assertThat(real).isEqualTo(5);
    double authors = weighted / all;
    double ours = weighted / real;
    Golden.assertGolden("the authors' loss", authors, golden.get("result").asDouble());
    Golden.assertGolden(
        "the authors' loss without weights",
        unweighted / all,
        golden.get("result_no_weight").asDouble());
    assertThat(authors).isCloseTo(0.490928, within(1e-6));
    assertThat(ours).as("docs/adr/0008, the loss of Stagger").isCloseTo(0.589114, within(1e-6));
  }

  @ParameterizedTest
  @MethodSource("weightCases")
  void weightsAreGolden(String name) {
    // For instance cosine|pred_v|fused|decay=0.9|snr_clip=16.0
    String[] parts = name.split("\\|", -1);
    double snrClip = parts.length > 4 ? number(parts[4]) : 5;
    boolean fused = parts[2].equals("fused");
    LossWeighting weighting =
        fused ? fused(snrClip, number(parts[3])) : new MinSnrWeighting(new MinSnrSettings(snrClip));
    NoiseLevels levels = levels(WEIGHTS.get("levels"));
    double[] weights = weigh(weighting, levels, parts[0], parts[1]);
    JsonNode golden = WEIGHTS.get("weights").get(name);
    for (int frame = 0; frame < levels.time(); frame++) {
      for (int sequence = 0; sequence < levels.batch(); sequence++) {
        double weight = weights[sequence * levels.time() + frame];
        JsonNode expected = golden.get(frame).get(sequence);
        int level = levels.get(sequence, frame);
        String what = "%s at frame %d, level %d".formatted(name, frame, level);
        if (expected.isTextual()) {
          assertThat(weight).as(what).isFinite().isNotNegative();
        } else if (fused) {
          Golden.assertGoldenWithin(what, weight, expected.asDouble(), 1e-6 * snrClip);
        } else {
          boolean last = Golden.lastCosineLevel(parts[0], level, 1000);
          Golden.assertGolden(what, weight, expected.asDouble(), last);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("trainingCases")
  void trainingForwardIsGolden(String name) {
    String[] parts = name.split("\\|", -1);
    double noiseClip = number(parts[3]);
    boolean fused = parts[2].startsWith("fused");
    LossWeighting weighting =
        fused ? fused(5, number(parts[2])) : new MinSnrWeighting(new MinSnrSettings(5));
    NoiseSchedule schedule = Golden.schedule(parts[0], 1000);
    Parameterization parameterization = Golden.parameterization(parts[1]);
    NoiseLevels levels = levels(TRAINING.get("levels"));
    double[] weights = weigh(weighting, levels, parts[0], parts[1]);
    JsonNode golden = TRAINING.get("cases").get(name);
    double sum = 0;
    for (int frame = 0; frame < 4; frame++) {
      for (int sequence = 0; sequence < 2; sequence++) {
        int level = levels.get(sequence, frame);
        double signal = schedule.signal(level);
        double noise = schedule.noise(level);
        boolean last = Golden.lastCosineLevel(parts[0], level, 1000);
        for (int channel = 0; channel < 3; channel++) {
          String what = "%s at level %d, channel %d".formatted(name, level, channel);
          double clean = at(TRAINING.get("x0"), frame, sequence, channel).asDouble();
          double fresh =
              clip(
                  at(TRAINING.get("noise_before_clip"), frame, sequence, channel).asDouble(),
                  noiseClip);
          double output = at(TRAINING.get("model_output"), frame, sequence, channel).asDouble();
          double input = signal * clean + noise * fresh;
          Golden.assertGolden(
              "input of " + what,
              input,
              at(golden.get("network_input_x_t"), frame, sequence, channel).asDouble(),
              last);
          Linear prediction = parameterization.clean(signal, noise);
          Golden.assertGolden(
              "prediction of " + what,
              prediction.apply(input, clip(output, parameterization.outputClip(noiseClip))),
              at(golden.get("x_pred"), frame, sequence, channel).asDouble(),
              last);
          double error = output - parameterization.target(signal, noise).apply(clean, fresh);
          double loss = weights[sequence * 4 + frame] * error * error;
          sum += loss;
          JsonNode expected = at(golden.get("weighted_loss_per_element"), frame, sequence, channel);
          if (expected.isTextual()) {
            assertThat(loss).as("loss of " + what).isFinite().isNotNegative();
          } else if (fused) {
            Golden.assertGoldenWithin(
                "loss of " + what,
                loss,
                expected.asDouble(),
                5e-6 * error * error + 1e-5 * Math.abs(expected.asDouble()) + 1e-6);
          } else {
            Golden.assertGolden("loss of " + what, loss, expected.asDouble(), last);
          }
        }
      }
    }
    if (golden.get("mean").isTextual()) {
      assertThat(sum / 24).as("mean loss of " + name).isFinite();
    } else {
      Golden.assertGolden(
          "mean loss of " + name,
          sum / 24,
          golden.get("mean").asDouble(),
          parts[0].equals("cosine"));
    }
  }

  private static double number(String assignment) {
    return Double.parseDouble(assignment.split("=", 2)[1]);
  }

  private static LossWeighting fused(double snrClip, double decay) {
    return new FusedMinSnrWeighting(new FusedMinSnrSettings(snrClip, decay, Direction.CAUSAL));
  }

  private static double clip(double value, double limit) {
    return Math.max(-limit, Math.min(limit, value));
  }

  private static JsonNode at(JsonNode array, int frame, int sequence, int channel) {
    return array.get(frame).get(sequence).get(channel);
  }

  private static NoiseLevels levels(JsonNode framesFirst) {
    NoiseLevels levels = new NoiseLevels(framesFirst.get(0).size(), framesFirst.size());
    for (int frame = 0; frame < levels.time(); frame++) {
      for (int sequence = 0; sequence < levels.batch(); sequence++) {
        levels.set(sequence, frame, framesFirst.get(frame).get(sequence).asInt());
      }
    }
    return levels;
  }

  private static double[] weigh(
      LossWeighting weighting, NoiseLevels levels, String schedule, String parameterization) {
    double[] weights = new double[levels.batch() * levels.time()];
    weighting.weigh(
        levels,
        Golden.schedule(schedule, 1000),
        Golden.parameterization(parameterization),
        weights);
    return weights;
  }
}
