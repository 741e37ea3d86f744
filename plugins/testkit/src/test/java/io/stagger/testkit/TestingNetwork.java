package io.stagger.testkit;

import io.stagger.api.data.TokenSpec;
import java.util.Set;

/**
 * The features that the outputs of {@link TestingEngine} are linear in: a token's own value, level
 * and conditions, and the mean of those it sees. Everything is [batch][time][...].
 */
final class TestingNetwork {
  private final TokenSpec spec;
  private final boolean seesAhead;
  private final Set<TestingDefect> defects;

  TestingNetwork(TokenSpec spec, boolean seesAhead, Set<TestingDefect> defects) {
    this.spec = spec;
    this.seesAhead = seesAhead;
    this.defects = defects;
  }

  int featureCount() {
    return 3 * spec.width() + 2 * spec.conditionWidth() + 3;
  }

  double[][][] features(double[][][] values, double[][][] conditions, double[][] levels) {
    double[][][] features = new double[values.length][][];
    for (int sequence = 0; sequence < values.length; sequence++) {
      int time = values[sequence].length;
      features[sequence] = new double[time][];
      for (int token = 0; token < time; token++) {
        features[sequence][token] =
            features(values[sequence], conditions[sequence], levels[sequence], token);
        if (defects.contains(TestingDefect.SEQUENCES_MIXED)) {
          features[sequence][token][0] += values[values.length - 1][token][0];
        }
      }
    }
    return features;
  }

  private double[] features(double[][] values, double[][] conditions, double[] levels, int token) {
    int width = spec.width();
    int conditionWidth = spec.conditionWidth();
    double[] features = new double[featureCount()];
    int at = 0;
    for (int i = 0; i < width; i++) {
      features[at++] = values[token][i];
      features[at++] = values[token][i] * level(levels, token);
      features[at++] = mean(token, values.length, TestingDefect.VALUES_LEAK_BACK, values, i);
    }
    for (int i = 0; i < conditionWidth; i++) {
      if (!defects.contains(TestingDefect.CONDITIONS_IGNORED)) {
        features[at++] = conditions[token][i];
        features[at++] =
            mean(token, values.length, TestingDefect.CONDITIONS_LEAK_BACK, conditions, i);
      }
    }
    double[][] asColumn = new double[levels.length][1];
    for (int t = 0; t < levels.length; t++) {
      asColumn[t][0] = level(levels, t);
    }
    features[at++] = level(levels, token);
    features[at++] = mean(token, values.length, TestingDefect.LEVELS_LEAK_BACK, asColumn, 0);
    features[at] = 1;
    return features;
  }

  private double level(double[] levels, int token) {
    return defects.contains(TestingDefect.LEVEL_IGNORED) ? 0 : levels[token];
  }

  private double mean(int token, int time, TestingDefect leak, double[][] numbers, int column) {
    int first = defects.contains(TestingDefect.PAST_FORGOTTEN) ? token : 0;
    int end = seesAhead ? time : token + 1;
    if (defects.contains(leak)) {
      end = Math.min(time, token + 2);
    }
    double sum = 0;
    for (int t = first; t < end; t++) {
      sum += numbers[t][column];
    }
    return sum / (end - first);
  }
}
