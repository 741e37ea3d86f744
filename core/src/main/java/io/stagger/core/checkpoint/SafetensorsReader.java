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
 * Reads float32 tensors in the safetensors format. The values are mapped into memory rather than
 * copied; nothing in a file is ever executed or deserialized into objects. The whole header is
 * checked before any tensor is given out.
 */
public final class SafetensorsReader {
  static final String METADATA = "__metadata__";
  static final String FLOAT32 = "F32";

  /** The format's own limit on the header. */
  private static final long GREATEST_HEADER = 100_000_000;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Path file;
  private final Map<String, String> metadata = new TreeMap<>();
  private final Map<String, NamedTensor> tensors = new TreeMap<>();

  private SafetensorsReader(Path file) {
    this.file = file;
  }

  /**
   * Opens a file. It must not be changed as long as its tensors are used.
   *
   * @throws StaggerException if it is missing, truncated or not of this format, or holds anything
   *     but float32
   */
  public static SafetensorsReader open(Path file) {
    SafetensorsReader reader = new SafetensorsReader(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      reader.read(channel);
      return reader;
    } catch (NoSuchFileException e) {
      throw new StaggerException("There is no tensor file '" + file + "'.", e);
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

  private void read(FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw damaged("it holds only %d bytes, less than the length of a header".formatted(size));
    }
    long headerLength = readFully(channel, 0, Long.BYTES).getLong();
    if (headerLength < 2 || headerLength > GREATEST_HEADER) {
      throw damaged("it does not begin with the length of a safetensors header");
    }
    long start = Long.BYTES + headerLength;
    if (start > size) {
      throw damaged(
          "it is truncated within its header, which takes %d of its %d bytes"
              .formatted(start, size));
    }
    JsonNode header = parse(readFully(channel, Long.BYTES, (int) headerLength));
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
      tensors.put(entry.name(), map(channel, start, entry));
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
    if (!type.equals(FLOAT32)) {
      throw new StaggerException(
          "Tensor '%s' in '%s' has the data type '%s', but only %s is read."
              .formatted(name, file, type, FLOAT32));
    }
    List<Long> shape = longs(node.path("shape"), name);
    List<Long> offsets = longs(node.path("data_offsets"), name);
    if (offsets.size() != 2 || offsets.get(1) < offsets.get(0)) {
      throw damaged("the place of tensor '" + name + "' is not given by two rising offsets");
    }
    long bytes;
    try {
      bytes = Math.multiplyExact(shape.stream().reduce(1L, Math::multiplyExact), Float.BYTES);
    } catch (ArithmeticException e) {
      throw damaged("the shape of tensor '" + name + "' is too large");
    }
    if (bytes != offsets.get(1) - offsets.get(0)) {
      throw damaged(
          "tensor '%s' of shape %s takes %d bytes, but %d are set aside for it"
              .formatted(name, shape, bytes, offsets.get(1) - offsets.get(0)));
    }
    return new Entry(name, shape, offsets.get(0), offsets.get(1));
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

  private NamedTensor map(FileChannel channel, long start, Entry entry) throws IOException {
    long bytes = entry.end() - entry.begin();
    if (bytes > Integer.MAX_VALUE) {
      throw new StaggerException(
          "Tensor '%s' in '%s' takes %d bytes, but one tensor has at most %d."
              .formatted(entry.name(), file, bytes, Integer.MAX_VALUE));
    }
    FloatBuffer values =
        channel
            .map(FileChannel.MapMode.READ_ONLY, start + entry.begin(), bytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    return new NamedTensor(entry.name(), entry.shape(), values);
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

  private record Entry(String name, List<Long> shape, long begin, long end) {}
}
