package io.stagger.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TestBouncingMotion {
  /** Steps a frame at a time and turns around at every wall that is met. */
  private static double[] simulated(double start, double velocity, double room, int frames) {
    double[] positions = new double[frames];
    double position = start;
    double speed = velocity;
    for (int frame = 0; frame < frames; frame++) {
      positions[frame] = position;
      position += speed;
      while (position < 0 || position > room) {
        position = position < 0 ? -position : 2 * room - position;
        speed = -speed;
      }
    }
    return positions;
  }

  @Test
  void formulaEqualsSimulationStepByStep() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 200; trial++) {
      double room = random.nextDouble(0.5, 20);
      double start = random.nextDouble(0, room);
      // Up to several walls in one frame.
      double velocity = random.nextDouble(-3 * room, 3 * room);
      BouncingMotion motion = new BouncingMotion(start, velocity, room);
      double[] positions = simulated(start, velocity, room, 2000);
      for (int frame = 0; frame < positions.length; frame++) {
        assertThat(motion.position(frame))
            .as("frame %d of %s", frame, motion)
            .isCloseTo(positions[frame], within(1e-8));
      }
    }
  }

  @Test
  void numbersOfTwoAreReflectedExactly() {
    BouncingMotion motion = new BouncingMotion(8.5, 1.25, 10);
    assertThat(motion.position(0)).isEqualTo(8.5);
    assertThat(motion.position(1)).isEqualTo(9.75);
    assertThat(motion.position(2)).isEqualTo(9);
    assertThat(motion.position(9)).isEqualTo(0.25);
    assertThat(motion.position(10)).isEqualTo(1);
    assertThat(motion.position(16)).as("a whole round later").isEqualTo(8.5);
  }

  @Test
  void staysWithinTheWallsHoweverLongItTakes() {
    BouncingMotion motion = new BouncingMotion(10, -0.1, 10);
    assertThat(motion.position(0)).isEqualTo(10);
    for (double time = 1; time < 1e15; time = 3 * time + 1) {
      assertThat(motion.position(time)).isBetween(0.0, 10.0);
    }
  }

  @Test
  void whatIsNotInTheRoomIsRefused() {
    assertThatThrownBy(() -> new BouncingMotion(11, 1, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("An item can't begin at 11.0 with velocity 1.0 in a room of 10.0.");
    assertThatThrownBy(() -> new BouncingMotion(0, Double.NaN, 10))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BouncingMotion(0, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
