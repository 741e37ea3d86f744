package io.stagger.planning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.stagger.api.StaggerException;
import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.planning.TestingContext;
import io.stagger.planning.TestingSteps;
import io.stagger.planning.Trajectory;
import io.stagger.testkit.DataSourceConformance;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jetbrains.bio.npy.NpzFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TestTrajectoryFile implements DataSourceConformance<Trajectory> {
  private static final int ROWS = 60;

  @TempDir Path folder;

  /** The numbers of small.hdf5: episodes of 10, 20 and 30 rows. */
  private static Map<String, Object> arrays() {
    float[][] observations = new float[ROWS][];
    float[][] actions = new float[ROWS][];
    float[] rewards = new float[ROWS];
    byte[] terminals = new byte[ROWS];
    byte[] timeouts = new byte[ROWS];
    for (int t = 0; t < ROWS; t++) {
      observations[t] = new float[] {t, t + 0.25f, -t, t / 2f};
      actions[t] = new float[] {(float) (t / 100.0), (float) (-t / 100.0)};
      rewards[t] = t % 7 == 0 ? 1 : 0;
    }
    terminals[9] = 1;
    timeouts[29] = 1;
    Map<String, Object> arrays = new LinkedHashMap<>();
    arrays.put("observations", observations);
    arrays.put("actions", actions);
    arrays.put("rewards", rewards);
    arrays.put("terminals", terminals);
    arrays.put("timeouts", timeouts);
    return arrays;
  }

  private TrajectoryFileSettings settings(String file) {
    return new TrajectoryFileSettings(file, 6, true);
  }

  private TrajectorySource hdf5(Map<String, Object> arrays) throws IOException {
    Files.deleteIfExists(folder.resolve("data.hdf5"));
    try (WritableHdfFile file = HdfFile.write(folder.resolve("data.hdf5"))) {
      arrays.forEach(file::putDataset);
    }
    return openHdf5("data.hdf5");
  }

  private TrajectorySource openHdf5(String file) {
    return TrajectoryFile.hdf5(settings(file), new TestingContext(folder));
  }

  private TrajectorySource openNpz(String file) {
    return TrajectoryFile.npz(settings(file), new TestingContext(folder));
  }

  private TrajectorySource published() throws IOException {
    try (InputStream in = TestTrajectoryFile.class.getResourceAsStream("/d4rl/small.hdf5")) {
      Files.copy(in, folder.resolve("small.hdf5"));
    }
    return openHdf5("small.hdf5");
  }

  @Override
  public DataSource<Trajectory> openDataSource() {
    return openUnchecked(arrays());
  }

  @Override
  public DataSource<Trajectory> openOtherDataSource() {
    Map<String, Object> arrays = arrays();
    float[][] observations = (float[][]) arrays.get("observations");
    for (float[] observation : observations) {
      observation[1] += 0.125f;
    }
    return openUnchecked(arrays);
  }

  private TrajectorySource openUnchecked(Map<String, Object> arrays) {
    try {
      return hdf5(arrays);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<?> steps(Trajectory sample) {
    return TestingSteps.of(sample);
  }

  private static void assertHoldsTheNumbers(TrajectorySource source) {
    // Held out are 7 rows each, of the last episode.
    assertThat(source.size(Split.TRAIN)).isEqualTo(4 + 14 + 10);
    assertThat(source.size(Split.VALIDATION)).isEqualTo(1);
    assertThat(source.size(Split.TEST)).isEqualTo(1);
    assertThat(source.get(Split.TEST, 0).observations()[0]).isEqualTo(53);
    Trajectory window = source.get(Split.TRAIN, 4);
    assertThat(window.observationWidth()).isEqualTo(4);
    assertThat(window.actionWidth()).isEqualTo(2);
    assertThat(window.realSteps()).isEqualTo(6);
    assertThat(window.observations()).startsWith(10, 10.25f, -10, 5, 11, 11.25f, -11, 5.5f);
    assertThat(window.actions()).startsWith(0.1f, -0.1f, 0.11f, -0.11f);
    assertThat(window.rewards()).containsExactly(0, 0, 0, 0, 1, 0);
    assertThat(source.get(Split.TRAIN, 3).observations()[6 * 4]).isEqualTo(9);
    assertThat(source.sampleLength()).isEqualTo(7);
  }

  @Test
  void readsAFileAsItIsPublished() throws IOException {
    TrajectorySource source = published();
    assertHoldsTheNumbers(source);
    assertThat(source.description()).isEqualTo("small.hdf5: 60 rows in 3 episodes");
    assertThat(source.fingerprint()).matches("[0-9a-f]{64}");
  }

  @Test
  void readsOtherTypesOfNumbers() throws IOException {
    assertHoldsTheNumbers(hdf5(arrays()));
    Map<String, Object> wide = arrays();
    double[][] observations = new double[ROWS][];
    for (int t = 0; t < ROWS; t++) {
      observations[t] = new double[] {t, t + 0.25, -t, t / 2.0};
    }
    wide.put("observations", observations);
    int[] rewards = new int[ROWS];
    double[][] terminals = new double[ROWS][1];
    for (int t = 0; t < ROWS; t += 7) {
      rewards[t] = 1;
    }
    terminals[9][0] = 1;
    wide.put("rewards", rewards);
    wide.put("terminals", terminals);
    assertHoldsTheNumbers(hdf5(wide));
  }

  private void writeNpz(String name, String without, boolean compressed) {
    try (NpzFile.Writer out = NpzFile.write(folder.resolve(name), compressed)) {
      arrays()
          .forEach(
              (key, array) -> {
                if (array instanceof float[][] rows) {
                  int width = rows[0].length;
                  float[] flat = new float[ROWS * width];
                  for (int t = 0; t < ROWS; t++) {
                    System.arraycopy(rows[t], 0, flat, t * width, width);
                  }
                  out.write(key, flat, new int[] {ROWS, width});
                } else if (array instanceof float[] numbers) {
                  out.write(key, numbers, new int[] {ROWS});
                } else if (!key.equals(without)) {
                  byte[] flags = (byte[]) array;
                  boolean[] booleans = new boolean[ROWS];
                  for (int t = 0; t < ROWS; t++) {
                    booleans[t] = flags[t] != 0;
                  }
                  out.write(key, booleans, new int[] {ROWS});
                }
              });
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsAnNpzFile(boolean compressed) {
    writeNpz("data.npz", "nothing", compressed);
    assertHoldsTheNumbers(openNpz("data.npz"));
  }

  @Test
  void shorterEpisodesArePaddedOrLeftOut() throws IOException {
    hdf5(arrays());
    TestingContext context = new TestingContext(folder);
    TrajectorySource padded =
        TrajectoryFile.hdf5(new TrajectoryFileSettings("data.hdf5", 12, true), context);
    assertThat(padded.get(Split.TRAIN, 0).realSteps()).isEqualTo(9);
    TrajectorySource whole =
        TrajectoryFile.hdf5(new TrajectoryFileSettings("data.hdf5", 12, false), context);
    assertThat(whole.get(Split.TRAIN, 0).realSteps()).isEqualTo(12);
    assertThat(whole.get(Split.TRAIN, 0).observations()[0]).isEqualTo(10);
  }

  private void assertRefused(String key, Object value, String sentence) {
    Map<String, Object> arrays = arrays();
    arrays.put(key, value);
    assertThatThrownBy(() -> hdf5(arrays))
        .isInstanceOf(StaggerException.class)
        .hasMessage(sentence);
  }

  @Test
  void aMissingArrayIsNamed() {
    Map<String, Object> arrays = arrays();
    arrays.remove("timeouts");
    assertThatThrownBy(() -> hdf5(arrays))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "data.hdf5 has no array 'timeouts'; it has actions, observations, rewards, terminals,"
                + " but observations, actions, rewards, terminals and timeouts are needed.");
    writeNpz("data.npz", "terminals", false);
    assertThatThrownBy(() -> openNpz("data.npz"))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith("data.npz has no array 'terminals'; it has actions,");
  }

  @Test
  void anotherShapeIsNamed() {
    assertRefused(
        "observations",
        new float[ROWS],
        "'observations' of data.hdf5 has the shape [60], but it is [rows, numbers of a row].");
    assertRefused(
        "actions",
        new float[59][2],
        "'actions' of data.hdf5 has the shape [59, 2], but it is [60, numbers of a row], with the"
            + " 60 rows of 'observations'.");
    assertRefused(
        "rewards",
        new float[ROWS][2],
        "'rewards' of data.hdf5 has the shape [60, 2], but it is [60], with the 60 rows of"
            + " 'observations'.");
    assertRefused(
        "timeouts",
        new byte[61],
        "'timeouts' of data.hdf5 has the shape [61], but it is [60], with the 60 rows of"
            + " 'observations'.");
  }

  @Test
  void elementsThatAreNoNumbersAreNamed() {
    float[] rewards = new float[ROWS];
    rewards[17] = Float.NaN;
    assertRefused(
        "rewards",
        rewards,
        "'rewards' of data.hdf5 has NaN at row 17, but every element is a finite number.");
    String[] words = new String[ROWS];
    Arrays.fill(words, "yes");
    assertRefused(
        "rewards", words, "'rewards' of data.hdf5 holds text, but its elements are numbers.");
    assertRefused(
        "terminals",
        words,
        "'terminals' of data.hdf5 holds text, but its elements are numbers or true and false.");
  }

  @Test
  void aFileOfAnotherKindIsNamed() throws IOException {
    Files.writeString(folder.resolve("text"), "observations");
    assertThatThrownBy(() -> openHdf5("text"))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "text can't be read as an HDF5 file (No valid HDF5 signature found): it is damaged, of"
                + " another kind, or holds something else than numbers, or true and false.");
    assertThatThrownBy(() -> openNpz("text"))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith("text can't be read as an NPZ file (");
    assertThatThrownBy(() -> openNpz("no.npz"))
        .isInstanceOf(StaggerException.class)
        .hasMessage("'file' is 'no.npz', but there is no file " + folder.resolve("no.npz") + ".");
    assertThatThrownBy(() -> openHdf5("."))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "'file' is '.', but "
                + folder.resolve(".")
                + " is a directory rather than an HDF5 file.");
    assertThatThrownBy(() -> settings(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'file' is empty, but it names a file.");
  }

  /** What is cut off may be none of the arrays that are read. */
  @Test
  void aFileThatIsCutOffIsNamedOrServesAsBefore() throws IOException {
    published();
    byte[] bytes = Files.readAllBytes(folder.resolve("small.hdf5"));
    int refused = 0;
    for (int share = 1; share < 20; share++) {
      Path cut = folder.resolve("cut.hdf5");
      Files.write(cut, Arrays.copyOf(bytes, bytes.length * share / 20));
      try {
        assertHoldsTheNumbers(openHdf5("cut.hdf5"));
      } catch (StaggerException e) {
        assertThat(e)
            .hasMessageMatching("cut.hdf5 can't be read as an HDF5 file \\([^\n]+\\): [^\n]+\\.");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(10);
  }

  @Test
  void aHorizonThatIsTooLongIsNamed() throws IOException {
    hdf5(arrays());
    assertThatThrownBy(
            () ->
                TrajectoryFile.hdf5(
                    new TrajectoryFileSettings("data.hdf5", 25, false), new TestingContext(folder)))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "data.hdf5 has no window of 25 steps to train on: 56 of its 60 rows are held out for"
                + " validation and test, and its longest episode has 29 usable steps; lower"
                + " 'horizon', bring more data or set 'padShort' to true.");
  }
}
