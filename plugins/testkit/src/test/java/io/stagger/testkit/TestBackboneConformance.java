package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.TokenSpec;
import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.Engine;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TestBackboneConformance {
  @Nested
  final class CausalBackbone implements BackboneConformance {
    @Override
    public Engine openEngine() {
      return new TestingEngine(Set.of());
    }

    @Override
    public DenoiserBackbone backbone() {
      return new TestingBackbone(true, false);
    }

    @Override
    public double learningRate() {
      return 1e-2;
    }
  }

  @Nested
  final class BackboneThatSeesAhead implements BackboneConformance {
    @Override
    public Engine openEngine() {
      return new TestingEngine(Set.of());
    }

    @Override
    public DenoiserBackbone backbone() {
      return new TestingBackbone(false, true);
    }

    @Override
    public TokenSpec tokenSpec() {
      return TokenSpec.vector(2, 0);
    }

    @Override
    public double learningRate() {
      return 1e-2;
    }
  }

  @ParameterizedTest
  @EnumSource(TestingDefect.class)
  void noticesTheDefect(TestingDefect defect) {
    TestingConformance conformance =
        new TestingConformance(new TestingBackbone(true, false), Set.of(defect));
    assertThat(KitFailures.of(BackboneConformance.class, conformance)).contains(defect.noticedBy());
  }

  @Test
  void noticesThatABackboneIsNotAsCausalAsItDeclares() {
    assertThat(failures(new TestingBackbone(true, true)))
        .containsExactlyInAnyOrder(
            "laterValuesReachEarlierOutputsAsDeclared",
            "laterLevelsReachEarlierOutputsAsDeclared",
            "laterConditionsReachEarlierOutputsAsDeclared",
            "trainingSeesWhatSamplingSees");
  }

  @Test
  void noticesThatABackboneIsMoreCausalThanItDeclares() {
    assertThat(failures(new TestingBackbone(false, false)))
        .containsExactlyInAnyOrder(
            "laterValuesReachEarlierOutputsAsDeclared",
            "laterLevelsReachEarlierOutputsAsDeclared",
            "laterConditionsReachEarlierOutputsAsDeclared",
            "trainingSeesWhatSamplingSees");
  }

  private static Set<String> failures(TestingBackbone backbone) {
    return KitFailures.of(BackboneConformance.class, new TestingConformance(backbone, Set.of()));
  }
}
