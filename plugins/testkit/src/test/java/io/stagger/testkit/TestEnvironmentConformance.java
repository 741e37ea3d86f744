package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.testkit.TestingEnvironment.Defect;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TestEnvironmentConformance {
  private static Set<String> failures(Set<Defect> defects) {
    return KitFailures.of(EnvironmentConformance.class, () -> new TestingEnvironment(defects));
  }

  @Test
  void passesASoundEnvironment() {
    assertThat(failures(EnumSet.noneOf(Defect.class))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "STARTS_ANYWHERE, episodesAreAFunctionOfTheirSeedAndActions",
    "PUSHES_THE_NEIGHBOR, episodesDependNeitherOnOneAnotherNorOnTheirNumber",
    "RESETS_ALL, aResetConcernsOneEpisode",
    "NEVER_ENDS, episodesEndAndStandStill",
    "MOVES_AFTER_THE_END, episodesEndAndStandStill",
    "REWARDS_AFTER_THE_END, episodesEndAndStandStill",
    "DOES_NOT_CLIP, actionsAreClippedToTheLimit",
    "MOVES_THE_GOAL, goalsStayUntilTheNextReset",
    "STEPS_BEFORE_A_RESET, nothingHappensBeforeAReset"
  })
  void noticesEachDefect(Defect defect, String test) {
    assertThat(failures(EnumSet.of(defect))).contains(test);
  }
}
