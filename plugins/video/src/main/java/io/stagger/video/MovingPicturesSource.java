package io.stagger.video;

import io.stagger.api.StaggerException;
import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.api.plugin.ExtensionContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Items of Fashion-MNIST (Xiao et al., 2017) that drift with constant velocity and bounce off the
 * walls of a dark frame, after Moving MNIST (Srivastava et al., 2015).
 *
 * <p>A clip is a function of the seed, the split and its number: one item, drawn evenly; a start,
 * drawn evenly over all places where the item is within the frame; a direction, drawn evenly; a
 * speed, drawn evenly between {@code minSpeed} and {@code maxSpeed}. Reflection is exact ({@link
 * BouncingMotion}), and so is the placement between pixels ({@link SubpixelStamp}), so the first
 * frames decide all others, however many: a longer clip begins like a shorter one.
 *
 * <p>Training takes items from the file of 60,000 training images, validation from the first half
 * of the file of 10,000 test images and test from its second half, so no item is in two splits.
 * There is no future split.
 */
public final class MovingPicturesSource implements DataSource<Clip> {
  private static final String TRAIN_FILE = "train-images-idx3-ubyte.gz";
  private static final String TEST_FILE = "t10k-images-idx3-ubyte.gz";
  private static final String MEND =
      "install Debian's package dataset-fashion-mnist (apt-get install dataset-fashion-mnist) or let 'folder' name the folder with its files";

  /** So far apart are the numbers of clips of different splits: more than any has clips. */
  private static final long BETWEEN_SPLITS = 1L << 60;

  private final MovingPicturesSettings settings;
  private final IdxImages trainItems;
  private final IdxImages testItems;
  private final AreaAverage trainShrinking;
  private final AreaAverage testShrinking;
  private final String fingerprint;

  /** Decides, with the number of a clip, everything about it. */
  private final long base;

  private MovingPicturesSource(
      MovingPicturesSettings settings,
      IdxImages trainItems,
      IdxImages testItems,
      String fingerprint) {
    this.settings = settings;
    this.trainItems = trainItems;
    this.testItems = testItems;
    this.trainShrinking = shrinking(trainItems, TRAIN_FILE, settings);
    this.testShrinking = shrinking(testItems, TEST_FILE, settings);
    this.fingerprint = fingerprint;
    this.base = new SplittableRandom(settings.seed()).nextLong();
    if (testItems.count() < 2) {
      throw new StaggerException(
          "The file %s holds 1 image, but at least 2 are needed, for validation and for test; %s."
              .formatted(TEST_FILE, MEND));
    }
  }

  /**
   * Reads the files.
   *
   * @throws StaggerException if they are missing or damaged, or their images are too small
   */
  public static MovingPicturesSource open(
      MovingPicturesSettings settings, ExtensionContext context) {
    Path folder = context.resolve(settings.folder());
    if (!Files.isDirectory(folder)) {
      throw new StaggerException(
          "'folder' is '%s', but there is no folder %s; %s."
              .formatted(settings.folder(), folder, MEND));
    }
    MessageDigest digest = sha256();
    IdxImages trainItems = read(folder.resolve(TRAIN_FILE), digest);
    IdxImages testItems = read(folder.resolve(TEST_FILE), digest);
    return new MovingPicturesSource(
        settings, trainItems, testItems, HexFormat.of().formatHex(digest.digest()));
  }

  private static IdxImages read(Path file, MessageDigest digest) {
    if (Files.notExists(file)) {
      throw new StaggerException("There is no file %s; %s.".formatted(file, MEND));
    }
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new StaggerException(
          "The file %s can't be read (%s); let 'folder' name a folder whose files can be."
              .formatted(file, e.getMessage()),
          e);
    }
    digest.update(bytes);
    return IdxImages.read(bytes, file.toString());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256.", e);
    }
  }

  private static AreaAverage shrinking(
      IdxImages items, String file, MovingPicturesSettings settings) {
    if (items.height() != items.width() || items.height() < settings.itemSize()) {
      throw new StaggerException(
          "The images of %s are %d x %d pixels, but 'itemSize' is %d and needs square ones that are at least as large; lower 'itemSize' or give other files."
              .formatted(file, items.height(), items.width(), settings.itemSize()));
    }
    return new AreaAverage(items.height(), settings.itemSize());
  }

  @Override
  public Class<Clip> sampleType() {
    return Clip.class;
  }

  @Override
  public long size(Split split) {
    return switch (split) {
      case TRAIN -> settings.trainClips();
      case VALIDATION -> settings.validationClips();
      case TEST -> settings.testClips();
      case FUTURE -> 0;
    };
  }

  @Override
  public Clip get(Split split, long index) {
    Scene scene = scene(split, index);
    int size = settings.size();
    float[] pixels = new float[settings.frames() * size * size];
    SubpixelStamp stamp = new SubpixelStamp(item(split, scene.item()), settings.itemSize(), size);
    for (int frame = 0; frame < settings.frames(); frame++) {
      stamp.add(
          scene.left().position(frame), scene.top().position(frame), pixels, frame * size * size);
    }
    return new Clip(size, size, 1, pixels);
  }

  /**
   * What decides a clip.
   *
   * @param item the number of the item in its file
   * @param left how its left edge moves
   * @param top how its top edge moves
   */
  record Scene(int item, BouncingMotion left, BouncingMotion top) {}

  /** What decides the clip of a number. */
  Scene scene(Split split, long index) {
    Objects.checkIndex(index, size(split));
    // No two clips share their random numbers.
    long number =
        switch (split) {
          case TRAIN -> index;
          case VALIDATION -> BETWEEN_SPLITS + index;
          case TEST, FUTURE -> 2 * BETWEEN_SPLITS + index;
        };
    SplittableRandom random = new SplittableRandom(base + number);
    int half = testItems.count() / 2;
    int item =
        switch (split) {
          case TRAIN -> random.nextInt(trainItems.count());
          case VALIDATION -> random.nextInt(half);
          case TEST, FUTURE -> random.nextInt(half, testItems.count());
        };
    double room = settings.size() - settings.itemSize();
    double left = room * random.nextDouble();
    double top = room * random.nextDouble();
    double direction = 2 * Math.PI * random.nextDouble();
    double speed =
        settings.minSpeed() + (settings.maxSpeed() - settings.minSpeed()) * random.nextDouble();
    return new Scene(
        item,
        new BouncingMotion(left, speed * Math.cos(direction), room),
        new BouncingMotion(top, speed * Math.sin(direction), room));
  }

  /** An item in the size in which it moves, [itemSize, itemSize], from 0 to 1. */
  private float[] item(Split split, int item) {
    return switch (split) {
      case TRAIN -> trainShrinking.shrink(trainItems, item);
      case VALIDATION, TEST, FUTURE -> testShrinking.shrink(testItems, item);
    };
  }

  @Override
  public int knownLength() {
    return settings.knownFrames();
  }

  @Override
  public int sampleLength() {
    return settings.frames();
  }

  @Override
  public String description() {
    return "%d clips of %d frames of %d x %d pixels, in which one of %d items of Fashion-MNIST moves"
        .formatted(
            settings.trainClips(),
            settings.frames(),
            settings.size(),
            settings.size(),
            trainItems.count());
  }

  /** The SHA-256 of both files, one after the other. */
  @Override
  public String fingerprint() {
    return fingerprint;
  }
}
