package io.stagger.core.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagger.api.StaggerException;
import io.stagger.api.engine.NamedTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads tensors in the safetensors format. Nothing in a file is ever executed or deserialized into
 * objects. The whole header is checked before any tensor is given out. Values in float32 are mapped
 * into memory rather than copied.
 */
public final class SafetensorsReader {
  static final String METADATA = "__metadata__";
  static final String FLOAT32 = "F32";

  /** The data types of the format by how many bytes a value takes. */
  private static final Map<String, Integer> BYTES =
      Map.ofEntries(
          Map.entry("BOOL", 1),
          Map.entry("U8", 1),
          Map.entry("I8", 1),
          Map.entry("F8_E4M3", 1),
          Map.entry("F8_E5M2", 1),
          Map.entry("U16", 2),
          Map.entry("I16", 2),
          Map.entry("F16", 2),
          Map.entry("BF16", 2),
          Map.entry("U32", 4),
          Map.entry("I32", 4),
          Map.entry(FLOAT32, 4),
          Map.entry("U64", 8),
          Map.entry("I64", 8),
          Map.entry("F64", 8));

  /** The format's own limit on the header. */
  private static final long GREATEST_HEADER = 100_000_000;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Object file;
  private final boolean foreign;
  private final Map<String, String> metadata = new TreeMap<>();
  private final Map<String, NamedTensor> tensors = new TreeMap<>();
  private final Map<String, String> others = new TreeMap<>();

  private SafetensorsReader(Object file, boolean foreign) {
    this.file = file;
    this.foreign = foreign;
  }

  /**
   * Opens a file that Stagger wrote. It must not be changed as long as its tensors are used.
   *
   * @throws StaggerException if it is missing, truncated or not of this format, or holds anything
   *     but float32
   */
  public static SafetensorsReader open(Path file) {
    return open(new SafetensorsReader(file, false), file);
  }

  /**
   * Opens a file that another program wrote. Values in float16, bfloat16 and float64 are rounded to
   * float32; tensors of other data types, which hold no weights, are left out. The file must not be
   * changed as long as its tensors are used.
   *
   * @throws StaggerException if it is missing, truncated or not of this format
   */
  public static SafetensorsReader openForeign(Path file) {
    return open(new SafetensorsReader(file, true), file);
  }

  /**
   * Reads what Stagger wrote, from memory. The bytes must not be changed as long as its tensors are
   * used.
   *
   * @param name what messages call it
   * @throws StaggerException if it is truncated or not of this format, or holds anything but
   *     float32
   */
  public static SafetensorsReader of(String name, byte[] bytes) {
    SafetensorsReader reader = new SafetensorsReader(name, false);
    try {
      reader.read(new Memory(bytes));
    } catch (IOException e) {
      throw new AssertionError("Reading from memory can't fail.", e);
    }
    return reader;
  }

  /** Where the bytes are. */
  private interface Source {
    long size();

    /** A part of them, in little-endian order. */
    ByteBuffer view(long position, int length) throws IOException;

    /** A part of them that is read now, in little-endian order. */
    ByteBuffer read(long position, int length) throws IOException;
  }

  private record Memory(byte[] bytes) implements Source {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public ByteBuffer view(long position, int length) {
      return ByteBuffer.wrap(bytes, (int) position, length)
          .slice()
          .asReadOnlyBuffer()
          .order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public ByteBuffer read(long position, int length) {
      return view(position, length);
    }
  }

  private record Channel(FileChannel channel, long size) implements Source {
    @Override
    public ByteBuffer view(long position, int length) throws IOException {
      return channel
          .map(FileChannel.MapMode.READ_ONLY, position, length)
          .order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public ByteBuffer read(long position, int length) throws IOException {
      return readFully(channel, position, length);
    }
  }

  private static SafetensorsReader open(SafetensorsReader reader, Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      reader.read(new Channel(channel, channel.size()));
      return reader;
    } catch (NoSuchFileException e) {
      throw new StaggerException("There is no tensor file '" + file + "'.", e);
    } catch (ClosedByInterruptException e) {
      throw new StaggerException(
          "The tensor file '%s' can't be read: the thread was interrupted.".formatted(file), e);
    } catch (IOException e) {
      throw new StaggerException(
          "The tensor file '%s' can't be read: %s.".formatted(file, e.getMessage()), e);
    }
  }

  /** The free text in the header, by name. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  /** The tensors, sorted by name. */
  public Map<String, NamedTensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /** The data types of the tensors that were left out because they hold no floats, by name. */
  public Map<String, String> others() {
    return Collections.unmodifiableMap(others);
  }

