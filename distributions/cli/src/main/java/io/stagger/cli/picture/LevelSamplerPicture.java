package io.stagger.cli.picture;

import io.stagger.api.diffusion.NoiseLevelSampler;
import io.stagger.api.diffusion.NoiseLevels;
import io.stagger.api.diffusion.NoiseSchedule;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Draws a noise-level sampler: the levels of some sequences, the histogram of the levels that the
 * loss counts, and the mean level of each token. Tokens that the loss does not count are struck
 * through; those that it counts less than others are dotted, and weigh less in the histogram. The
 * draws are the same every time.
 */
public final class LevelSamplerPicture {
  private static final int LEVELS = 1000;
  private static final int TOKENS = 32;
  private static final int KNOWN = 4;
  private static final int SHOWN = 48;
  private static final int DRAWN = 4096;
  private static final int BINS = 20;

  private static final int CELL_WIDTH = 13;
  private static final int CELL_HEIGHT = 11;
  private static final int PANEL = 420;

  private LevelSamplerPicture() {}

  /** What was drawn. */
  private record Draw(NoiseLevels levels, float[] shares) {
    static Draw of(NoiseLevelSampler sampler) {
      int[] lengths = new int[DRAWN];
      Arrays.fill(lengths, TOKENS);
      NoiseLevels levels = new NoiseLevels(DRAWN, TOKENS);
      float[] shares = new float[DRAWN * TOKENS];
      Arrays.fill(shares, 1);
      sampler.draw(
          new NoiseLevelSampler.Request(LEVELS, KNOWN, lengths),
          levels,
          shares,
          new SplittableRandom(0));
      for (int i = 0; i < shares.length; i++) {
        if (levels.array()[i] == NoiseSchedule.CLEAN) {
          shares[i] = 0;
        }
      }
      return new Draw(levels, shares);
    }

    float share(int sequence, int token) {
      return shares[sequence * TOKENS + token];
    }

    boolean isCounted(int index) {
      return shares[index] > 0;
    }

    boolean isCountedInPart(int index) {
      return shares[index] > 0 && shares[index] < 1;
    }

    /** Which part of all tokens is such. */
    double part(IntPredicate of) {
      return (double) IntStream.range(0, shares.length).filter(of).count() / shares.length;
    }

    int level(int index) {
      return levels.array()[index];
    }

    double meanLevel(int token) {
      return IntStream.range(0, DRAWN)
          .map(sequence -> levels.get(sequence, token))
          .average()
          .orElseThrow();
    }
  }

  /**
   * Draws a sampler and says what it drew.
   *
   * @param title stands above the picture
   */
  public static Depiction depict(String title, NoiseLevelSampler sampler) {
    Draw draw = Draw.of(sampler);
    double inPart = draw.part(draw::isCountedInPart);
    HeatMap map =
        new HeatMap(
            new Rectangle(
                HeatMap.LEFT, Sheet.HEAD + HeatMap.TOP, TOKENS * CELL_WIDTH, SHOWN * CELL_HEIGHT),
            TOKENS,
            SHOWN);
    Rectangle place = map.place();
    int right = place.x + place.width + HeatMap.RIGHT;
    int half = (place.height + HeatMap.TOP + 20) / 2;
    byte[] png =
        new Sheet(
                title,
                "%d levels, %d tokens of which the first %d are known in use; struck through: not counted%s"
                    .formatted(LEVELS, TOKENS, KNOWN, inPart > 0 ? "; dotted: in part" : ""),
                right + PANEL,
                Sheet.HEAD + 2 * half)
            .add(graphics -> draw(graphics, map, draw))
            .add(histogram(draw).chart(), new Rectangle(right, Sheet.HEAD, PANEL, half))
            .add(means(draw).chart(), new Rectangle(right, Sheet.HEAD + half, PANEL, half))
            .png();
    List<String> facts = new ArrayList<>();
    facts.add("drawn: %d sequences of %d tokens, %d levels".formatted(DRAWN, TOKENS, LEVELS));
    facts.add("counted: " + percent(draw.part(draw::isCounted)));
    if (inPart > 0) {
      facts.add("counted in part only: " + percent(inPart));
    }
    facts.add("clean: " + percent(draw.part(i -> draw.level(i) == NoiseSchedule.CLEAN)));
    facts.add("pure noise (last level): " + percent(draw.part(i -> draw.level(i) == LEVELS - 1)));
    return new Depiction(png, List.copyOf(facts), table(draw));
  }

  private static void draw(Graphics2D graphics, HeatMap map, Draw draw) {
    map.drawCells(
        graphics, (sequence, token) -> (draw.levels().get(sequence, token) + 1.0) / LEVELS);
    for (int sequence = 0; sequence < SHOWN; sequence++) {
      for (int token = 0; token < TOKENS; token++) {
        float share = draw.share(sequence, token);
        if (share == 0) {
          map.strike(graphics, sequence, token, Shades.UNCOUNTED);
        } else if (share < 1) {
          map.dot(graphics, sequence, token, Shades.UNCOUNTED);
        }
      }
    }
    map.drawAxes(graphics, "token", "sequence");
    map.drawLegend(graphics, (LEVELS - 1) + " noise", "clean");
  }

  private static LineChart histogram(Draw draw) {
    double[] shares = new double[BINS];
    double all = IntStream.range(0, DRAWN * TOKENS).mapToDouble(i -> draw.shares()[i]).sum();
    for (int i = 0; i < DRAWN * TOKENS; i++) {
      if (draw.isCounted(i)) {
        shares[draw.level(i) * BINS / LEVELS] += draw.shares()[i] / all;
      }
    }
    double[] from =
        IntStream.range(0, BINS).mapToDouble(bin -> (double) bin * LEVELS / BINS).toArray();
    return new LineChart("share of the counted tokens", "level")
        .withoutLegend()
        .across(0, LEVELS)
        .from(0, 1.2 * Arrays.stream(shares).max().orElseThrow())
        .addColumns("share", from, shares);
  }

  private static LineChart means(Draw draw) {
    LineChart chart =
        new LineChart("mean level of all sequences", "token").withoutLegend().from(0, LEVELS);
    return chart.add(
        "mean level",
        IntStream.range(0, TOKENS).asDoubleStream().toArray(),
        IntStream.range(0, TOKENS).mapToDouble(draw::meanLevel).toArray());
  }

  private static List<List<String>> table(Draw draw) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("TOKEN", "MEAN LEVEL", "COUNTED"));
    for (int token : Numbers.endsAndMiddle(TOKENS)) {
      rows.add(
          List.of(
              Integer.toString(token),
              Numbers.text(Math.round(10 * draw.meanLevel(token)) / 10.0),
              percent(draw.part(i -> i % TOKENS == token && draw.isCounted(i)) * TOKENS)));
    }
    return rows;
  }

  private static String percent(double share) {
    return "%s %%".formatted(Numbers.text(Math.round(1000 * share) / 10.0));
  }
}
