package io.stagger.core.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stagger.api.engine.NamedTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes float32 tensors in the safetensors format: the header's length as 8 little-endian bytes,
 * the header in JSON, then the values. Tensors are sorted by name and the values start at a
 * multiple of 8 bytes, so that equal tensors give equal files. The file is written as a stream,
 * through one buffer of fixed size.
 */
public final class SafetensorsWriter {
  private static final int BUFFER_BYTES = 1 << 20;
  private static final int ALIGNMENT = 8;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final WritableByteChannel channel;
  private final MessageDigest digest;
  private long bytes;

  private SafetensorsWriter(WritableByteChannel channel) {
    this.channel = channel;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has SHA-256.", e);
    }
  }

  /**
   * Writes tensors.
   *
   * @param channel receives the whole file; not closed
   * @param tensors in any order, with distinct names
   * @param metadata free text by name, for readers
   * @return the length and digest of what was written
   */
  public static TensorFile write(
      WritableByteChannel channel, List<NamedTensor> tensors, Map<String, String> metadata)
      throws IOException {
    List<NamedTensor> sorted =
        tensors.stream().sorted(Comparator.comparing(NamedTensor::name)).toList();
    SafetensorsWriter writer = new SafetensorsWriter(channel);
    byte[] header = header(sorted, metadata);
    writer.put(
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .flip());
    writer.put(ByteBuffer.wrap(header));
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (NamedTensor tensor : sorted) {
      writer.put(tensor.values().duplicate(), buffer);
    }
    return new TensorFile(writer.bytes, HexFormat.of().formatHex(writer.digest.digest()));
  }

  private static byte[] header(List<NamedTensor> tensors, Map<String, String> metadata)
      throws IOException {
    ObjectNode root = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode node = root.putObject(SafetensorsReader.METADATA);
      new TreeMap<>(metadata).forEach(node::put);
    }
    Set<String> names = new HashSet<>();
    long offset = 0;
    for (NamedTensor tensor : tensors) {
      if (!names.add(tensor.name()) || tensor.name().equals(SafetensorsReader.METADATA)) {
        throw new IllegalArgumentException(
            "Two tensors can't share the name '" + tensor.name() + "' in one file.");
      }
      ObjectNode node = root.putObject(tensor.name());
      node.put("dtype", SafetensorsReader.FLOAT32);
      tensor.shape().forEach(node.putArray("shape")::add);
      long end = offset + (long) tensor.values().remaining() * Float.BYTES;
      node.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    String text = JSON.writeValueAsString(root);
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    return (text + " ".repeat(Math.floorMod(-length, ALIGNMENT))).getBytes(StandardCharsets.UTF_8);
  }

  private void put(FloatBuffer values, ByteBuffer buffer) throws IOException {
    while (values.hasRemaining()) {
      int count = Math.min(values.remaining(), buffer.capacity() / Float.BYTES);
      FloatBuffer slice = values.slice(values.position(), count);
      buffer.clear().asFloatBuffer().put(slice);
      values.position(values.position() + count);
      put(buffer.limit(count * Float.BYTES));
    }
  }

  private void put(ByteBuffer buffer) throws IOException {
    digest.update(buffer.duplicate());
    bytes += buffer.remaining();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
