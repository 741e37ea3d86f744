package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.evaluation.Baseline;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class TestBaselineConformance {
  /** Predicts one of the futures of four numbers, of which two are known. */
  private interface Future {
    List<Double> predict(List<Double> sample, RandomGenerator random);
  }

  private static List<Double> walk(List<Double> sample, RandomGenerator random) {
    double first = sample.get(1) + random.nextGaussian();
    return List.of(sample.get(0), sample.get(1), first, first + random.nextGaussian());
  }

  @Test
  void passesASoundBaseline() {
    assertThat(failures(TestBaselineConformance::walk)).isEmpty();
  }

  @Test
  void noticesAGlimpseOfTheFuture() {
    assertThat(
            failures(
                (sample, random) ->
                    List.of(sample.get(0), sample.get(1), sample.get(1), sample.get(3))))
        .containsExactly("theFutureIsNotLookedAt");
  }

  @Test
  void noticesAGeneratorOfItsOwn() {
    SplittableRandom own = new SplittableRandom(1);
    assertThat(failures((sample, random) -> walk(sample, own)))
        .containsExactlyInAnyOrder(
            "predictionsAreAFunctionOfTheGenerator", "theFutureIsNotLookedAt");
  }

  @Test
  void noticesAKnownPartThatIsLost() {
    assertThat(failures((sample, random) -> List.of(0.0, sample.get(1), 1.0, 1.0)))
        .containsExactly("futuresAreWholeSamples");
    assertThat(failures((sample, random) -> sample.subList(0, 3)))
        .contains("futuresAreWholeSamples");
  }

  @Test
  void noticesAChangedSample() {
    assertThat(
            failures(
                (sample, random) -> {
                  List<Double> future = walk(sample, random);
                  sample.set(3, 7.0);
                  return future;
                }))
        .containsExactly("futuresAreWholeSamples");
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Set<String> failures(Future future) {
    return KitFailures.of(
        BaselineConformance.class,
        new BaselineConformance<List>() {
          @Override
          public Baseline<List> baseline() {
            return new Baseline<>() {
              @Override
              public Class<List> sampleType() {
                return List.class;
              }

              @Override
              public List<List> predict(
                  List sample, int knownLength, int count, RandomGenerator random) {
                List<List> futures = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                  futures.add(future.predict(sample, random));
                }
                return futures;
              }
            };
          }

          @Override
          public List sample() {
            return new ArrayList<>(List.of(1.0, 2.0, 3.0, 4.0));
          }

          @Override
          public List withOtherFuture() {
            return new ArrayList<>(List.of(1.0, 2.0, -3.0, -4.0));
          }

          @Override
          public int knownLength() {
            return 2;
          }

          @Override
          public List<?> steps(List sample) {
            return List.copyOf(sample);
          }
        });
  }
}
