package io.stagger.diffusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.NoiseSchedule;
import io.stagger.api.plugin.ExtensionContext;
import io.stagger.diffusion.TestingSchedules;
import io.stagger.testkit.NoiseScheduleConformance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TestTableNoiseSchedule {
  @TempDir Path folder;

  @Nested
  final class OfAlphaBars implements NoiseScheduleConformance {
    @Override
    public NoiseSchedule noiseSchedule() {
      return TestingSchedules.all().get("learned table");
    }
  }

  @Nested
  final class Stretched implements NoiseScheduleConformance {
    @Override
    public NoiseSchedule noiseSchedule() {
      return TestingSchedules.all().get("learned table to zero");
    }

    @Override
    public boolean zeroTerminalSnr() {
      return true;
    }
  }

  @Nested
  final class OfHugeScales implements NoiseScheduleConformance {
    @Override
    public NoiseSchedule noiseSchedule() {
      return TestingSchedules.all().get("huge table");
    }

    @Override
    public boolean variancePreserving() {
      return false;
    }
  }

  @Test
  void alphaBarIsTheSquareOfTheSignal() throws IOException {
    NoiseSchedule schedule = open("alphaBar\n0.64\n.36\n4e-2\n", false);
    assertThat(schedule.levels()).isEqualTo(3);
    assertThat(schedule.signal(0)).isEqualTo(0.8);
    assertThat(schedule.noise(0)).isEqualTo(0.6);
    assertThat(schedule.signal(2)).isCloseTo(0.2, within(1e-15));
    assertThat(schedule.alphaBar(1)).isCloseTo(0.36, within(1e-15));
  }

  @Test
  void signalAndNoiseAreTakenAsTheyAre() throws IOException {
    NoiseSchedule schedule = open("signal,noise\n1,0.5\n1,3\n0.25,3\n", false);
    assertThat(schedule.signal(1)).isEqualTo(1);
    assertThat(schedule.noise(1)).isEqualTo(3);
    assertThat(schedule.snr(2)).isCloseTo(1 / 144.0, within(1e-15));
  }

  @Test
  void takesOtherLineEndsBlanksAndAByteOrderMark() throws IOException {
    NoiseSchedule schedule = open("\uFEFFsignal , noise\r\n 0.75, 0.25\r\n\r\n0.5 ,0.5", false);
    assertThat(schedule.levels()).isEqualTo(2);
    assertThat(schedule.noise(0)).isEqualTo(0.25);
  }

  @Test
  void lastLevelMayHoldNoSignal() throws IOException {
    NoiseSchedule flow = open("signal,noise\n0.5,0.5\n0,1\n", false);
    assertThat(flow.signal(1)).isZero();
    // There is nothing left to take, so that the table stays as it is.
    assertThat(open("signal,noise\n0.5,0.5\n0,1\n", true).noise(0)).isEqualTo(0.5);
    assertThat(open("alphaBar\n0.5\n0\n", true).snr(1)).isZero();
    assertThat(open("alphaBar\n0\n", false).levels()).isEqualTo(1);
  }

  @Test
  void onlyVariancePreservingTablesAreStretched() throws IOException {
    NoiseSchedule stretched = open("alphaBar\n0.81\n0.25\n0.01\n", true);
    assertThat(stretched.signal(0)).isEqualTo(0.9);
    assertThat(stretched.signal(1)).isCloseTo(0.9 * 0.4 / 0.8, within(1e-12));
    assertThat(stretched.signal(2)).isZero();
    assertThatThrownBy(() -> open("signal,noise\n0.8,0.6\n0.5,0.5\n", true))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "zeroTerminalSnr is true, but levels.csv is not variance-preserving (signal^2 + noise^2 is 0.5 at level 1), so that it can't be stretched; write 0 as the last level's signal instead.");
    assertThatThrownBy(() -> open("alphaBar\n0.5\n", true))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "zeroTerminalSnr is true, but levels.csv has one level, and it keeps the first level and takes all signal from the last, so it needs at least 2.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``| levels.csv is empty, but its first line is alphaBar or signal,noise.",
        "beta;0.1| levels.csv, line 1 is 'beta', but it names the columns: either alphaBar or signal,noise.",
        "noise,signal;1,1| levels.csv, line 1 is 'noise,signal', but it names the columns: either alphaBar or signal,noise.",
        "alphaBar| levels.csv has no levels, but a line for each follows its first line.",
        "signal,noise;1,1;0.5| levels.csv, line 3 has 1 cells, but its first line names 2 columns.",
        "alphaBar;0.9;NaN;0.1| levels.csv, line 3, column 'alphaBar' is 'NaN', but it is a number such as 0.25.",
        "signal,noise;1,0x1p3| levels.csv, line 2, column 'noise' is '0x1p3', but it is a number such as 0.25.",
        "alphaBar;1| levels.csv, line 2, column 'alphaBar' is 1, but a share of signal is from 1.0E-18 to less than 1, or 0 at the last level.",
        "alphaBar;0.5;-0.1| levels.csv, line 3, column 'alphaBar' is -0.1, but a share of signal is from 1.0E-18 to less than 1, or 0 at the last level.",
        "signal,noise;1e-10,1| levels.csv, line 2, column 'signal' is 1e-10, but a scale of signal is from 1.0E-9 to 1.0E9, or 0 at the last level.",
        "signal,noise;1,0| levels.csv, line 2, column 'noise' is 0, but a scale of noise is from 1.0E-9 to 1.0E9.",
        "signal,noise;1,1e400| levels.csv, line 2, column 'noise' is 1e400, but a scale of noise is from 1.0E-9 to 1.0E9.",
        "alphaBar;0.5;0;0| levels.csv, line 4 follows a level without signal in column 'alphaBar', but only the last level may hold none.",
        "signal,noise;1,1;0,1;0.5,1| levels.csv, line 4 follows a level without signal in column 'signal', but only the last level may hold none.",
        "signal,noise;1,1;;2,2| levels.csv, line 4, column 'signal': the signal-to-noise ratio is 1.0 after 1.0, but it falls from each level to the next.",
        "alphaBar;\"0.5| levels.csv can't be read as CSV, because its quotes or line ends are damaged.",
      })
  void refusesWhatIsNoTableAndSaysWhere(String lines, String sentence) {
    assertThatThrownBy(() -> open(lines.replace(';', '\n'), false))
        .isInstanceOf(StaggerException.class)
        .hasMessage(sentence);
  }

  @Test
  void refusesMoreLevelsThanAnyScheduleHas() {
    StringBuilder csv = new StringBuilder("signal,noise\n");
    for (int level = 1; level <= 1_000_001; level++) {
      csv.append("1,").append(level).append('\n');
    }
    assertThatThrownBy(() -> open(csv.toString(), false))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "levels.csv, line 1000002 is one level too many, because a noise schedule has at most 1000000.");
  }

  @Test
  void refusesAFileThatIsNotThere() {
    assertThatThrownBy(() -> open("absent.csv"))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "'file' is 'absent.csv', but there is no file %s."
                .formatted(folder.resolve("absent.csv")));
    assertThatThrownBy(() -> open("."))
        .isInstanceOf(StaggerException.class)
        .hasMessageEndingWith("is a directory rather than a CSV file.");
    assertThatThrownBy(() -> new TableSettings(" ", false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'file' is empty, but it names a CSV file.");
  }

  private NoiseSchedule open(String csv, boolean zeroTerminalSnr) throws IOException {
    Files.writeString(folder.resolve("levels.csv"), csv, StandardCharsets.UTF_8);
    return open(new TableSettings("levels.csv", zeroTerminalSnr));
  }

  private NoiseSchedule open(String file) {
    return open(new TableSettings(file, false));
  }

  private NoiseSchedule open(TableSettings settings) {
    return TableNoiseSchedule.open(settings, new Context(folder));
  }

  private record Context(Path folder) implements ExtensionContext {
    @Override
    public Path resolve(String file) {
      return folder.resolve(file);
    }

    @Override
    public Optional<Path> runDirectory() {
      return Optional.empty();
    }
  }
}