  private void read(Source source) throws IOException {
    long size = source.size();
    if (size < Long.BYTES) {
      throw damaged("it holds only %d bytes, less than the length of a header".formatted(size));
    }
    long headerLength = source.read(0, Long.BYTES).getLong();
    if (headerLength < 2 || headerLength > GREATEST_HEADER) {
      throw damaged("it does not begin with the length of a safetensors header");
    }
    long start = Long.BYTES + headerLength;
    if (start > size) {
      throw damaged(
          "it is truncated within its header, which takes %d of its %d bytes"
              .formatted(start, size));
    }
    JsonNode header = parse(source.read(Long.BYTES, (int) headerLength));
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      if (field.getKey().equals(METADATA)) {
        field.getValue().properties().forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
      } else {
        entries.add(entry(field.getKey(), field.getValue()));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long expected = 0;
    for (Entry entry : entries) {
      if (entry.begin() != expected) {
        throw damaged(
            "tensor '%s' begins at byte %d of the values instead of %d"
                .formatted(entry.name(), entry.begin(), expected));
      }
      expected = entry.end();
    }
    if (size - start != expected) {
      throw damaged(
          size - start < expected
              ? "it is truncated: its header describes %d bytes, but it holds %d"
                  .formatted(start + expected, size)
              : "it holds %d bytes more than its header describes"
                  .formatted(size - start - expected));
    }
    for (Entry entry : entries) {
      if (entry.isFloat()) {
        tensors.put(
            entry.name(),
            new NamedTensor(entry.name(), entry.shape(), values(source, start, entry)));
      } else {
        others.put(entry.name(), entry.type());
      }
    }
  }

  private JsonNode parse(ByteBuffer header) {
    byte[] text = new byte[header.remaining()];
    header.get(text);
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw damaged("its header is not valid JSON");
    } catch (IOException e) {
      throw damaged("its header is not valid text");
    }
    if (!root.isObject()) {
      throw damaged("its header is not a JSON object");
    }
    return root;
  }

  private Entry entry(String name, JsonNode node) {
    String type = node.path("dtype").asText();
    if (!type.equals(FLOAT32) && !foreign) {
      throw new StaggerException(
          "Tensor '%s' in '%s' has the data type '%s', but only %s is read."
              .formatted(name, file, type, FLOAT32));
    }
    Integer width = BYTES.get(type);
    if (width == null) {
      throw new StaggerException(
          "Tensor '%s' in '%s' has the data type '%s', which is unknown."
              .formatted(name, file, type));
    }
    List<Long> shape = longs(node.path("shape"), name);
    List<Long> offsets = longs(node.path("data_offsets"), name);
    if (offsets.size() != 2 || offsets.get(1) < offsets.get(0)) {
      throw damaged("the place of tensor '" + name + "' is not given by two rising offsets");
    }
    long bytes;
    try {
      bytes = Math.multiplyExact(shape.stream().reduce(1L, Math::multiplyExact), width);
    } catch (ArithmeticException e) {
      throw damaged("the shape of tensor '" + name + "' is too large");
    }
    if (bytes != offsets.get(1) - offsets.get(0)) {
      throw damaged(
          "tensor '%s' of shape %s takes %d bytes, but %d are set aside for it"
              .formatted(name, shape, bytes, offsets.get(1) - offsets.get(0)));
    }
    return new Entry(name, type, shape, offsets.get(0), offsets.get(1));
  }

  private List<Long> longs(JsonNode array, String name) {
    List<Long> values = new ArrayList<>();
    if (!array.isArray()) {
      throw damaged("its header does not give shape and offsets of tensor '" + name + "'");
    }
    for (JsonNode element : array) {
      if (!element.isIntegralNumber() || !element.canConvertToLong() || element.asLong() < 0) {
        throw damaged("shape and offsets of tensor '" + name + "' are not whole numbers");
      }
      values.add(element.asLong());
    }
    return values;
  }

  private FloatBuffer values(Source source, long start, Entry entry) throws IOException {
    long bytes = entry.end() - entry.begin();
    if (bytes > Integer.MAX_VALUE) {
      throw new StaggerException(
          "Tensor '%s' in '%s' takes %d bytes, but one tensor has at most %d."
              .formatted(entry.name(), file, bytes, Integer.MAX_VALUE));
    }
    ByteBuffer mapped = source.view(start + entry.begin(), (int) bytes);
    return switch (entry.type()) {
      case "F16" -> converted(mapped, Short.BYTES, at -> halfToFloat(mapped.getShort(at)));
      case "BF16" ->
          // The upper half of a float32.
          converted(
              mapped, Short.BYTES, at -> Float.intBitsToFloat(mapped.getShort(at) << Short.SIZE));
      case "F64" -> converted(mapped, Double.BYTES, at -> (float) mapped.getDouble(at));
      default -> mapped.asFloatBuffer();
    };
  }

  private static FloatBuffer converted(ByteBuffer values, int width, Conversion conversion) {
    FloatBuffer floats = FloatBuffer.allocate(values.remaining() / width);
    for (int at = 0; floats.hasRemaining(); at += width) {
      floats.put(conversion.at(at));
    }
    return floats.flip();
  }

  /** Reads the value at a byte. */
  private interface Conversion {
    float at(int at);
  }

  /** The value of a float16: a sign, 5 bits of exponent, 10 of fraction. */
  private static float halfToFloat(short half) {
    int exponent = (half >>> 10) & 0x1F;
    int fraction = half & 0x3FF;
    float magnitude =
        switch (exponent) {
          case 0 -> Math.scalb((float) fraction, -24);
          case 0x1F -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb((float) (fraction | 0x400), exponent - 25);
        };
    return half < 0 ? -magnitude : magnitude;
  }

  private static ByteBuffer readFully(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IOException("it became shorter while it was read");
      }
    }
    return buffer.flip();
  }

  private StaggerException damaged(String what) {
    return new StaggerException("The tensor file '%s' is damaged: %s.".formatted(file, what));
  }

  private record Entry(String name, String type, List<Long> shape, long begin, long end) {
    boolean isFloat() {
      return switch (type) {
        case FLOAT32, "F16", "BF16", "F64" -> true;
        default -> false;
      };
    }
  }
}
