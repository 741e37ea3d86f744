package io.stagger.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stagger.api.StaggerException;
import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.testkit.DataSourceConformance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestMovingPicturesSource implements DataSourceConformance<Clip> {
  private static final List<Split> SPLITS = List.of(Split.TRAIN, Split.VALIDATION, Split.TEST);

  private final TestingPictures pictures = new TestingPictures();
  @TempDir private Path folder;

  @Override
  public DataSource<Clip> openDataSource() {
    return new TestingPictures().open();
  }

  /** Of the same images, those for training and those for tests exchanged. */
  @Override
  public DataSource<Clip> openOtherDataSource() {
    String train = "train-images-idx3-ubyte.gz";
    String test = "t10k-images-idx3-ubyte.gz";
    try {
      Files.copy(TestingPictures.sample().resolve(train), folder.resolve(test));
      Files.copy(TestingPictures.sample().resolve(test), folder.resolve(train));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TestingPictures others = new TestingPictures();
    others.folder = folder.toString();
    return others.open();
  }

  @Override
  public List<?> steps(Clip sample) {
    int width = sample.frameWidth();
    return IntStream.range(0, sample.length())
        .mapToObj(
            frame ->
                FloatBuffer.wrap(
                    Arrays.copyOfRange(sample.pixels(), frame * width, (frame + 1) * width)))
        .toList();
  }

  private static double mass(Clip clip, int frame) {
    double mass = 0;
    for (int i = 0; i < clip.frameWidth(); i++) {
      mass += clip.pixels()[frame * clip.frameWidth() + i];
    }
    return mass;
  }

  @Test
  void clipsAreAsTheSettingsSay() {
    MovingPicturesSource source = pictures.open();
    assertThat(source.size(Split.TRAIN)).isEqualTo(40);
    assertThat(source.size(Split.VALIDATION)).isEqualTo(10);
    assertThat(source.size(Split.TEST)).isEqualTo(10);
    assertThat(source.size(Split.FUTURE)).isZero();
    assertThat(source.knownLength()).isEqualTo(4);
    assertThat(source.sampleLength()).isEqualTo(16);
    Clip clip = source.get(Split.TRAIN, 39);
    assertThat(clip.length()).isEqualTo(16);
    assertThat(clip).hasToString("16 frames of 24 x 24 x 1");
    assertThat(source.description())
        .isEqualTo(
            "40 clips of 16 frames of 24 x 24 pixels, in which one of 16 items of Fashion-MNIST"
                + " moves");
  }

  @Test
  void pixelsAreWithinTheirRangeAndTheirSumNeverChanges() {
    pictures.frames = 200;
    MovingPicturesSource source = pictures.open();
    for (long index = 0; index < 40; index++) {
      Clip clip = source.get(Split.TRAIN, index);
      for (float pixel : clip.pixels()) {
        assertThat(pixel).isBetween(0f, 1.000001f);
      }
      double first = mass(clip, 0);
      assertThat(first).isPositive();
      for (int frame = 1; frame < clip.length(); frame++) {
        assertThat(mass(clip, frame)).isCloseTo(first, within(1e-4));
      }
    }
  }

  @Test
  void itemsMoveAsTheSceneSays() {
    pictures.frames = 100;
    MovingPicturesSource source = pictures.open();
    for (long index = 0; index < 20; index++) {
      Clip clip = source.get(Split.TEST, index % 10);
      MovingPicturesSource.Scene scene = source.scene(Split.TEST, index % 10);
      CenterOfMass first = CenterOfMass.of(clip, 0).orElseThrow();
      for (int frame = 0; frame < clip.length(); frame++) {
        CenterOfMass center = CenterOfMass.of(clip, frame).orElseThrow();
        assertThat(center.x() - first.x())
            .isCloseTo(scene.left().position(frame) - scene.left().start(), within(1e-4));
        assertThat(center.y() - first.y())
            .isCloseTo(scene.top().position(frame) - scene.top().start(), within(1e-4));
      }
    }
  }

  @Test
  void speedsAndStartsFillTheirRanges() {
    pictures.trainClips = 4000;
    MovingPicturesSource source = pictures.open();
    double slowest = Double.MAX_VALUE;
    double fastest = 0;
    double sumOfStarts = 0;
    double sumOfVelocities = 0;
    for (long index = 0; index < 4000; index++) {
      MovingPicturesSource.Scene scene = source.scene(Split.TRAIN, index);
      double speed = Math.hypot(scene.left().velocity(), scene.top().velocity());
      slowest = Math.min(slowest, speed);
      fastest = Math.max(fastest, speed);
      sumOfStarts += scene.left().start() + scene.top().start();
      sumOfVelocities += scene.left().velocity() + scene.top().velocity();
    }
    assertThat(slowest).isBetween(0.5, 0.51);
    assertThat(fastest).isBetween(1.49, 1.5 + 1e-12);
    // Five standard errors of the means.
    assertThat(sumOfStarts / 8000).isCloseTo(5, within(5 * 2.89 / Math.sqrt(8000)));
    assertThat(sumOfVelocities / 8000).isCloseTo(0, within(5 * 0.74 / Math.sqrt(8000)));
  }

  @Test
  void oneSpeedIsAllowed() {
    pictures.minSpeed = 1;
    pictures.maxSpeed = 1;
    MovingPicturesSource.Scene scene = pictures.open().scene(Split.TRAIN, 0);
    assertThat(Math.hypot(scene.left().velocity(), scene.top().velocity()))
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void sameNumberIsTheSameClipAndNoTwoAreAlike() {
    MovingPicturesSource source = pictures.open();
    MovingPicturesSource again = pictures.open();
    Set<Clip> clips = new HashSet<>();
    for (Split split : SPLITS) {
      for (long index = 0; index < source.size(split); index++) {
        Clip clip = source.get(split, index);
        assertThat(source.get(split, index)).isEqualTo(clip);
        assertThat(again.get(split, index)).isEqualTo(clip);
        assertThat(clips.add(clip)).as("clip %d of %s is new", index, split).isTrue();
      }
    }
  }

  @Test
  void seedDecidesTheClips() {
    MovingPicturesSource source = pictures.open();
    pictures.seed = 2;
    MovingPicturesSource other = pictures.open();
    for (long index = 0; index < 40; index++) {
      assertThat(other.get(Split.TRAIN, index)).isNotEqualTo(source.get(Split.TRAIN, index));
    }
    assertThat(other.fingerprint()).isEqualTo(source.fingerprint()).matches("[0-9a-f]{64}");
  }

  @Test
  void longerClipsBeginLikeShorterOnes() {
    Clip brief = pictures.open().get(Split.TEST, 3);
    pictures.frames = 50;
    Clip extended = pictures.open().get(Split.TEST, 3);
    assertThat(extended.length()).isEqualTo(50);
    assertThat(Arrays.copyOf(extended.pixels(), brief.pixels().length)).isEqualTo(brief.pixels());
  }

  @Test
  void splitsShareNoItem() {
    pictures.trainClips = 1000;
    pictures.validationClips = 1000;
    pictures.testClips = 1000;
    MovingPicturesSource source = pictures.open();
    assertThat(items(source, Split.TRAIN)).hasSize(16);
    assertThat(items(source, Split.VALIDATION)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(items(source, Split.TEST)).containsExactlyInAnyOrder(8, 9, 10, 11, 12, 13, 14, 15);
    // Training clips are of another file: in no place do they show an item of the others.
    Set<Long> trained = masses(source, Split.TRAIN);
    assertThat(masses(source, Split.VALIDATION)).hasSize(8).doesNotContainAnyElementsOf(trained);
    assertThat(masses(source, Split.TEST)).hasSize(8).doesNotContainAnyElementsOf(trained);
  }

  private static Set<Integer> items(MovingPicturesSource source, Split split) {
    Set<Integer> items = new HashSet<>();
    LongStream.range(0, 1000).forEach(index -> items.add(source.scene(split, index).item()));
    return items;
  }

  /** The sums of pixels, which tell items apart, in thousandths. */
  private static Set<Long> masses(MovingPicturesSource source, Split split) {
    Set<Long> masses = new HashSet<>();
    LongStream.range(0, 1000)
        .forEach(index -> masses.add(Math.round(1000 * mass(source.get(split, index), 0))));
    return masses;
  }

  @Test
  void clipsBeyondTheLastAreRefused() {
    MovingPicturesSource source = pictures.open();
    assertThatThrownBy(() -> source.get(Split.TRAIN, 40))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> source.get(Split.FUTURE, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aMissingFolderNamesThePackageAndTheCommand() {
    pictures.folder = "/nowhere/at/all";
    assertThatThrownBy(pictures::open)
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "'folder' is '/nowhere/at/all', but there is no folder /nowhere/at/all; install"
                + " Debian's package dataset-fashion-mnist (apt-get install dataset-fashion-mnist)"
                + " or let 'folder' name the folder with its files.");
  }

  @Test
  void aMissingFileNamesThePackageAndTheCommand() throws IOException {
    copy("train-images-idx3-ubyte.gz");
    pictures.folder = folder.toString();
    assertThatThrownBy(pictures::open)
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "There is no file %s; install Debian's package dataset-fashion-mnist (apt-get install"
                + " dataset-fashion-mnist) or let 'folder' name the folder with its files.",
            folder.resolve("t10k-images-idx3-ubyte.gz"));
  }

  private void copy(String file) throws IOException {
    Files.copy(TestingPictures.sample().resolve(file), folder.resolve(file));
  }

  @Test
  void imagesThatDoNotSuitAreRefused() throws IOException {
    copy("t10k-images-idx3-ubyte.gz");
    Path train = folder.resolve("train-images-idx3-ubyte.gz");
    Files.write(train, TestIdxImages.file(0x803, 2, 10, 10, 200));
    pictures.folder = folder.toString();
    assertThatThrownBy(pictures::open)
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The images of train-images-idx3-ubyte.gz are 10 x 10 pixels, but 'itemSize' is 14 and"
                + " needs square ones that are at least as large; lower 'itemSize' or give other"
                + " files.");
    Files.write(train, TestIdxImages.file(0x803, 1, 20, 30, 600));
    assertThatThrownBy(pictures::open).hasMessageContaining("are 20 x 30 pixels");
  }

  @Test
  void oneTestImageCannotServeTwoSplits() throws IOException {
    copy("train-images-idx3-ubyte.gz");
    Files.write(
        folder.resolve("t10k-images-idx3-ubyte.gz"), TestIdxImages.file(0x803, 1, 28, 28, 784));
    pictures.folder = folder.toString();
    assertThatThrownBy(pictures::open)
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith(
            "The file t10k-images-idx3-ubyte.gz holds 1 image, but at least 2 are needed");
  }

  @Test
  void settingsThatContradictEachOtherAreRefused() {
    pictures.itemSize = 24;
    assertRefused(
        "'itemSize' is 24, but must be less than 'size', which is 24, so that an item has room to"
            + " move.");
    pictures.itemSize = 14;
    pictures.minSpeed = 2;
    assertRefused("'minSpeed' is 2.0, but must be at most 'maxSpeed', which is 1.5.");
    pictures.minSpeed = 0;
    pictures.knownFrames = 16;
    assertRefused(
        "'knownFrames' is 16, but must be less than 'frames', which is 16, so that there is"
            + " something to predict.");
    pictures.frames = 100_000;
    pictures.size = 1024;
    assertRefused("'frames' is 100000, but clips of frames of 1024 x 1024 have at most 1023.");
    pictures.folder = " ";
    assertThatThrownBy(pictures::build).hasMessageStartingWith("'folder' is empty");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(pictures::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
