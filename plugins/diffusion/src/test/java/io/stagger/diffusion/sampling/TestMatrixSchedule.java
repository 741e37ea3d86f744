package io.stagger.diffusion.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.testkit.SamplingScheduleConformance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TestMatrixSchedule implements SamplingScheduleConformance {
  @TempDir private Path folder;

  @Override
  public SamplingSchedule samplingSchedule() {
    return open("2,2\n1,2\n0,1\n0,0\n");
  }

  @Override
  public List<Integer> horizons() {
    return List.of(2);
  }

  @Override
  public List<Integer> steps() {
    return List.of(2);
  }

  @Test
  void matrixIsTheFiles() {
    String expected = "[[3, 3], [1, 3], [1, 0], [0, 0]]";
    for (String text :
        List.of(
            "3,3\n1,3\n1,0\n0,0\n",
            "3,3\n1,3\n1,0\n0,0",
            "\uFEFF3, 3\r\n1 ,3\r\n\r\n1,0\r\n0,0\r\n\r\n",
            "\"3\",3\n1,3\n1,0\n0,0\n")) {
      assertThat(open(text).matrix(2, 3)).hasToString(expected);
    }
  }

  @Test
  void anotherShapeIsRefused() {
    String message =
        "plan.csv holds a matrix for 2 tokens in 2 steps, but %d tokens in %d steps are asked for: ask for what the file holds, or choose another sampling schedule.";
    for (int[] shape : new int[][] {{3, 2}, {2, 3}, {1, 1}}) {
      assertThatThrownBy(() -> samplingSchedule().matrix(shape[0], shape[1]))
          .isInstanceOf(StaggerException.class)
          .hasMessage(message, shape[0], shape[1]);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2,2/1,1/0,0/0,0|line 4: Row 3 of the scheduling matrix repeats row 2, so a network evaluation would do nothing.
          2,2/1,1/1,1/0,0|line 3: Row 2 of the scheduling matrix repeats row 1, so a network evaluation would do nothing.
          2,2/1,1/1,2/0,0|line 3: Column 1 of the scheduling matrix rises from 1 to 2 at row 2, but noise is only taken away.
          2,2/1,3/0,0|line 2: Row 1, column 1 of the scheduling matrix is 3, but sampling levels run from 0 to 2.
          2,2/-1,0/0,0|line 2: Row 1, column 0 of the scheduling matrix is -1, but sampling levels run from 0 to 2.
          2,1/1,1/0,0|line 1: Column 1 of the scheduling matrix starts at 1, but every token starts as pure noise, 2.
          2,2/1,1/0,1|line 3: Column 1 of the scheduling matrix ends at 1, but every token ends clean, 0.
          2,2//1,1/0,0,0|line 4: Row 2 of the scheduling matrix has 3 columns, but row 0 has 2.
          2,2|line 1: A scheduling matrix has at least two rows and one column, not 1 rows and 2 columns.
          0,0/0,0|line 1: Sampling takes at least 1 step, not 0.
          2,2/1,x/0,0|line 2, column 1 is 'x', but every cell holds a sampling level, a whole number.
          2,2/1,/0,0|line 2, column 1 is '', but every cell holds a sampling level, a whole number.
          2,2/1,1.5/0,0|line 2, column 1 is '1.5', but every cell holds a sampling level, a whole number.
          2,2/1,99999999999/0,0|line 2, column 1 is '99999999999', but every cell holds a sampling level, a whole number.
          """)
  void faultsNameFileAndLine(String lines, String complaint) {
    for (String end : List.of("", "\n")) {
      assertThatThrownBy(() -> open(lines.replace("/", "\n") + end))
          .isInstanceOf(StaggerException.class)
          .hasMessage("plan.csv, %s", complaint);
    }
  }

  @Test
  void lineAtFaultIsFoundInLargeFiles() {
    Random random = new Random(1);
    for (int attempt = 0; attempt < 200; attempt++) {
      int horizon = 1 + random.nextInt(12);
      int steps = 2 + random.nextInt(20);
      List<int[]> rows =
          new PyramidSchedule(new PyramidSettings(1)).matrix(horizon, steps).toRows();
      int faulty = 1 + random.nextInt(rows.size() - 1);
      rows.get(faulty)[random.nextInt(horizon)] = steps + 1;
      assertThatThrownBy(() -> open(text(rows)))
          .isInstanceOf(StaggerException.class)
          .hasMessageStartingWith("plan.csv, line %d: Row %d, ", faulty + 1, faulty);
    }
  }

  @Test
  void whatASchedulePlansCanBeReadBack() {
    SchedulingMatrix matrix = new PyramidSchedule(new PyramidSettings(1.5)).matrix(12, 9);
    assertThat(open(text(matrix.toRows())).matrix(12, 9)).isEqualTo(matrix);
  }

  @Test
  void fileThatHoldsNothingIsRefused() {
    for (String text : List.of("", "\n\n", "\uFEFF")) {
      assertThatThrownBy(() -> open(text))
          .isInstanceOf(StaggerException.class)
          .hasMessage(
              "plan.csv is empty, but every line of a matrix holds the sampling level of each token.");
    }
  }

  @Test
  void brokenQuotesAreRefused() {
    assertThatThrownBy(() -> open("2,2\n\"1,1\n"))
        .isInstanceOf(StaggerException.class)
        .hasMessage("plan.csv is no CSV file such as 2,2 in its first line and 0,0 in its last.");
  }

  @Test
  void fileThatIsNotThereIsRefused() {
    assertThatThrownBy(
            () -> MatrixSchedule.open(new MatrixSettings("no.csv"), new TestingContext(folder)))
        .isInstanceOf(StaggerException.class)
        .hasMessage("'file' is 'no.csv', but there is no file %s.", folder.resolve("no.csv"));
    assertThatThrownBy(
            () -> MatrixSchedule.open(new MatrixSettings("."), new TestingContext(folder)))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "'file' is '.', but %s is a directory rather than a CSV file.", folder.resolve("."));
    assertThatThrownBy(() -> new MatrixSettings(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'file' is empty, but it names a CSV file.");
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws IOException {
    Path file = folder.resolve("bytes.csv");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(
            () -> MatrixSchedule.open(new MatrixSettings("bytes.csv"), new TestingContext(folder)))
        .isInstanceOf(StaggerException.class)
        .hasMessage("'file' is 'bytes.csv', but %s can't be read as text.", file);
  }

  private static String text(List<int[]> rows) {
    return rows.stream()
        .map(row -> Arrays.stream(row).mapToObj(Integer::toString).collect(Collectors.joining(",")))
        .collect(Collectors.joining("\n"));
  }

  private SamplingSchedule open(String text) {
    try {
      Files.writeString(folder.resolve("plan.csv"), text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return MatrixSchedule.open(new MatrixSettings("plan.csv"), new TestingContext(folder));
  }
}
