package io.stagger.planning.data;

import io.stagger.api.StaggerException;
import io.stagger.api.plugin.ExtensionContext;
import io.stagger.planning.data.RecordedArrays.RecordedArray;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads recorded episodes from a file that holds arrays under the names that D4RL publishes its
 * data with (Fu et al., "D4RL: Datasets for Deep Data-Driven Reinforcement Learning", 2020): {@code
 * observations} [rows, numbers], {@code actions} [rows, numbers], {@code rewards} [rows], {@code
 * terminals} [rows] and {@code timeouts} [rows]. A row whose terminal or timeout is set is the last
 * of its episode.
 */
public final class TrajectoryFile {
  private static final String FLAGS = "numbers or true and false";

  private final String name;
  private final RecordedArrays arrays;

  private TrajectoryFile(String name, RecordedArrays arrays) {
    this.name = name;
    this.arrays = arrays;
  }

  /**
   * Reads an HDF5 file.
   *
   * @throws StaggerException with a sentence if it can't serve
   */
  public static TrajectorySource hdf5(TrajectoryFileSettings settings, ExtensionContext context) {
    return read(settings, context, "HDF5", Hdf5Arrays::new);
  }

  /**
   * Reads an NPZ file: several of NumPy's arrays in a ZIP archive.
   *
   * @throws StaggerException with a sentence if it can't serve
   */
  public static TrajectorySource npz(TrajectoryFileSettings settings, ExtensionContext context) {
    return read(settings, context, "NPZ", NpzArrays::new);
  }

  private static TrajectorySource read(
      TrajectoryFileSettings settings,
      ExtensionContext context,
      String format,
      Function<Path, RecordedArrays> opener) {
    String file = settings.file();
    Path path = context.resolve(file);
    if (Files.notExists(path)) {
      throw new StaggerException("'file' is '%s', but there is no file %s.".formatted(file, path));
    }
    if (Files.isDirectory(path)) {
      throw new StaggerException(
          "'file' is '%s', but %s is a directory rather than an %s file."
              .formatted(file, path, format));
    }
    String name = path.getFileName().toString();
    Transitions transitions = transitions(name, path, format, opener);
    return new TrajectorySource(
        transitions,
        name,
        settings.horizon(),
        settings.padShort(),
        sha256(file, path),
        settings.padShort()
            ? "lower 'horizon' or bring more data"
            : "lower 'horizon', bring more data or set 'padShort' to true");
  }

  private static Transitions transitions(
      String name, Path path, String format, Function<Path, RecordedArrays> opener) {
    try (RecordedArrays arrays = opener.apply(path)) {
      return new TrajectoryFile(name, arrays).transitions();
    } catch (StaggerException e) {
      throw e;
    } catch (Exception e) {
      // A damaged file can make a library fail in any way, and one of the two in Kotlin, where
      // checked exceptions are not declared.
      throw new StaggerException(
          "%s can't be read as an %s file (%s): it is damaged, of another kind, or holds something else than numbers, or true and false."
              .formatted(name, format, reason(e)),
          e);
    }
  }

  private static String reason(Exception e) {
    String message = String.valueOf(e.getMessage()).strip();
    return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
  }

