package io.stagger.testkit;

/** What can be wrong with {@link TestingEngine}, and the test of the kit that must notice. */
enum TestingDefect {
  VALUES_LEAK_BACK("laterValuesReachEarlierOutputsAsDeclared"),
  LEVELS_LEAK_BACK("laterLevelsReachEarlierOutputsAsDeclared"),
  CONDITIONS_LEAK_BACK("laterConditionsReachEarlierOutputsAsDeclared"),
  LEVEL_IGNORED("laterLevelsReachEarlierOutputsAsDeclared"),
  CONDITIONS_IGNORED("laterConditionsReachEarlierOutputsAsDeclared"),
  PAST_FORGOTTEN("earlierTokensReachLaterOutputs"),
  SEQUENCES_MIXED("sequencesOfABatchAreIndependent"),
  LEAKS_IN_TRAINING_ALONE("trainingSeesWhatSamplingSees"),
  LEVELS_LEAK_IN_TRAINING_ALONE("trainingSeesWhatSamplingSees"),
  CONDITIONS_LEAK_IN_TRAINING_ALONE("trainingSeesWhatSamplingSees"),
  LOSS_NOT_A_NUMBER("learns"),
  CLIMBS_THE_LOSS("learns"),
  CLEAN_TOKENS_UNTRAINABLE("trainsAtTheEndsOfTheSchedule"),
  LOSS_AVERAGED("lossIsTheSumOfWeightedErrors"),
  SEED_IGNORED("trainingIsReproducible"),
  AVERAGE_NOT_KEPT("stateIsComplete"),
  OPTIMIZER_NOT_RESTORED("restoredModelGoesOn"),
  LIST_OF_ONE_HAS_OTHER_NOISE("onePartIsTheBatch"),
  LATER_PARTS_IGNORED("partsOfAStepAddUp"),
  PARTS_AVERAGED("partsOfAStepAddUp"),
  PARTS_CLIPPED_APART("sumOfThePartsIsClippedOnce"),
  PARTS_SHARE_NOISE("noiseDiffersFromPartToPart"),
  NOISE_OF_PARTS_UNSEEDED("stepsInPartsAreReproducible"),
  RESTORES_ANYTHING("stateThatDoesNotFitIsRefused"),
  RESTORES_PARTLY("stateThatDoesNotFitIsRefused"),
  NOISE_BY_CALL("stepsRunOneByOneEqualStepsRunTogether"),
  NOISE_BY_ACTIVE_POSITION("tokensAppendedOneByOneAreThoseAppendedTogether"),
  NOISE_STALE("noiseIsFresh"),
  HISTORY_LOST("historyIsTheCleanPredictionBefore"),
  CLIP_IGNORED("cleanPredictionsAreClipped"),
  AVERAGE_IGNORED("averageIsSampledFrom"),
  WAITING_TOKENS_MOVE("waitingTokensKeepTheirBits"),
  MEMORY_FORGOTTEN("memoryEqualsContextThatIsNotCommitted"),
  MEMORY_NOT_SCALED("memoryEqualsContextThatIsNotCommitted"),
  WINDOW_UNBOUNDED("windowHoldsCommittedAndActiveTokens"),
  FORKS_SHARE_SEED("forkWithAnotherSeedIsAnotherFuture"),
  FORKS_SHARE_TOKENS("forkGoesOnAsTheOriginal"),
  STEPS_NOT_SAVED("resumedSessionGoesOnAsIfNeverStopped"),
  RESUMES_ANYTHING("sessionsThatDoNotFitAreRefused"),
  REPLACED_TOKENS_KEEP_HISTORY("replacedTokensAreThoseAppendedKnown"),
  DROPPED_TOKENS_LEAVE_HISTORY("droppedTokensLeaveNothing"),
  COMMITS_AT_ONE_LEVEL("tokensAreShownAtTheLevelTheyAreCommittedAt"),
  STEERS_ONCE("steeringStartsAtTheNextStep"),
  CLOSES_ONCE("closingTwiceIsHarmless");

  private final String noticedBy;

  TestingDefect(String noticedBy) {
    this.noticedBy = noticedBy;
  }

  /** The name of the test that must fail. */
  String noticedBy() {
    return noticedBy;
  }
}
