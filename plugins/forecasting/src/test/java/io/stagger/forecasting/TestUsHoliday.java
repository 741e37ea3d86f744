package io.stagger.forecasting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TestUsHoliday {
  @ParameterizedTest
  @CsvSource({
    "2016-01-01, NEW_YEAR",
    "2011-12-31, ",
    "2010-12-31, NEW_YEAR",
    "2012-01-02, NEW_YEAR",
    "2016-01-18, MARTIN_LUTHER_KING",
    "2016-02-15, PRESIDENTS",
    "2016-05-30, MEMORIAL",
    "2016-05-23, ",
    "2016-07-04, INDEPENDENCE",
    "2015-07-03, INDEPENDENCE",
    "2015-07-04, INDEPENDENCE",
    "2010-07-05, INDEPENDENCE",
    "2016-07-05, ",
    "2016-09-05, LABOR",
    "2016-10-10, COLUMBUS",
    "2016-11-11, VETERANS",
    "2016-11-24, THANKSGIVING",
    "2016-11-25, DAY_AFTER_THANKSGIVING",
    "2014-11-27, THANKSGIVING",
    "2014-11-20, ",
    "2016-12-24, CHRISTMAS_EVE",
    "2016-12-26, CHRISTMAS",
    "2020-06-19, ",
    "2021-06-18, JUNETEENTH",
    "2023-06-19, JUNETEENTH"
  })
  void holidaysFollowTheirRules(LocalDate date, UsHoliday expected) {
    assertThat(UsHoliday.on(date).orElse(null)).isEqualTo(expected);
  }

  @Test
  void aCommonYearHasTwelveHolidaysAndThoseObserved() {
    LocalDate first = LocalDate.of(2019, 1, 1);
    assertThat(first.datesUntil(first.plusYears(1)).filter(d -> UsHoliday.on(d).isPresent()))
        .hasSize(12);
  }
}
