package io.stagger.cli.picture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TestNumbers {
  @Test
  void writesSixDigitsWithoutIdleZeros() {
    assertThat(Numbers.text(0.5)).isEqualTo("0.5");
    assertThat(Numbers.text(1.0 / 3)).isEqualTo("0.333333");
    assertThat(Numbers.text(-24221.34)).isEqualTo("-24221.3");
    assertThat(Numbers.text(1000)).isEqualTo("1000");
    assertThat(Numbers.text(0.30000000000000004)).isEqualTo("0.3");
    assertThat(Numbers.text(-0.0)).isEqualTo("0");
  }

  @Test
  void writesVerySmallAndVeryLargeOnesWithAnExponent() {
    assertThat(Numbers.text(2.4286e-9)).isEqualTo("2.429e-09");
    assertThat(Numbers.text(5e7)).isEqualTo("5.000e+07");
    assertThat(Numbers.text(Double.POSITIVE_INFINITY)).isEqualTo("infinite");
    assertThat(Numbers.text(Double.NEGATIVE_INFINITY)).isEqualTo("-infinite");
    assertThat(Numbers.text(Double.NaN)).isEqualTo("undefined");
  }

  @Test
  void placesReachFromTheFirstToTheLast() {
    assertThat(Numbers.endsAndMiddle(1000)).containsExactly(0, 499, 999);
    assertThat(Numbers.endsAndMiddle(2)).containsExactly(0, 1);
    assertThat(Numbers.endsAndMiddle(1)).containsExactly(0);
    assertThat(Numbers.spread(1000, 4)).containsExactly(0, 333, 666, 999);
    assertThat(Numbers.spread(3, 10)).containsExactly(0, 1, 2);
    assertThat(Numbers.spread(1, 10)).containsExactly(0);
  }
}