  private static String sha256(String file, Path path) {
    try (InputStream in = Files.newInputStream(path);
        DigestInputStream digest =
            new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      digest.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.getMessageDigest().digest());
    } catch (IOException e) {
      throw new StaggerException("'file' is '%s', but %s can't be read.".formatted(file, path), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  private Transitions transitions() {
    RecordedArray observations = require("observations");
    checkShape("observations", observations, 2, -1);
    int rows = observations.shape()[0];
    RecordedArray actions = require("actions");
    checkShape("actions", actions, 2, rows);
    float[] rewards = column("rewards", rows);
    BitSet lastRows = flags("terminals", rows);
    lastRows.or(flags("timeouts", rows));
    return new Transitions(
        observations.shape()[1],
        actions.shape()[1],
        numbers("observations", observations),
        numbers("actions", actions),
        rewards,
        lastRows);
  }

  private RecordedArray require(String key) {
    return arrays
        .read(key)
        .orElseThrow(
            () ->
                new StaggerException(
                    "%s has no array '%s'; it has %s, but observations, actions, rewards, terminals and timeouts are needed."
                        .formatted(name, key, namesFound())));
  }

  private String namesFound() {
    return arrays.names().isEmpty() ? "none" : String.join(", ", new TreeSet<>(arrays.names()));
  }

  /**
   * Checks the shape of an array.
   *
   * @param rows how many rows it has; any number from 1 if negative
   */
  private void checkShape(String key, RecordedArray array, int dimensions, int rows) {
    int[] shape = array.shape();
    boolean fits = shape.length == dimensions;
    for (int length : shape) {
      fits &= length > 0;
    }
    if (!fits || (rows >= 0 && shape[0] != rows)) {
      throw new StaggerException(
          "'%s' of %s has the shape %s, but it is [%s%s]%s."
              .formatted(
                  key,
                  name,
                  Arrays.toString(shape),
                  rows < 0 ? "rows" : rows,
                  dimensions == 2 ? ", numbers of a row" : "",
                  rows < 0 ? "" : ", with the %d rows of 'observations'".formatted(rows)));
    }
  }

  /** An array of one number a row, also where it is written as [rows, 1]. */
  private RecordedArray single(String key, int rows) {
    RecordedArray array = require(key);
    int[] shape = array.shape();
    if (shape.length == 2 && shape[1] == 1) {
      array = new RecordedArray(new int[] {shape[0]}, array.values());
    }
    checkShape(key, array, 1, rows);
    return array;
  }

  private float[] column(String key, int rows) {
    return numbers(key, single(key, rows));
  }

  private float[] numbers(String key, RecordedArray array) {
    float[] numbers;
    if (array.values() instanceof float[] floats) {
      numbers = floats;
    } else {
      checkType(key, array, isNumeric(array), "numbers");
      numbers = new float[Array.getLength(array.values())];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (float) Array.getDouble(array.values(), i);
      }
    }
    int width = array.shape().length == 2 ? array.shape()[1] : 1;
    for (int i = 0; i < numbers.length; i++) {
      if (!Float.isFinite(numbers[i])) {
        throw new StaggerException(
            "'%s' of %s has %s at row %d, but every element is a finite number."
                .formatted(key, name, numbers[i], i / width));
      }
    }
    return numbers;
  }

  private static boolean isNumeric(RecordedArray array) {
    Class<?> element = array.values().getClass().getComponentType();
    return element != null
        && element.isPrimitive()
        && element != boolean.class
        && element != char.class;
  }

  private BitSet flags(String key, int rows) {
    RecordedArray array = single(key, rows);
    BitSet flags = new BitSet(rows);
    if (array.values() instanceof boolean[] booleans) {
      for (int row = 0; row < rows; row++) {
        flags.set(row, booleans[row]);
      }
    } else if (array.values() instanceof String[] names) {
      // Python writes a Boolean to HDF5 as an enumeration of TRUE and FALSE.
      for (int row = 0; row < rows; row++) {
        checkType(key, array, names[row].equals("TRUE") || names[row].equals("FALSE"), FLAGS);
        flags.set(row, names[row].equals("TRUE"));
      }
    } else {
      checkType(key, array, isNumeric(array), FLAGS);
      for (int row = 0; row < rows; row++) {
        flags.set(row, Array.getDouble(array.values(), row) != 0);
      }
    }
    return flags;
  }

  private void checkType(String key, RecordedArray array, boolean fits, String allowed) {
    if (!fits) {
      throw new StaggerException(
          "'%s' of %s holds %s, but its elements are %s."
              .formatted(
                  key,
                  name,
                  array.values() instanceof String[]
                      ? "text"
                      : array.values().getClass().getSimpleName(),
                  allowed));
    }
  }
}
